import type { NonFiniteVector, Vectors } from './distances.js';

/** Vectors that are taken a few at a time, so that they need not lie in memory twice. */
export interface VectorSource {
  readonly nRows: number;
  readonly nColumns: number;
  /** Copies rows `rows[0]`, `rows[1]` … to `target`, `stride` values apart. */
  copyRows(rows: ArrayLike<number>, target: Float32Array, stride: number): Promise<void>;
}

/** Vectors in memory as a source. */
export function sourceOf({ values, nRows, nColumns }: Vectors): VectorSource {
  return {
    nRows,
    nColumns,
    copyRows(rows, target, stride) {
      for (let i = 0; i < rows.length; i++)
        target.set(values.subarray(rows[i]! * nColumns, (rows[i]! + 1) * nColumns), i * stride);
      return Promise.resolve();
    },
  };
}

/** The first value of copied rows that is not finite. @param rows Where they come from. */
export function nonFiniteIn(
  values: Float32Array,
  stride: number,
  rows: ArrayLike<number>,
): NonFiniteVector | undefined {
  for (let i = 0; i < values.length; i++) {
    // Its difference from itself is zero if and only if a number is finite.
    if (values[i]! - values[i]! === 0) continue;
    const row = rows[Math.floor(i / stride)]!;
    return { problem: 'non-finite-vector', row, column: i % stride, found: String(values[i]) };
  }
  return undefined;
}
