import type { Vectors } from '../../numerics/distances.js';
import { generator } from '../../numerics/generator.js';
import { calinskiHarabasz } from '../../numerics/clustering-metrics/calinski-harabasz.js';
import { daviesBouldin } from '../../numerics/clustering-metrics/davies-bouldin.js';
import { dispersion } from '../../numerics/clustering-metrics/dispersion.js';
import { partition, type Points } from '../../numerics/clustering-metrics/partition.js';
import { silhouettes } from '../../numerics/clustering-metrics/silhouette.js';
import { stabilities } from '../../numerics/clustering-metrics/stability.js';
import type { ClusteringCell } from '../clusterings/read-cells.js';
import type { Criterion } from './choose.js';

export interface EvaluationOptions {
  /** Which rows of the vectors count. */
  readonly rows: Int32Array;
  /** More rows than this are sampled for what takes every pair, or fits again. */
  readonly maxRows: number;
  readonly nResamples: number;
  readonly nInit: number;
  readonly seed: number;
  readonly threads: number;
  readonly signal: AbortSignal;
  onResample(done: number, total: number): void;
}

/** What the vectors say of each clustering, in float64 but for the stability, which k-means fits in float32; undefined when the signal aborted. */
export async function evaluate(
  vectors: Points,
  cells: readonly ClusteringCell[],
  options: EvaluationOptions,
): Promise<Criterion[] | undefined> {
  const { rows, signal } = options;
  const spreads = cells.map(({ labels }) => {
    const clusters = partition(labels, rows);
    return { clusters, spread: dispersion(vectors, clusters, rows) };
  });
  const nRows = rows.length;
  const sample = sampleOf(rows, options);
  const sampled = takeRows(vectors, sample);
  const silhouette = await silhouettes(
    sampled,
    cells.map(({ labels }) => partition(labels, sample)),
    signal,
  );
  const given = cells.map(({ k, labels }) => ({
    k,
    labels: Int32Array.from(sample, (row) => labels[row] ?? 0),
  }));
  const stable = await stabilities(inFloat32(sampled), given, {
    ...options,
    onResample: (done) => options.onResample(done, options.nResamples),
  });
  if (silhouette === undefined || stable === undefined) return undefined;
  return [
    {
      name: 'inertia',
      better: 'knee',
      values: spreads.map(({ spread }) => spread.within),
      nRows,
    },
    { name: 'silhouette', better: 'higher', values: silhouette, nRows: sample.length },
    {
      name: 'calinski_harabasz',
      better: 'higher',
      values: spreads.map(({ clusters, spread }) => calinskiHarabasz(clusters, spread)),
      nRows,
    },
    {
      name: 'davies_bouldin',
      better: 'lower',
      values: spreads.map(({ clusters, spread }) => daviesBouldin(clusters, spread)),
      nRows,
    },
    ...(options.nResamples === 0
      ? []
      : [
          {
            name: 'stability',
            better: 'higher',
            values: stable,
            nRows: sample.length,
          } as const,
        ]),
  ];
}

/** All rows, or, where there are too many, some drawn by the seed, in their order. */
function sampleOf(rows: Int32Array, { maxRows, seed }: EvaluationOptions): Int32Array {
  if (rows.length <= maxRows) return rows;
  const order = generator(seed, 'compare-clusterings', 'sample', rows.length).permutation(rows.length);
  const chosen = order.slice(0, maxRows).sort();
  return Int32Array.from(chosen, (at) => rows[at] ?? 0);
}

function takeRows({ values, nColumns }: Points, rows: Int32Array): Points {
  const length = rows.length * nColumns;
  const taken = values instanceof Float32Array ? new Float32Array(length) : new Float64Array(length);
  rows.forEach((row, at) => taken.set(values.subarray(row * nColumns, (row + 1) * nColumns), at * nColumns));
  return { values: taken, nRows: rows.length, nColumns };
}

function inFloat32({ values, ...shape }: Points): Vectors {
  return { ...shape, values: values instanceof Float32Array ? values : Float32Array.from(values) };
}
