import { layoutWord, type KmeansMemory } from './memory.js';
import { relocateEmpty } from './relocate.js';
import { activate, type Run } from './runs.js';

export interface LloydOptions {
  readonly maxIterations: number;
  /** The sum of squared shifts at which the centres count as still, in the data's unit squared. */
  readonly tolerance: number;
  /** Asked between two passes over the rows. */
  isCancelled?(): Promise<boolean>;
  onSettled?(run: Run): void;
}

/**
 * Lloyd's iterations from the runs' centres, all runs in lockstep: one pass over the rows serves all that have not come to
 * rest. Each stops as scikit-learn's does: when no label changes, or when its centres together moved no more than the
 * tolerance, or at `maxIterations`; its labels are then by its last centres.
 * @returns False when it was cancelled.
 */
export async function descend(
  problem: KmeansMemory,
  runs: readonly Run[],
  options: LloydOptions,
): Promise<boolean> {
  const { team, arena, layout, words, nRows } = problem;
  const nShards = Math.ceil(nRows / words[layoutWord.rowsPerShard]!);
  const mark = arena.end;
  const table = arena.int32(runs.length);
  activate(problem, table, runs);
  team.run('useCentres', runs.length, layout);
  let moving = runs.filter(() => options.maxIterations > 0);
  let settling = runs.filter((run) => !moving.includes(run));
  while (moving.length + settling.length > 0) {
    if (await options.isCancelled?.()) return false;
    activate(problem, table, [...moving, ...settling]);
    team.run('assign', nShards, layout);
    for (const run of settling) options.onSettled?.(run);
    settling = [];
    if (moving.length === 0) break;
    moveCentres(problem, table, moving);
    const next: Run[] = [];
    for (const run of moving) {
      run.iterations += 1;
      const isStrict = run.changes.every((changes) => changes === 0);
      run.converged = isStrict || run.squaredShift[0]! <= options.tolerance;
      if (isStrict) options.onSettled?.(run);
      else if (run.converged || run.iterations >= options.maxIterations) settling.push(run);
      else next.push(run);
    }
    moving = next;
  }
  arena.release(mark);
  return true;
}

function moveCentres(problem: KmeansMemory, table: Int32Array, runs: readonly Run[]): void {
  const { team, layout } = problem;
  activate(problem, table, runs);
  team.run('totals', runs.length, layout);
  for (const run of runs) if (run.totalCounts.includes(0)) relocateEmpty(problem, run);
  team.run('move', runs.length, layout);
}

/** For each run the sum of the rows' squared distances from their centres. */
export function measureInertias(problem: KmeansMemory, runs: readonly Run[]): number[] {
  const { team, arena, layout, words, nRows } = problem;
  const mark = arena.end;
  activate(problem, arena.int32(runs.length), runs);
  team.run('inertias', Math.ceil(nRows / words[layoutWord.rowsPerShard]!), layout);
  arena.release(mark);
  return runs.map(({ inertias }) => inertias.reduce((total, inertia) => total + inertia, 0));
}
