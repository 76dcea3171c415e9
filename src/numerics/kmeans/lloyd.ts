import { setCentres, getCentres, useCentres } from './centres.js';
import type { KmeansMemory } from './memory.js';
import { updateCentres } from './update.js';

export interface LloydOptions {
  readonly maxIterations: number;
  /** The sum of squared shifts at which the centres count as still, in the data's unit squared. */
  readonly tolerance: number;
  readonly signal?: AbortSignal;
}

/** Where one restart ended. */
export interface LloydRun {
  /** float64 (k, nColumns). */
  readonly centres: Float64Array;
  /** int32 (nRows), by these centres. */
  readonly labels: Int32Array;
  /** Sum of squared distances from the centres. */
  readonly inertia: number;
  readonly iterations: number;
  /** False when it was stopped at `maxIterations`. */
  readonly converged: boolean;
}

/**
 * Lloyd's iterations from given centres, stopping as scikit-learn does: when no label changes, or when the centres
 * together moved no more than the tolerance, or at `maxIterations`.
 * @param start (k, nColumns).
 * @returns Undefined when the signal aborted.
 */
export async function lloyd(
  problem: KmeansMemory,
  start: ArrayLike<number>,
  options: LloydOptions,
): Promise<LloydRun | undefined> {
  setCentres(problem, start);
  problem.labels.fill(-1);
  let iterations = 0;
  let isStrict = false;
  let isStill = false;
  while (iterations < options.maxIterations && !isStrict && !isStill) {
    await new Promise(setImmediate);
    if (options.signal?.aborted === true) return undefined;
    isStrict = assignRows(problem) === 0;
    const shift = updateCentres(problem);
    useCentres(problem);
    iterations += 1;
    isStill = shift <= options.tolerance;
  }
  if (!isStrict) assignRows(problem);
  return {
    centres: getCentres(problem),
    labels: problem.labels.slice(),
    inertia: inertia(problem),
    iterations,
    converged: isStrict || isStill,
  };
}

/** Labels all rows; returns how many labels changed. */
export function assignRows(problem: KmeansMemory): number {
  let changes = 0;
  for (let shard = 0; shard < problem.nShards; shard++) {
    problem.kernels.assign(problem.layout, shard);
    changes += problem.changes[shard]!;
  }
  return changes;
}

/** Sum of the rows' squared distances from their centres, in the order of the rows. */
export function inertia(problem: KmeansMemory): number {
  for (let shard = 0; shard < problem.nShards; shard++) problem.kernels.ownDistances(problem.layout, shard);
  let total = 0;
  for (const distance of problem.distances) total += distance;
  return total;
}
