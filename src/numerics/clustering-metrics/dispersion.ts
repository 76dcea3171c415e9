import type { Partition, Points } from './partition.js';

/** How a partition's groups are spread, in the unit of the values (squared for the sums of squares). */
export interface Dispersion {
  /** Means of the groups less the first row, float64 (groups, nColumns). */
  readonly means: Float64Array;
  /** Sum of the rows' squared distances from the means of their groups: the inertia about the means. */
  readonly within: number;
  /** Sum over the groups of size times the squared distance of its mean from the mean of all rows. */
  readonly between: number;
  /** For each group the mean distance of its rows from its mean. */
  readonly meanDistances: Float64Array;
}

/**
 * One pass for the means, one for the distances; float64, summed in the order of the rows, all less the first one: sums of large values
 * would round away what a column spreads by.
 * @param rows Which rows of `points` the partition is of, in its order; all when absent.
 */
export function dispersion(points: Points, { of, sizes }: Partition, rows?: ArrayLike<number>): Dispersion {
  const { values, nColumns } = points;
  const nRows = of.length;
  const startOf = (i: number): number => (rows?.[i] ?? i) * nColumns;
  const nGroups = sizes.length;
  const means = new Float64Array(nGroups * nColumns);
  const centre = new Float64Array(nColumns);
  const first = nRows === 0 ? 0 : startOf(0);
  for (let i = 0; i < nRows; i++) {
    const [from, to] = [startOf(i), of[i]! * nColumns];
    for (let j = 0; j < nColumns; j++) means[to + j]! += values[from + j]! - values[first + j]!;
  }
  for (let group = 0; group < nGroups; group++) {
    for (let j = 0; j < nColumns; j++) {
      centre[j]! += means[group * nColumns + j]! / nRows;
      means[group * nColumns + j]! /= sizes[group]!;
    }
  }
  let within = 0;
  const meanDistances = new Float64Array(nGroups);
  for (let i = 0; i < nRows; i++) {
    let squared = 0;
    const [from, to] = [startOf(i), of[i]! * nColumns];
    for (let j = 0; j < nColumns; j++) {
      const difference = values[from + j]! - values[first + j]! - means[to + j]!;
      squared += difference * difference;
    }
    within += squared;
    meanDistances[of[i]!]! += Math.sqrt(squared) / sizes[of[i]!]!;
  }
  let between = 0;
  for (let group = 0; group < nGroups; group++) {
    between += sizes[group]! * squaredDistance(means, group * nColumns, centre, 0, nColumns);
  }
  return { means, within, between, meanDistances };
}

/** Between `length` values of `a` from `fromA` on and as many of `b`. */
export function squaredDistance(
  a: ArrayLike<number>,
  fromA: number,
  b: ArrayLike<number>,
  fromB: number,
  length: number,
): number {
  let sum = 0;
  for (let j = 0; j < length; j++) {
    const difference = a[fromA + j]! - b[fromB + j]!;
    sum += difference * difference;
  }
  return sum;
}
