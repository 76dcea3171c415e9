import type { Partition } from './partition.js';

/** How often each group of one partition meets each group of another of the same rows: counts[a * nColumns + b]. */
export interface CrossTable {
  readonly counts: Float64Array;
  readonly nRows: number;
  readonly nColumns: number;
  readonly total: number;
}

export function crossTable(a: Partition, b: Partition): CrossTable {
  const nColumns = b.sizes.length;
  const counts = new Float64Array(a.sizes.length * nColumns);
  for (let i = 0; i < a.of.length; i++) counts[a.of[i]! * nColumns + b.of[i]!]! += 1;
  return { counts, nRows: a.sizes.length, nColumns, total: a.of.length };
}

/** Sums of the rows and of the columns. */
export function marginals({ counts, nRows, nColumns }: CrossTable): {
  rows: Float64Array;
  columns: Float64Array;
} {
  const rows = new Float64Array(nRows);
  const columns = new Float64Array(nColumns);
  counts.forEach((count, at) => {
    rows[Math.floor(at / nColumns)]! += count;
    columns[at % nColumns]! += count;
  });
  return { rows, columns };
}
