import { firstNonFinite, type Vectors } from '../distances.js';
import { generator } from '../generator.js';
import { lloyd, type LloydRun } from './lloyd.js';
import { kmeansBytes, kmeansMemory, type KmeansMemory } from './memory.js';
import { predict, type Prediction } from './predict.js';
import { chooseStart } from './start.js';
import { memoryLimitBytes } from '../wasm-kernels.js';
import type { KmeansOutcome, KmeansTrouble } from './trouble.js';

export interface KmeansOptions {
  readonly k: number;
  /** Which rows to fit, in order; all when absent. The others are only predicted. */
  readonly fitRows?: ArrayLike<number>;
  /** Number of restarts, the best of which counts. */
  readonly nInit: number;
  readonly maxIterations: number;
  /** Relative to the mean of the columns' variances. */
  readonly tolerance: number;
  readonly seed: number;
  /** The result does not depend on it. */
  readonly threads: number;
  readonly signal?: AbortSignal;
  onRestart?(done: number, inertia: number): void;
}

export interface KmeansFit extends Prediction {
  /** float32 (k, nColumns). */
  readonly centres: Float32Array;
  /** Sum of squared distances of the fitted rows from these centres. */
  readonly inertia: number;
  /** Iterations of the best restart. */
  readonly iterations: number;
  /** Whether the best restart came to rest before `maxIterations`. */
  readonly converged: boolean;
  /** Which restart was best, from 0. */
  readonly restart: number;
}

/**
 * k-means by Lloyd's iterations from greedy k-means++ starts, as scikit-learn's `KMeans(n_init=10)`.
 *
 * Clusters are numbered in the order in which the best restart chose its starting centres, so a number says nothing about
 * size or place. Every row, fitted or not, has the label of the nearest of the published float32 centres, ties going to
 * the lowest number. Among restarts with equal inertia, or the same clusters in another order, the earliest counts.
 * @param vectors All rows, fitted and not; (nRows, nColumns).
 * @returns The fit, or why there is none: nothing to fit, k above the number of rows to fit, a value that is not finite,
 * more than 4 GiB, or cancelled.
 * @see Lloyd 1982; Arthur and Vassilvitskii 2007. Departs from scikit-learn in its random streams, one for each
 * (seed, k, restart), and in labelling by float64 distances.
 */
export async function kmeans(vectors: Vectors, options: KmeansOptions): Promise<KmeansOutcome<KmeansFit>> {
  const fitRows = options.fitRows ?? Int32Array.from({ length: vectors.nRows }, (_, i) => i);
  const trouble = kmeansTrouble(vectors, fitRows, options.k);
  if (trouble !== undefined) return { ok: false, trouble };

  const problem = kmeansMemory(vectors, fitRows, options.k, 3);
  const best = await bestRestart(problem, options);
  if (best === undefined) return { ok: false, trouble: { problem: 'cancelled' } };
  const centres = Float32Array.from(best.run.centres);
  const prediction = predict(vectors, centres);
  let inertia = 0;
  for (let i = 0; i < fitRows.length; i++) inertia += prediction.squared[fitRows[i]!]!;
  const { restart, run } = best;
  const { iterations, converged } = run;
  return { ok: true, value: { ...prediction, centres, inertia, restart, iterations, converged } };
}

/** What is wrong with a problem, if anything; rows that are only predicted must be finite too. */
function kmeansTrouble(vectors: Vectors, fitRows: ArrayLike<number>, k: number): KmeansTrouble | undefined {
  const nRows = fitRows.length;
  if (nRows === 0 || vectors.nColumns === 0) return { problem: 'no-vectors' };
  if (k > nRows) return { problem: 'more-clusters-than-vectors', k, nRows };
  const bytes = kmeansBytes(nRows, vectors.nColumns, k);
  if (bytes > memoryLimitBytes) return { problem: 'too-large', bytes, limit: memoryLimitBytes };
  return firstNonFinite(vectors);
}

async function bestRestart(
  problem: KmeansMemory,
  options: KmeansOptions,
): Promise<{ restart: number; run: LloydRun } | undefined> {
  const tolerance = options.tolerance * meanVariance(problem);
  let best: { restart: number; run: LloydRun } | undefined;
  for (let restart = 0; restart < options.nInit; restart++) {
    const stream = generator(options.seed, 'kmeans', 'start', options.k, restart);
    const start = rowsOf(problem, chooseStart(problem, stream));
    const run = await lloyd(problem, start, { ...options, tolerance });
    if (run === undefined) return undefined;
    if (best === undefined || (run.inertia < best.run.inertia && !isSameClustering(run, best.run, options.k)))
      best = { restart, run };
    options.onRestart?.(restart + 1, best.run.inertia);
  }
  return best;
}

/** Mean over the columns of their variances (divided by n), in float64. */
function meanVariance(problem: KmeansMemory): number {
  const { nRows, nColumns, stride, rows, means } = problem;
  let total = 0;
  for (let i = 0; i < nRows; i++) {
    for (let j = 0; j < nColumns; j++) {
      const deviation = rows[i * stride + j]! - means[j]!;
      total += deviation * deviation;
    }
  }
  return total / nRows / nColumns;
}

function rowsOf(problem: KmeansMemory, rows: Int32Array): Float32Array {
  const { nColumns, stride } = problem;
  const values = new Float32Array(rows.length * nColumns);
  rows.forEach((row, c) =>
    values.set(problem.rows.subarray(row * stride, row * stride + nColumns), c * nColumns),
  );
  return values;
}

/** Whether two labellings differ by names alone; rounding may then still tell their inertias apart. */
function isSameClustering(a: LloydRun, b: LloydRun, k: number): boolean {
  const names = new Int32Array(k).fill(-1);
  return a.labels.every((label, i) => {
    if (names[label] === -1) names[label] = b.labels[i]!;
    return names[label] === b.labels[i];
  });
}
