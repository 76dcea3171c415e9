import type { Vectors } from '../distances.js';
import { rowsInMemory, type VectorRows } from '../vector-rows.js';
import { memoryLimitBytes } from '../wasm-kernels.js';
import { bestRestarts } from './best-restarts.js';
import { kmeansMemory, nonFinite, paddedColumns, usefulThreads, type KmeansMemory } from './memory.js';
import { emptyPrediction, predictPlaced, type Prediction } from './predict.js';
import { runBytes } from './runs.js';
import { shardRows } from './shards.js';
import { isTame, measureSpread, squareRows } from './spread.js';
import { regroup } from './regroup.js';
import type { KmeansOutcome, KmeansTrouble } from './trouble.js';
import type { Clustering } from './waves.js';

export interface KmeansSettings {
  /** Which rows to fit, in order; all when absent. The others are only predicted. */
  readonly fitRows?: ArrayLike<number>;
  /** Number of restarts, the best of which counts. */
  readonly nInit: number;
  /** Whether to better the best restart by moving rows that all restarts keep together; not when absent. */
  readonly regroup?: boolean;
  readonly maxIterations: number;
  /** Relative to the mean of the columns' variances. */
  readonly tolerance: number;
  readonly seed: number;
  /** The result does not depend on it. */
  readonly threads: number;
  readonly signal?: AbortSignal;
  /** @param done Of the restarts of all k together. */
  onRestart?(done: number): void;
}

export interface KmeansOptions extends KmeansSettings {
  readonly k: number;
}

export interface KmeansFit extends Prediction {
  readonly k: number;
  /** float32 (k, nColumns). */
  readonly centres: Float32Array;
  /** Sum of squared distances of the fitted rows from these centres. */
  readonly inertia: number;
  /** Iterations of the best restart, and of the descent after regrouping where that bettered it. */
  readonly iterations: number;
  /** Whether the best restart came to rest before `maxIterations`. */
  readonly converged: boolean;
  /** Which restart was best, from 0. */
  readonly restart: number;
  /** Whether regrouping bettered it. */
  readonly regrouped: boolean;
}

/**
 * k-means by Lloyd's iterations from greedy k-means++ starts, as scikit-learn's `KMeans(n_init=10)`.
 *
 * Clusters are numbered in the order in which a restart chose its starting centres, so a number says nothing about
 * size or place. Every row, fitted or not, has the label of the nearest of the published float32 centres, ties going to
 * the lowest number. Among restarts with equal inertia, or the same clusters in another order, the earliest counts.
 * @param vectors All rows, fitted and not; (nRows, nColumns).
 * @returns The fit, or why there is none: nothing to fit, k above the number of rows to fit, a value that is not finite,
 * more than 4 GiB, or cancelled.
 * @see Lloyd 1982; Arthur and Vassilvitskii 2007. Departs from scikit-learn in its random streams, one for each
 * (seed, k, restart), in labelling by float64 distances, and, when asked, in regrouping.
 */
export async function kmeans(vectors: Vectors, options: KmeansOptions): Promise<KmeansOutcome<KmeansFit>> {
  const [outcome] = await fitMany(rowsInMemory(vectors), { ...options, ks: [options.k] });
  return outcome!;
}

/**
 * k-means for several k at once: one pass over the rows serves all restarts of all k. Each fit has the bytes that it has alone.
 * @returns An outcome for each of `ks`, in their order.
 */
export async function fitMany(
  vectors: VectorRows,
  options: KmeansSettings & { readonly ks: readonly number[] },
): Promise<KmeansOutcome<KmeansFit>[]> {
  const fitRows = options.fitRows ?? Int32Array.from({ length: vectors.nRows }, (_, i) => i);
  const refused = new Map(options.ks.map((k) => [k, kmeansTrouble(vectors, fitRows, k)]));
  const ks = [...refused.keys()].filter((k) => refused.get(k) === undefined).sort((a, b) => a - b);
  const fits =
    ks.length === 0 ? new Map<number, never>() : await fitAll(vectors, fitRows, { ...options, ks });
  return options.ks.map((k) => {
    const trouble = refused.get(k) ?? ('problem' in fits ? fits : undefined);
    if (trouble !== undefined) return { ok: false, trouble };
    return { ok: true, value: (fits as ReadonlyMap<number, KmeansFit>).get(k)! };
  });
}

