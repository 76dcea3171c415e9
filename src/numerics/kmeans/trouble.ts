import type { NonFiniteVector } from '../distances.js';

/** Why k-means cannot be done on these vectors. */
export type KmeansTrouble =
  | NonFiniteVector
  | { readonly problem: 'no-vectors' }
  | { readonly problem: 'more-clusters-than-vectors'; readonly k: number; readonly nRows: number }
  | { readonly problem: 'too-large'; readonly bytes: number; readonly limit: number }
  /** Of a reference engine that cannot take as many. */
  | { readonly problem: 'too-many-numbers'; readonly numbers: number; readonly most: number }
  | { readonly problem: 'cancelled' };

export type KmeansOutcome<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly trouble: KmeansTrouble };
