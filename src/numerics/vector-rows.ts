import type { Vectors } from './distances.js';

/** Row vectors to be read some at a time, so that they need not lie in memory twice. */
export interface VectorRows {
  readonly nRows: number;
  readonly nColumns: number;
  /** Writes as many rows as `target` has room for, from row `start` on. */
  read(start: number, target: Float32Array): void | Promise<void>;
}

/** Rows of vectors that lie in memory. */
export function rowsInMemory({ values, nRows, nColumns }: Vectors): VectorRows {
  return {
    nRows,
    nColumns,
    read: (start, target) => target.set(values.subarray(start * nColumns, start * nColumns + target.length)),
  };
}
