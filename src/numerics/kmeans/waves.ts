import { descend, measureInertias } from './lloyd.js';
import { layoutWord, type KmeansMemory } from './memory.js';
import { createRun, getCentres, runBytes, type Run } from './runs.js';
import { shardRows } from './shards.js';

export interface DescentOptions {
  readonly maxIterations: number;
  /** The sum of squared shifts at which the centres count as still, in the data's unit squared. */
  readonly tolerance: number;
  readonly isTame: boolean;
  isCancelled(): Promise<boolean>;
  onSettled?(): void;
}

/** A descent to make: the `attempt`-th for its k. */
export interface Attempt {
  readonly k: number;
  readonly attempt: number;
}

/** Where the best descent so far for one k ended. */
export interface Clustering {
  readonly k: number;
  /** float64 (k, nColumns). */
  readonly centres: Float64Array;
  /** int32 (nRows), by these centres. */
  readonly labels: Int32Array;
  readonly inertia: number;
  readonly iterations: number;
  readonly converged: boolean;
  /** Which attempt it was, from 0. */
  readonly attempt: number;
}

/** Memory that the runs of a wave may take together, unless one alone takes more. */
const waveBytes = 96 * 1024 * 1024;

/**
 * Makes descents in waves that go in lockstep. What is in a wave bears on nothing but memory and time: each descent ends as it
 * would alone.
 * @param begin Writes the starting centres of a wave's runs; false when cancelled.
 * @param end Takes each run at its end, in the order of the attempts; the run's arrays are then used again.
 * @returns False when cancelled.
 */
export async function descendInWaves(
  problem: KmeansMemory,
  attempts: readonly Attempt[],
  begin: (wave: readonly Attempt[], runs: readonly Run[]) => Promise<boolean>,
  end: (attempt: Attempt, run: Run, inertia: number) => void,
  options: DescentOptions,
): Promise<boolean> {
  const { arena, words, nRows, columns } = problem;
  for (const wave of waves(problem, attempts)) {
    const mark = arena.end;
    words[layoutWord.rowsPerShard] = shardRows(nRows, columns, wave[0]!.k);
    const runs = wave.map(({ k }) => createRun(problem, k, !options.isTame));
    if (!(await begin(wave, runs)) || !(await descend(problem, runs, options))) return false;
    const inertias = measureInertias(problem, runs);
    wave.forEach((attempt, i) => end(attempt, runs[i]!, inertias[i]!));
    arena.release(mark);
  }
  return true;
}

/**
 * The better of a clustering and a run that has ended: the one with less inertia, the clustering when they are equal or differ by
 * names alone.
 */
export function betterOf(
  problem: KmeansMemory,
  before: Clustering | undefined,
  { k, attempt }: Attempt,
  run: Run,
  inertia: number,
): Clustering {
  if (before !== undefined && (inertia >= before.inertia || isSameClustering(run, before))) return before;
  const { iterations, converged } = run;
  const centres = getCentres(problem, run);
  return { k, centres, labels: run.labels.slice(), inertia, iterations, converged, attempt };
}

/** Cuts the attempts, in their order, where the cut into shards changes or memory runs out. */
function waves({ nRows, columns }: KmeansMemory, attempts: readonly Attempt[]): Attempt[][] {
  const found: Attempt[][] = [];
  let [rowsPerShard, bytes] = [0, Infinity];
  for (const attempt of attempts) {
    const own = shardRows(nRows, columns, attempt.k);
    const more = runBytes(nRows, columns, Math.ceil(nRows / own), attempt.k);
    if (own !== rowsPerShard || bytes + more > waveBytes) {
      found.push([]);
      [rowsPerShard, bytes] = [own, 0];
    }
    found.at(-1)!.push(attempt);
    bytes += more;
  }
  return found;
}

/** Whether two labellings differ by names alone; rounding may then still tell their inertias apart. */
function isSameClustering(a: { readonly labels: Int32Array }, b: Clustering): boolean {
  const names = new Int32Array(b.k).fill(-1);
  return a.labels.every((label, i) => {
    if (names[label] === -1) names[label] = b.labels[i]!;
    return names[label] === b.labels[i];
  });
}
