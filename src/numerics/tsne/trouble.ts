import type { NonFiniteVector } from '../distances.js';

/** Why t-SNE cannot be done on these vectors. */
export type TsneTrouble =
  | NonFiniteVector
  | { readonly problem: 'too-few-vectors'; readonly nRows: number; readonly least: number }
  | {
      readonly problem: 'perplexity-too-large';
      readonly perplexity: number;
      readonly nRows: number;
      /** (nRows - 1) / 3: each vector needs three times the perplexity in neighbours. */
      readonly greatest: number;
    }
  | { readonly problem: 'too-large'; readonly bytes: number; readonly limit: number }
  | { readonly problem: 'cancelled' };

export type TsneOutcome<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly trouble: TsneTrouble };
