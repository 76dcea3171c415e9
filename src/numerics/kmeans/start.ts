import { log } from '../elementary.js';
import type { Generator } from '../generator.js';
import { layoutWord, type KmeansMemory } from './memory.js';

const trialWords = 4;

/** A start that is being chosen. */
interface Choice {
  readonly k: number;
  readonly nTrials: number;
  readonly stream: Pick<Generator, 'integer' | 'uniform'>;
  readonly chosen: Int32Array;
  /** Squared distance of each row from the nearest chosen one, and its sums by shards. */
  closest: Weights;
  trials: Weights[];
}

interface Weights {
  readonly view: Float32Array;
  readonly potentials: Float64Array;
}

/**
 * Chooses k rows to start from by greedy k-means++: the first uniformly, each further one the best of 2 + floor(ln k)
 * rows drawn with probability proportional to the squared distance from the nearest chosen one. Several starts are chosen
 * side by side: one pass over the rows serves the trials of all.
 * @param starts For each start its k, and the stream that it draws from.
 * @returns Row numbers of the starting centres, in the order chosen. When all rows left coincide with chosen ones, the
 * lowest row number repeats. Undefined when `isCancelled` said so between two passes.
 * @see Arthur and Vassilvitskii 2007; Grunau et al. 2023 for the greedy variant, which scikit-learn uses as well.
 */
export async function chooseStarts(
  problem: KmeansMemory,
  starts: readonly { readonly k: number; readonly stream: Choice['stream'] }[],
  isCancelled: () => Promise<boolean> = () => Promise.resolve(false),
): Promise<Int32Array[] | undefined> {
  const { arena, nRows } = problem;
  const mark = arena.end;
  const nShards = Math.ceil(nRows / problem.words[layoutWord.rowsPerShard]!);
  const weights = (): Weights => ({ view: arena.float32(nRows), potentials: arena.float64(nShards) });
  const choices = starts.map(({ k, stream }): Choice => {
    const nTrials = 2 + Math.floor(log(k));
    const trials = k === 1 ? [] : Array.from({ length: nTrials }, weights);
    return { k, nTrials, stream, chosen: new Int32Array(k), closest: weights(), trials };
  });
  const table = arena.int32(trialWords * choices.reduce((total, { nTrials }) => total + nTrials, 0));
  for (const { closest } of choices) closest.view.fill(Infinity);
  const first = choices.map((choice) => ({ choice, row: choice.stream.integer(nRows), to: choice.closest }));
  tryRows(problem, table, first);
  for (const { choice, row } of first) choice.chosen[0] = row;

  const most = Math.max(...choices.map(({ k }) => k));
  for (let c = 1; c < most; c++) {
    if (await isCancelled()) return undefined;
    const open = choices.filter(({ k }) => k > c);
    const tried = open.flatMap((choice) =>
      choice.trials.map((to) => ({ choice, to, row: drawRow(problem, choice) })),
    );
    tryRows(problem, table, tried);
    for (const choice of open) takeBest(choice, c, tried);
  }
  arena.release(mark);
  return choices.map(({ chosen }) => chosen);
}

interface Tried {
  readonly choice: Choice;
  readonly row: number;
  readonly to: Weights;
}

function tryRows(
  { team, layout, words, nRows }: KmeansMemory,
  table: Int32Array,
  tried: readonly Tried[],
): void {
  tried.forEach(({ choice, row, to }, i) => {
    const addresses = [choice.closest.view, to.view, to.potentials].map((array) => array.byteOffset | 0);
    table.set([row, ...addresses], trialWords * i);
  });
  words[layoutWord.trials] = table.byteOffset;
  words[layoutWord.nTrials] = tried.length;
  team.run('lesserDistances', Math.ceil(nRows / words[layoutWord.rowsPerShard]!), layout);
}

/** Takes the row that leaves the least potential, the first among equals. */
function takeBest(choice: Choice, c: number, tried: readonly Tried[]): void {
  const own = tried.filter((one) => one.choice === choice);
  const best = own.reduce((one, other) => (sum(other.to.potentials) < sum(one.to.potentials) ? other : one));
  choice.chosen[c] = best.row;
  choice.trials[choice.trials.indexOf(best.to)] = choice.closest;
  choice.closest = best.to;
}

function sum(values: Float64Array): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}

/** The first row at which the running sum exceeds a uniform part of the potential: a row of weight 0 is never drawn unless all are 0. */
function drawRow({ words, nRows }: KmeansMemory, { closest, stream }: Choice): number {
  const { view, potentials } = closest;
  const target = stream.uniform() * sum(potentials);
  const rowsPerShard = words[layoutWord.rowsPerShard]!;
  const drawWithin = (weights: Float32Array, shard: number, within: number): number => {
    const end = Math.min((shard + 1) * rowsPerShard, nRows);
    return drawBetween(weights, shard * rowsPerShard, end, within);
  };
  let before = 0;
  let last = 0;
  for (let shard = 0; shard < potentials.length; shard++) {
    const after = before + potentials[shard]!;
    if (potentials[shard]! > 0) last = shard;
    if (after > target) return drawWithin(view, shard, target - before);
    before = after;
  }
  return drawWithin(view, last, Infinity);
}

/** The first row from `start` at which the running sum exceeds `target`, or the last of weight above 0 before `end`. */
function drawBetween(weights: Float32Array, start: number, end: number, target: number): number {
  let total = 0;
  let last = start;
  for (let row = start; row < end; row++) {
    const weight = weights[row]!;
    if (weight > 0) last = row;
    total += weight;
    if (total > target) return row;
  }
  return last;
}
