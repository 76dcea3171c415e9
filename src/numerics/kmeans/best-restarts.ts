import { generator } from '../generator.js';
import type { KmeansMemory } from './memory.js';
import { chooseStarts } from './start.js';
import { betterOf, descendInWaves, type Clustering, type DescentOptions } from './waves.js';

export interface RestartOptions extends DescentOptions {
  readonly nInit: number;
  readonly seed: number;
}

/** What came of the restarts for one k. */
export interface Restarts {
  /** The least inertia, the earliest among equals. */
  readonly best: Clustering;
  /** The labels of each restart, in bytes where they fit. */
  readonly labels: readonly (Int32Array | Uint8Array)[];
}

/**
 * Restarts of all k from greedy k-means++ starts.
 * @param ks Distinct.
 * @returns Undefined when cancelled.
 */
export async function bestRestarts(
  problem: KmeansMemory,
  ks: readonly number[],
  options: RestartOptions,
): Promise<readonly Restarts[] | undefined> {
  const { rows, columns } = problem;
  const attempts = ks.flatMap((k) => Array.from({ length: options.nInit }, (_, attempt) => ({ k, attempt })));
  const best = new Map<number, Clustering>();
  const labels = new Map(ks.map((k) => [k, [] as (Int32Array | Uint8Array)[]]));
  const isDone = await descendInWaves(
    problem,
    attempts,
    async (wave, runs) => {
      const streams = wave.map(({ k, attempt }) => ({
        k,
        stream: generator(options.seed, 'kmeans', 'start', k, attempt),
      }));
      const starts = await chooseStarts(problem, streams, () => options.isCancelled());
      if (starts === undefined) return false;
      runs.forEach(({ centres }, i) =>
        starts[i]!.forEach((row, c) =>
          centres.set(rows.subarray(row * columns, (row + 1) * columns), c * columns),
        ),
      );
      return true;
    },
    (attempt, run, inertia) => {
      const { k } = attempt;
      best.set(k, betterOf(problem, best.get(k), attempt, run, inertia));
      labels.get(k)!.push(k <= 256 ? Uint8Array.from(run.labels) : run.labels.slice());
    },
    options,
  );
  return isDone ? ks.map((k) => ({ best: best.get(k)!, labels: labels.get(k)! })) : undefined;
}
