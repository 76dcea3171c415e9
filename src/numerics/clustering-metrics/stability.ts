import type { Vectors } from '../distances.js';
import { generator } from '../generator.js';
import { kmeans } from '../kmeans/kmeans.js';
import { adjustedRandIndex } from './adjusted-rand-index.js';
import { crossTable } from './cross-table.js';
import { partition } from './partition.js';

/** A clustering whose stability is asked for. */
export interface GivenClustering {
  /** Number of clusters to fit. */
  readonly k: number;
  /** One for each row, int32 (nRows). */
  readonly labels: Int32Array;
}

export interface StabilityOptions {
  readonly nResamples: number;
  /** Restarts of each fit. */
  readonly nInit: number;
  readonly seed: number;
  /** The result does not depend on it. */
  readonly threads: number;
  readonly signal?: AbortSignal;
  onResample?(done: number): void;
}

/**
 * How far each clustering outlives chance in the choice of rows: k-means is fitted to bootstrap resamples (as many rows, drawn
 * with replacement), all rows are labelled by each fit, and the adjusted Rand indices with the labels given are averaged.
 * The resamples depend on the seed and on the number of rows only, so that every K is judged by the same ones; a K is fitted
 * once to each, however many clusterings have it.
 * @param vectors Finite values.
 * @returns For each clustering the mean, 1 for one that each resample finds again, NaN with fewer rows
 *   than clusters, and for one cluster, which any resample finds; undefined when
 *   the signal aborted.
 * @see Hennig 2007, "Cluster-wise assessment of cluster stability"; by the adjusted Rand index instead of Jaccard's.
 */
export async function stabilities(
  vectors: Vectors,
  clusterings: readonly GivenClustering[],
  options: StabilityOptions,
): Promise<number[] | undefined> {
  const given = clusterings.map(({ k, labels }) => ({ k, clusters: partition(labels) }));
  const totals = clusterings.map(() => 0);
  const ballast = new Ballast();
  for (let resample = 0; resample < options.nResamples; resample++) {
    for (const k of new Set(clusterings.map((clustering) => clustering.k))) {
      if (k === 1) continue;
      const fitted = await refit(vectors, k, resample, options);
      if (fitted === 'cancelled') return undefined;
      ballast.weigh(8 * vectors.nRows * vectors.nColumns);
      given.forEach((each, at) => {
        if (each.k !== k) return;
        totals[at]! +=
          fitted === undefined ? NaN : adjustedRandIndex(crossTable(each.clusters, partition(fitted)));
      });
    }
    options.onResample?.(resample + 1);
  }
  return totals.map((total, at) => (given[at]?.k === 1 ? NaN : total / options.nResamples));
}

/** Labels of all rows by a fit to one resample; undefined when it is impossible. */
async function refit(
  vectors: Vectors,
  k: number,
  resample: number,
  options: StabilityOptions,
): Promise<Int32Array | 'cancelled' | undefined> {
  const { nRows } = vectors;
  const stream = generator(options.seed, 'compare-clusterings', 'resample', nRows, resample);
  const fit = await kmeans(vectors, {
    k,
    fitRows: Int32Array.from({ length: nRows }, () => stream.integer(nRows)),
    nInit: options.nInit,
    maxIterations: 300,
    tolerance: 1e-4,
    seed: options.seed,
    threads: options.threads,
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  });
  if (fit.ok) return fit.value.labels;
  return fit.trouble.problem === 'cancelled' ? 'cancelled' : undefined;
}

/**
 * Tells the garbage collector of the bytes that each fit leaves behind. It does not count memory that WebAssembly shares between
 * threads, and would keep that of every fit. A buffer that nobody touches takes no memory and is counted; it is held for some fits,
 * since what dies young is collected without looking at the rest.
 */
class Ballast {
  readonly #held: ArrayBuffer[] = [];

  weigh(bytes: number): void {
    this.#held.push(new ArrayBuffer(bytes));
    if (this.#held.length > 3) this.#held.shift();
  }
}
