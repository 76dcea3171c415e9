import type { Vectors } from '../distances.js';
import { generator } from '../generator.js';
import { kmeans } from '../kmeans/kmeans.js';
import { adjustedRandIndex } from './adjusted-rand-index.js';
import { crossTable } from './cross-table.js';
import { partition } from './partition.js';

export interface StabilityOptions {
  /** Number of clusters to fit. */
  readonly k: number;
  readonly nResamples: number;
  /** Restarts of each fit. */
  readonly nInit: number;
  readonly seed: number;
  /** The result does not depend on it. */
  readonly threads: number;
  readonly signal?: AbortSignal;
  onResample?(): void;
}

/**
 * How far a clustering outlives chance in the choice of rows: k-means is fitted to bootstrap resamples (as many rows, drawn with
 * replacement), all rows are labelled by each fit, and the adjusted Rand indices with the labels given are averaged.
 * The resamples depend on the seed and on the number of rows only, so that every K is judged by the same ones.
 * @param vectors Finite values.
 * @param labels One for each row, int32 (nRows).
 * @returns The mean, 1 for a clustering that each resample finds again; NaN with fewer rows than clusters; undefined when the signal aborted.
 * @see Hennig 2007, "Cluster-wise assessment of cluster stability"; by the adjusted Rand index instead of Jaccard's.
 */
export async function stability(
  vectors: Vectors,
  labels: Int32Array,
  options: StabilityOptions,
): Promise<number | undefined> {
  const { nRows } = vectors;
  const given = partition(labels);
  let total = 0;
  for (let resample = 0; resample < options.nResamples; resample++) {
    const stream = generator(options.seed, 'compare-clusterings', 'resample', nRows, resample);
    const fit = await kmeans(vectors, {
      k: options.k,
      fitRows: Int32Array.from({ length: nRows }, () => stream.integer(nRows)),
      nInit: options.nInit,
      maxIterations: 300,
      tolerance: 1e-4,
      seed: options.seed,
      threads: options.threads,
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    });
    if (!fit.ok) return fit.trouble.problem === 'cancelled' ? undefined : NaN;
    total += adjustedRandIndex(crossTable(given, partition(fit.value.labels)));
    options.onResample?.();
  }
  return total / options.nResamples;
}
