import { generator } from '../generator.js';
import { descend, measureInertias } from './lloyd.js';
import { layoutWord, type KmeansMemory } from './memory.js';
import { createRun, getCentres, runBytes, type Run } from './runs.js';
import { shardRows } from './shards.js';
import { chooseStarts } from './start.js';

export interface RestartOptions {
  readonly nInit: number;
  readonly maxIterations: number;
  /** The sum of squared shifts at which the centres count as still, in the data's unit squared. */
  readonly tolerance: number;
  readonly seed: number;
  readonly isTame: boolean;
  isCancelled(): Promise<boolean>;
  onRestart?(done: number): void;
}

/** Where the best restart for one k ended. */
export interface BestRestart {
  readonly k: number;
  /** float64 (k, nColumns). */
  readonly centres: Float64Array;
  /** int32 (nRows), by these centres. */
  readonly labels: Int32Array;
  readonly inertia: number;
  readonly iterations: number;
  readonly converged: boolean;
  /** Which restart it was, from 0. */
  readonly restart: number;
}

interface Job {
  readonly k: number;
  readonly restart: number;
}

/** Memory that the runs of a wave may take together, unless one alone takes more. */
const waveBytes = 96 * 1024 * 1024;

/**
 * Restarts of all k, in waves that go in lockstep. What is in a wave bears on nothing but memory and time: each restart comes out
 * as it would alone.
 * @param ks Distinct.
 * @returns For each k its best restart: the least inertia, the earliest among equals. Undefined when cancelled.
 */
export async function bestRestarts(
  problem: KmeansMemory,
  ks: readonly number[],
  options: RestartOptions,
): Promise<ReadonlyMap<number, BestRestart> | undefined> {
  const jobs = ks.flatMap((k) =>
    Array.from({ length: options.nInit }, (_, restart): Job => ({ k, restart })),
  );
  const best = new Map<number, BestRestart>();
  let done = 0;
  const onSettled = (): void => options.onRestart?.(++done);
  for (const wave of waves(problem, jobs)) {
    const { arena } = problem;
    const mark = arena.end;
    const runs = await descendWave(problem, wave, { ...options, onSettled });
    if (runs === undefined) return undefined;
    const inertias = measureInertias(problem, runs);
    wave.forEach(({ k, restart }, i) => {
      const inertia = inertias[i]!;
      const run = runs[i]!;
      const before = best.get(k);
      if (before !== undefined && (inertia >= before.inertia || isSameClustering(run, before))) return;
      const { iterations, converged } = run;
      const centres = getCentres(problem, run);
      best.set(k, { k, centres, labels: run.labels.slice(), inertia, iterations, converged, restart });
    });
    arena.release(mark);
  }
  return best;
}

/** Cuts the jobs, in their order, where the cut into shards changes or memory runs out. */
function waves({ nRows, columns }: KmeansMemory, jobs: readonly Job[]): Job[][] {
  const found: Job[][] = [];
  let [rowsPerShard, bytes] = [0, Infinity];
  for (const job of jobs) {
    const own = shardRows(nRows, columns, job.k);
    const more = runBytes(nRows, columns, Math.ceil(nRows / own), job.k);
    if (own !== rowsPerShard || bytes + more > waveBytes) {
      found.push([]);
      [rowsPerShard, bytes] = [own, 0];
    }
    found.at(-1)!.push(job);
    bytes += more;
  }
  return found;
}

async function descendWave(
  problem: KmeansMemory,
  wave: readonly Job[],
  options: RestartOptions & { onSettled(): void },
): Promise<Run[] | undefined> {
  const { words, nRows, columns, rows, nColumns } = problem;
  words[layoutWord.rowsPerShard] = shardRows(nRows, columns, wave[0]!.k);
  const streams = wave.map(({ k, restart }) => ({
    k,
    stream: generator(options.seed, 'kmeans', 'start', k, restart),
  }));
  const starts = await chooseStarts(problem, streams, () => options.isCancelled());
  if (starts === undefined) return undefined;
  const runs = wave.map(({ k }, i) => {
    const run = createRun(problem, k, !options.isTame);
    starts[i]!.forEach((row, c) =>
      run.centres.set(rows.subarray(row * columns, row * columns + nColumns), c * columns),
    );
    return run;
  });
  return (await descend(problem, runs, options)) ? runs : undefined;
}

/** Whether two labellings differ by names alone; rounding may then still tell their inertias apart. */
function isSameClustering(a: { readonly labels: Int32Array }, b: BestRestart): boolean {
  const names = new Int32Array(b.k).fill(-1);
  return a.labels.every((label, i) => {
    if (names[label] === -1) names[label] = b.labels[i]!;
    return names[label] === b.labels[i];
  });
}
