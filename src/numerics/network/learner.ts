import type { Weights } from './architecture.js';
import { memoryLimitBytes } from '../wasm-kernels.js';
import { readWeights, trainedState, writeWeights } from './engine/parameters.js';
import { bytesNeeded, type EnginePlan, type Program } from './engine/program.js';
import { Team } from './engine/team.js';
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
  /** Goes on with so many threads, between two steps; stays with those it has where there is no memory for more. */
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
export class TeamLearner implements Learner {
  readonly #plan: EnginePlan;
  readonly #network: Network;
  #team: Team;
  #threads: number;

  /** @throws RangeError when a weight is missing or has another size. */
  constructor(
    plan: EnginePlan,
    network: Network,
    { threads, weights }: { threads: number; weights: Weights },
  ) {
    this.#plan = plan;
    this.#network = network;
    this.#threads = threads;
    this.#team = new Team(plan, threads);
    try {
      const { machine, parameters } = this.#team.laidOut;
      writeWeights(machine, network, parameters, weights);
    } catch (error) {
      void this.#team.stop();
      throw error;
    }
  }

  get #training(): Program {
    const { training } = this.#team.laidOut;
    if (training === undefined) throw new Error('the team has no training program');
    return training;
  }

  input(images: number): Float32Array {
    const { input } = this.#training;
    return this.#team.laidOut.machine.floats(input.values, images * input.length);
  }

  step(step: LearningStep): number {
    this.#team.run(this.#training, step);
    return sumLosses(this.#team.laidOut.machine.doubles(this.#training.losses, step.images));
  }

  infer(images: ImageRows): AsyncIterable<{ readonly losses: Float64Array }> {
    return inferBatches(this.#team, images);
  }

  weights(): Weights {
    const { machine, parameters } = this.#team.laidOut;
    return readWeights(machine, this.#network, parameters);
  }

  get state(): readonly Float32Array[] {
    const { machine, parameters } = this.#team.laidOut;
    return trainedState(machine, this.#network, parameters);
  }

  async useThreads(threads: number): Promise<void> {
    if (threads === this.#threads || bytesNeeded(this.#plan, threads) > memoryLimitBytes) return;
    const before = this.state;
    const old = this.#team;
    this.#team = new Team(this.#plan, threads);
    this.#threads = threads;
    this.state.forEach((values, i) => values.set(before[i] ?? []));
    await old.stop();
  }

  stop(): Promise<void> {
    return this.#team.stop();
  }
}
