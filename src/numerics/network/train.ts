import { generator } from '../generator.js';
import { memoryLimitBytes } from '../wasm-kernels.js';
import type { Architecture, Weights } from './architecture.js';
import type { EarlyStopping } from './early-stopping.js';
import type { Loss } from './engine/loss.js';
import type { Optimizer } from './engine/optimizer.js';
import { bytesNeeded, type EnginePlan } from './engine/program.js';
import { Team } from './engine/team.js';
import type { ImageRows } from './image-rows.js';
import { teamLearner } from './learner.js';
import type { JsonValue } from './model.js';
import { networkOf, type Network } from './network.js';
import type { Schedule } from './schedule.js';
import { TrainingRun } from './training-run.js';
import { initialWeights } from './weights.js';

export interface TrainingOptions {
  readonly epochs: number;
  readonly batchSize: number;
  readonly loss: Loss;
  readonly optimizer: Optimizer;
  readonly seed: number;
  readonly threads?: number;
  /** More threads that it may come to have, by `threadsNow`, which is asked before each batch. */
  readonly borrowing?: { readonly mostThreads: number; threadsNow(): number };
  /** By default Glorot-uniform from the seed. */
  readonly weights?: Weights;
  /** By default the optimizer's learning rate stays. */
  readonly schedule?: Schedule;
  /** By default all epochs are trained. It looks at the validation loss, or without a validation part at the training loss. */
  readonly earlyStopping?: EarlyStopping;
  /** Where to continue from and what to keep on the way. The result does not depend on it. */
  readonly checkpoints?: TrainingCheckpoints;
  /** Called when it continues from a checkpoint: whole epochs, and batches of the next, that were trained before. */
  readonly onContinue?: (epochs: number, batches: number) => void;
  /** Called before each batch; `false` ends the training. */
  readonly onBatch?: (done: number, total: number) => boolean | Promise<boolean>;
  /** Called after each epoch; for a training that continues, at its beginning for those that were trained before. */
  readonly onEpoch?: (losses: EpochLosses) => void;
}

/** What a training remembers beside its arrays, as JSON. */
export interface TrainingFacts {
  readonly [name: string]: JsonValue;
}

/** Keeps states of a training by how many batches it has seen: weights, optimizer, statistics as bytes, and the rest as facts. */
export interface TrainingCheckpoints {
  isDue(bytes: number, isBoundary: boolean): boolean;
  save(position: number, facts: TrainingFacts, parts: readonly Uint8Array[]): Promise<void>;
  restore(
    limit: number,
    parts: readonly Uint8Array[],
  ): Promise<{ readonly position: number; readonly facts: TrainingFacts } | undefined>;
}

export interface EpochLosses {
  /** Counts from 1. */
  readonly epoch: number;
  /** Mean over the training images, each by the weights before its batch. */
  readonly loss: number;
  /** Mean over the validation images, by the weights after the epoch; undefined without a validation part. */
  readonly validationLoss: number | undefined;
  /** That of the epoch's last batch. */
  readonly learningRate: number;
}

export type TrainingOutcome =
  | TrainedNetwork
  | { readonly state: 'cancelled' }
  /** It needs more memory than WebAssembly can address. */
  | { readonly state: 'too-large'; readonly bytes: number }
  /** The loss was not finite. */
  | { readonly state: 'diverged'; readonly epoch: number; readonly loss: number };

export interface TrainedNetwork {
  readonly state: 'done';
  readonly weights: Weights;
  readonly history: readonly EpochLosses[];
  /** The epoch that the weights are of. */
  readonly epoch: number;
  /** Whether it ended early because the loss did not improve. */
  readonly hasStoppedEarly: boolean;
}

const inferenceBatchSize = 32;

function planOf(architecture: Architecture, network: Network, options: TrainingOptions): EnginePlan {
  const { batchSize, loss, optimizer, seed } = options;
  const dropoutSeeds = network.layers.map((layer) =>
    layer.spec.kind === 'dropout' ? generator(seed, 'train-autoencoder', 'dropout', layer.index).uint32() : 0,
  );
  const inference = { batchSize: inferenceBatchSize, to: network.layers.length - 1, loss };
  const training = { batchSize, loss, optimizer, dropoutSeeds };
  return { architecture, inference, training };
}

/** As many as it may come to have, and as there are addresses for. */
function mostThreads(plan: EnginePlan, threads: number, wanted = threads): number {
  let most = Math.max(threads, wanted);
  while (most > threads && bytesNeeded(plan, most) > memoryLimitBytes) most -= 1;
  return most;
}

/**
 * Trains a network to give back its images. Each epoch goes through them in a new seeded order; the last batch may be smaller. The
 * bytes of the result depend on the architecture, images and options, not on the number of threads, nor on where it continued.
 * @throws RangeError when the network's input or output is not of the images' size.
 */
export async function train(
  architecture: Architecture,
  images: ImageRows,
  validation: ImageRows | undefined,
  options: TrainingOptions,
): Promise<TrainingOutcome> {
  const network = networkOf(architecture);
  const plan = planOf(architecture, network, options);
  const { threads = 1, borrowing } = options;
  const bytes = bytesNeeded(plan, threads);
  if (bytes > memoryLimitBytes) return { state: 'too-large', bytes };
  const team = new Team(plan, threads, mostThreads(plan, threads, borrowing?.mostThreads));
  try {
    const weights = options.weights ?? initialWeights(network, options.seed);
    const learner = teamLearner(team, network, weights);
    return await new TrainingRun(learner, { images, validation, ...options }).toEnd();
  } finally {
    await team.stop();
  }
}
