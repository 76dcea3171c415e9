import type { StoredOutput } from './artifact.js';
import type { Preimage } from './fingerprint.js';
import type { ActionKey } from './identifiers.js';
import type { Note } from './step.js';

/** What a step instance produced, as the store keeps it under its key. */
export interface Action {
  readonly key: ActionKey;
  readonly preimage: Preimage;
  readonly outputs: Readonly<Record<string, StoredOutput>>;
  /** How long it took when it ran. */
  readonly seconds: number;
  readonly notes: readonly Note[];
  readonly measures: Readonly<Record<string, number | string>>;
}
