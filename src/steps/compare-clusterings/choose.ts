import { knee } from '../../numerics/clustering-metrics/knee.js';
import type { ClusteringCell } from '../clusterings/read-cells.js';

/** How a criterion would choose among clusterings: by its highest or lowest value, by the knee of its curve over K, or not at all. */
export type Preference = 'higher' | 'lower' | 'knee' | '';

/** One criterion's values, a number for each clustering; NaN where it has none. */
export interface Criterion {
  readonly name: string;
  readonly better: Preference;
  readonly values: readonly number[];
  /** How many rows of the vectors, or images, were looked at. */
  readonly nRows: number;
  /** For a criterion about one true class: the class, and for each clustering the cluster that it is about. */
  readonly about?: { readonly class: string; readonly clusters: readonly number[] };
}

/**
 * The clustering that a criterion would choose; the first among equals, that is the one with the fewest clusters.
 * @returns Undefined when it does not choose, with fewer than two values, or when the curve has no knee.
 */
export function wouldChoose(
  { better, values }: Criterion,
  cells: readonly ClusteringCell[],
): number | undefined {
  switch (better) {
    case '':
      return undefined;
    case 'knee':
      return kneeOf(values, cells);
    default:
      return extreme(
        values.map((value) => (better === 'higher' ? value : -value)),
        [...values.keys()],
      );
  }
}

function extreme(values: readonly number[], among: readonly number[]): number | undefined {
  const known = among.filter((at) => !Number.isNaN(values[at] ?? NaN));
  if (known.length < 2) return undefined;
  return known.reduce((best, at) => ((values[at] ?? NaN) > (values[best] ?? NaN) ? at : best));
}

function kneeOf(values: readonly number[], cells: readonly ClusteringCell[]): number | undefined {
  const best = tightest(values, cells);
  const bend = knee(
    best.map((at) => cells[at]?.k ?? NaN),
    best.map((at) => values[at] ?? NaN),
  );
  return bend === undefined ? undefined : best[bend];
}

/** For each number of clusters, ascending, the clustering with the least inertia; the first among equals. */
export function tightest(inertias: readonly number[], cells: readonly ClusteringCell[]): number[] {
  const best = new Map<number, number>();
  cells.forEach(({ k }, at) => {
    const other = best.get(k);
    if (other === undefined || (inertias[at] ?? NaN) < (inertias[other] ?? NaN)) best.set(k, at);
  });
  return [...best.values()];
}
