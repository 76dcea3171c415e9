import type { NonFiniteVector, Vectors } from './distances.js';

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

/** Some rows as vectors of their own, in the order given. */
export function chosenRows(vectors: VectorRows, rows: ArrayLike<number>): VectorRows {
  const { nColumns } = vectors;
  return {
    nRows: rows.length,
    nColumns,
    read: (start, target) =>
      gatherRows(
        vectors,
        Int32Array.from({ length: target.length / nColumns }, (_, i) => rows[start + i]!),
        target,
        nColumns,
      ),
  };
}

const chunkBytes = 4 * 1024 * 1024;

/**
 * Copies rows `rows[0]`, `rows[1]` … to `target`, `stride` values apart. The vectors are read once, in their order, a few megabytes
 * at a time.
 * @param rows In any order; one may come more than once.
 */
export async function gatherRows(
  vectors: VectorRows,
  rows: ArrayLike<number>,
  target: Float32Array,
  stride: number,
): Promise<void> {
  const { nRows, nColumns } = vectors;
  const chunkRows = Math.max(1, Math.floor(chunkBytes / (4 * nColumns)));
  const staging = new Float32Array(Math.min(chunkRows, nRows) * nColumns);
  const places = Int32Array.from({ length: rows.length }, (_, place) => place);
  places.sort((a, b) => rows[a]! - rows[b]! || a - b);
  let [start, end] = [0, 0];
  for (const place of places) {
    const row = rows[place]!;
    if (row >= end) {
      start = row;
      end = Math.min(nRows, start + chunkRows);
      await vectors.read(start, staging.subarray(0, (end - start) * nColumns));
    }
    const from = (row - start) * nColumns;
    target.set(staging.subarray(from, from + nColumns), place * stride);
  }
}

/** The first value of gathered rows that is not finite. @param rows Where they come from. */
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
