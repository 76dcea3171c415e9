import { log } from '../elementary.js';
import type { Generator } from '../generator.js';
import type { KmeansMemory } from './memory.js';

/**
 * Chooses k rows to start from by greedy k-means++: the first uniformly, each further one the best of 2 + floor(ln k)
 * rows drawn with probability proportional to the squared distance from the nearest chosen one.
 * @param problem With three scratch arrays.
 * @returns Row numbers of the starting centres, in the order chosen. When all rows left coincide with chosen ones, the
 * lowest row number repeats.
 * @see Arthur and Vassilvitskii 2007; Grunau et al. 2023 for the greedy variant, which scikit-learn uses as well.
 */
export function chooseStart(problem: KmeansMemory, stream: Generator): Int32Array {
  const { k, nRows } = problem;
  const nTrials = 2 + Math.floor(log(k));
  let [closest, trial, best] = [problem.scratch[0]!, problem.scratch[1]!, problem.scratch[2]!];
  const chosen = new Int32Array(k);
  chosen[0] = stream.integer(nRows);
  closest.view.fill(Infinity);
  lesser(problem, chosen[0], closest, closest);
  let potential = sum(closest.view);

  for (let c = 1; c < k; c++) {
    let least = Infinity;
    for (let t = 0; t < nTrials; t++) {
      const candidate = draw(closest.view, stream.uniform() * potential);
      lesser(problem, candidate, closest, trial);
      const total = sum(trial.view);
      if (total < least) {
        least = total;
        chosen[c] = candidate;
        [trial, best] = [best, trial];
      }
    }
    [closest, best] = [best, closest];
    potential = least;
  }
  return chosen;
}

type Scratch = KmeansMemory['scratch'][number];

function lesser(problem: KmeansMemory, candidate: number, closest: Scratch, out: Scratch): void {
  for (let shard = 0; shard < problem.nShards; shard++)
    problem.kernels.lesserDistances(problem.layout, shard, candidate, closest.at, out.at);
}

function sum(values: Float64Array): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}

/** The first row at which the running sum exceeds `target`, so that a row of weight 0 is never drawn unless all are 0. */
function draw(weights: Float64Array, target: number): number {
  let total = 0;
  let last = 0;
  for (let row = 0; row < weights.length; row++) {
    const weight = weights[row]!;
    if (weight > 0) last = row;
    total += weight;
    if (total > target) return row;
  }
  return last;
}
