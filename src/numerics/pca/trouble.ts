import type { NonFiniteVector } from '../distances.js';

/** Why there are no principal components of these vectors. */
export type PcaTrouble =
  | NonFiniteVector
  | { readonly problem: 'too-few-vectors'; readonly nRows: number; readonly least: number }
  | {
      readonly problem: 'too-many-components';
      readonly components: number;
      readonly nRows: number;
      readonly nColumns: number;
    }
  | { readonly problem: 'too-large'; readonly bytes: number; readonly limit: number }
  | { readonly problem: 'cancelled' };

export type PcaOutcome<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly trouble: PcaTrouble };
