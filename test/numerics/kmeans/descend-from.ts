import type { Vectors } from '../../../src/numerics/distances.js';
import { descend, measureInertias, type LloydOptions } from '../../../src/numerics/kmeans/lloyd.js';
import { kmeansMemory, layoutWord } from '../../../src/numerics/kmeans/memory.js';
import { predict, type Prediction } from '../../../src/numerics/kmeans/predict.js';
import { createRun, getCentres, setCentres } from '../../../src/numerics/kmeans/runs.js';
import { shardRows } from '../../../src/numerics/kmeans/shards.js';
import { isTame, measureSpread, squareRows } from '../../../src/numerics/kmeans/spread.js';
import { rowsInMemory } from '../../../src/numerics/vector-rows.js';

/** Where a descent ended. */
export interface Descent {
  readonly centres: Float64Array;
  readonly labels: Int32Array;
  readonly inertia: number;
  readonly iterations: number;
  readonly converged: boolean;
}

/** Lloyd's iterations from given centres, all starts in lockstep; all rows are fitted. */
export async function descendFrom(
  vectors: Vectors,
  k: number,
  starts: readonly ArrayLike<number>[],
  {
    threads = 1,
    isAnew,
    ...options
  }: LloydOptions & { readonly threads?: number; readonly isAnew?: boolean },
): Promise<Descent[]> {
  const fitRows = [...Array(vectors.nRows).keys()];
  const problem = await kmeansMemory(rowsInMemory(vectors), fitRows, { mostClusters: k, threads });
  try {
    squareRows(problem);
    measureSpread(problem);
    const tame = isTame(problem);
    problem.words[layoutWord.rowsPerShard] = shardRows(vectors.nRows, problem.columns, k);
    const runs = starts.map((start) => {
      const run = createRun(problem, k, isAnew ?? !tame);
      setCentres(problem, run, start);
      return run;
    });
    await descend(problem, runs, options);
    const inertias = measureInertias(problem, runs);
    return runs.map((run, i) => ({
      centres: getCentres(problem, run),
      labels: run.labels.slice(),
      inertia: inertias[i]!,
      iterations: run.iterations,
      converged: run.converged,
    }));
  } finally {
    await problem.team.stop();
  }
}

/** Labels finite vectors by centres. */
export async function label(vectors: Vectors, centres: Float32Array): Promise<Prediction> {
  const prediction = await predict(rowsInMemory(vectors), centres);
  if (prediction === undefined || 'problem' in prediction) throw new Error(JSON.stringify(prediction));
  return prediction;
}
