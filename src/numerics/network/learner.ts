import type { Weights } from './architecture.js';
import { readWeights, trainedState, writeWeights } from './engine/parameters.js';
import type { Team } from './engine/team.js';
import type { ImageRows } from './image-rows.js';
import { inferBatches } from './inference.js';
import type { Network } from './network.js';

/** One step of a training: its number counts from 0 over all epochs, its rate is the optimizer's at that step. */
export interface LearningStep {
  readonly images: number;
  readonly number: number;
  readonly rate: number;
}

/** What computes the steps of a training. */
export interface Learner {
  /** Where a batch of so many images goes. */
  input(images: number): Float32Array;
  /** Trains on the batch that lies in the input. @returns The sum of its images' losses by the weights before. */
  step(step: LearningStep): number;
  /** The loss of each image by the weights as they are, batch by batch. */
  infer(images: ImageRows): AsyncIterable<{ readonly losses: Float64Array }>;
  /** Copies of the weights as they are now. */
  weights(): Weights;
  /** Goes on with so many threads, or with as many as there is room for; between two steps. */
  useThreads?(threads: number): Promise<void>;
  /** Views of all that steps change, always in the same order; undefined when they cannot be had. */
  readonly state: readonly Float32Array[] | undefined;
}

/** Sums losses in their order. */
export function sumLosses(losses: Float64Array): number {
  let sum = 0;
  for (const loss of losses) sum += loss;
  return sum;
}

/** Our own engine as a learner that starts from some weights. */
export function teamLearner(team: Team, network: Network, weights: Weights): Learner {
  const { machine, parameters, training } = team.laidOut;
  if (training === undefined) throw new Error('the team has no training program');
  writeWeights(machine, network, parameters, weights);
  return {
    input: (images) => machine.floats(training.input.values, images * training.input.length),
    step(step) {
      team.run(training, step);
      return sumLosses(machine.doubles(training.losses, step.images));
    },
    infer: (images) => inferBatches(team, images),
    useThreads: (threads) => team.setThreads(threads),
    weights: () => readWeights(machine, network, parameters),
    state: trainedState(machine, network, parameters),
  };
}