/** What is wrong with a problem before its values are looked at. */
function kmeansTrouble(
  vectors: VectorRows,
  fitRows: ArrayLike<number>,
  k: number,
): KmeansTrouble | undefined {
  const nRows = fitRows.length;
  if (nRows === 0 || vectors.nColumns === 0) return { problem: 'no-vectors' };
  if (k > nRows) return { problem: 'more-clusters-than-vectors', k, nRows };
  const columns = paddedColumns(vectors.nColumns);
  const nShards = Math.ceil(nRows / shardRows(nRows, columns, k));
  const bytes =
    4 * vectors.nRows * columns + 24 * vectors.nRows + runBytes(nRows, columns, nShards, k) + waveMargin;
  return bytes > memoryLimitBytes ? { problem: 'too-large', bytes, limit: memoryLimitBytes } : undefined;
}

// What several runs side by side may take, and blocks of predictions.
const waveMargin = 128 * 1024 * 1024;

async function fitAll(
  vectors: VectorRows,
  fitRows: ArrayLike<number>,
  options: KmeansSettings & { readonly ks: readonly number[] },
): Promise<ReadonlyMap<number, KmeansFit> | KmeansTrouble> {
  const { ks } = options;
  const work = fitRows.length * vectors.nColumns * options.nInit * ks.reduce((total, k) => total + k, 0);
  const threads = usefulThreads(work, options.threads);
  const problem = await kmeansMemory(vectors, fitRows, { mostClusters: Math.max(...ks), threads });
  try {
    return await fitLoaded(problem, vectors.nRows, options);
  } finally {
    await problem.team.stop();
  }
}

async function fitLoaded(
  problem: KmeansMemory,
  nVectors: number,
  options: KmeansSettings & { readonly ks: readonly number[] },
): Promise<ReadonlyMap<number, KmeansFit> | KmeansTrouble> {
  squareRows(problem);
  const trouble = nonFinite(problem);
  if (trouble !== undefined) return trouble;
  const meanVariance = measureSpread(problem);
  const isCancelled = async (): Promise<boolean> => {
    await new Promise(setImmediate);
    return options.signal?.aborted === true;
  };
  const tolerance = options.tolerance * meanVariance;
  let done = 0;
  const onSettled = (): void => options.onRestart?.(++done);
  const descents = { ...options, tolerance, isTame: isTame(problem), isCancelled };
  const restarts = await bestRestarts(problem, options.ks, { ...descents, onSettled });
  if (restarts === undefined) return { problem: 'cancelled' };
  const best = options.regroup
    ? await regroup(problem, restarts, descents)
    : restarts.map(({ best }) => best);
  if (best === undefined || (await isCancelled())) return { problem: 'cancelled' };
  return new Map(
    best.map((found, i) => [
      found.k,
      { ...publish(problem, nVectors, found), regrouped: found !== restarts[i]!.best },
    ]),
  );
}

/** Rounds the centres to float32, and labels all rows by what is published. */
function publish(problem: KmeansMemory, nVectors: number, best: Clustering): Omit<KmeansFit, 'regrouped'> {
  const centres = Float32Array.from(best.centres);
  const prediction = emptyPrediction(nVectors, best.k);
  const { vectorAt, nRows } = problem;
  predictPlaced(problem, problem, centres, { vectorAt: (place) => vectorAt[place]!, to: prediction });
  let inertia = 0;
  for (let place = 0; place < nRows; place++) inertia += prediction.squared[vectorAt[place]!]!;
  const { k, attempt: restart, iterations, converged } = best;
  return { k, ...prediction, centres, inertia, restart, iterations, converged };
}
