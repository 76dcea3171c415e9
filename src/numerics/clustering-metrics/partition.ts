/** Row vectors, row-major: nRows * nColumns values. */
export interface Points {
  readonly values: Float32Array | Float64Array;
  readonly nRows: number;
  readonly nColumns: number;
}

/** Rows in groups that are numbered without gaps. */
export interface Partition {
  /** Group of each row, from 0. */
  readonly of: Int32Array;
  /** Rows of each group, at least 1. */
  readonly sizes: Int32Array;
  /** The label that each group had, ascending. */
  readonly labels: readonly number[];
}

/**
 * Groups rows by their labels, any whole numbers. A cluster without a row is no group: no criterion can say anything of it.
 * @param rows Which rows count, in order; all when absent.
 */
export function partition(labels: ArrayLike<number>, rows?: ArrayLike<number>): Partition {
  const chosen = Int32Array.from({ length: (rows ?? labels).length }, (_, i) => labels[rows?.[i] ?? i]!);
  const present = [...new Set(chosen)].sort((a, b) => a - b);
  const groupOf = new Map(present.map((label, group) => [label, group]));
  const of = chosen.map((label) => groupOf.get(label)!);
  const sizes = new Int32Array(present.length);
  for (const group of of) sizes[group]! += 1;
  return { of, sizes, labels: present };
}

/** Whether there are at least two groups and not only groups of one row, which is what most criteria need. */
export function canBeCompared({ of, sizes }: Partition): boolean {
  return sizes.length >= 2 && sizes.length < of.length;
}
