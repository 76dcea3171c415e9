/** How much the cache may hold, and for how long. */
export interface CacheBounds {
  /** Bytes of all objects together. */
  readonly maxBytes: number;
  /** How long a result stays that no run has used. */
  readonly maxAgeMs: number;
}

const dayMs = 86_400_000;

export const defaultBounds: CacheBounds = { maxBytes: 20e9, maxAgeMs: 90 * dayMs };

/** What was used within this time stays, whatever the bounds: a run may be about to need it again. */
export const graceMs = 3_600_000;

/** How long corrupt files are kept to be looked at. */
export const quarantineMs = 7 * dayMs;

/** A result that was used within this time is not marked as used again. */
export const useSlackMs = 600_000;
