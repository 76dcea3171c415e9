import type { NonFiniteVector } from '../distances.js';

/** Why t-SNE cannot be done on these vectors. */
export type TsneTrouble =
  | NonFiniteVector
  | { readonly problem: 'too-few-vectors'; readonly nRows: number; readonly least: number }
  | {
      readonly problem: 'perplexity-too-large';
      readonly perplexity: number;
      readonly nRows: number;
      /** nRows - 2: a Gaussian over the n - 1 others has no greater perplexity. */
      readonly greatest: number;
    }
  | { readonly problem: 'too-large'; readonly bytes: number; readonly limit: number }
  | DivergedMap
  | { readonly problem: 'cancelled' };

/** The points flew apart: steps are too long. */
export interface DivergedMap {
  readonly problem: 'diverged';
  /** Steps done. */
  readonly iteration: number;
  /** Of the map, the longer side; NaN or infinite when a point is not finite. */
  readonly extent: number;
}

export type TsneOutcome<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly trouble: TsneTrouble };
