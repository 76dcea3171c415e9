import { generator } from '../generator.js';
import { memoryLimitBytes } from '../wasm-kernels.js';
import type { Architecture, Weights } from './architecture.js';
import type { Loss } from './engine/loss.js';
import { stepRate, type Optimizer } from './engine/optimizer.js';
import { readWeights, writeWeights } from './engine/parameters.js';
import { bytesNeeded, type EnginePlan } from './engine/program.js';
import { Team } from './engine/team.js';
import type { ImageRows } from './image-rows.js';
import { gather, inferBatches } from './inference.js';
import { networkOf, type Network } from './network.js';
import { initialWeights } from './weights.js';

export interface TrainingOptions {
  readonly epochs: number;
  readonly batchSize: number;
  readonly loss: Loss;
  readonly optimizer: Optimizer;
  readonly seed: number;
  readonly threads?: number;
  /** By default Glorot-uniform from the seed. */
  readonly weights?: Weights;
  /** Called before each batch; `false` ends the training. */
  readonly onBatch?: (done: number, total: number) => boolean | Promise<boolean>;
  readonly onEpoch?: (losses: EpochLosses) => void;
}

export interface EpochLosses {
  /** Counts from 1. */
  readonly epoch: number;
  /** Mean over the training images, each by the weights before its batch. */
  readonly loss: number;
  /** Mean over the validation images, by the weights after the epoch; undefined without a validation part. */
  readonly validationLoss: number | undefined;
}

export type TrainingOutcome =
  | { readonly state: 'done'; readonly weights: Weights; readonly history: readonly EpochLosses[] }
  | { readonly state: 'cancelled' }
  /** It needs more memory than WebAssembly can address. */
  | { readonly state: 'too-large'; readonly bytes: number }
  /** The loss was not finite. */
  | { readonly state: 'diverged'; readonly epoch: number; readonly loss: number };

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

/** Sums the losses of a batch of `count` images in their order. */
function sumLosses(losses: Float64Array): number {
  let sum = 0;
  for (const loss of losses) sum += loss;
  return sum;
}

/** The mean loss over images by the weights as they are; undefined for no images. */
async function validationLoss(team: Team, images: ImageRows | undefined): Promise<number | undefined> {
  if (images === undefined || images.count === 0) return undefined;
  let sum = 0;
  for await (const { losses } of inferBatches(team, images)) sum += sumLosses(losses);
  return sum / images.count;
}

/** One training in progress: a team, its images, and how many batches it has seen. */
class Training {
  readonly #team: Team;
  readonly #images: ImageRows;
  readonly #options: TrainingOptions;
  readonly #batches: number;

  constructor(team: Team, images: ImageRows, options: TrainingOptions) {
    this.#team = team;
    this.#images = images;
    this.#options = options;
    this.#batches = Math.ceil(images.count / options.batchSize);
  }

  /** The images' mean loss during an epoch (from 0), or undefined when it was cancelled. */
  async epoch(epoch: number): Promise<number | undefined> {
    const { seed, batchSize, epochs, onBatch } = this.#options;
    const order = generator(seed, 'train-autoencoder', 'order', epoch).permutation(this.#images.count);
    let sum = 0;
    for (let batch = 0; batch < this.#batches; batch++) {
      const number = epoch * this.#batches + batch;
      if ((await onBatch?.(number, epochs * this.#batches)) === false) return undefined;
      sum += await this.#step(order.subarray(batch * batchSize, (batch + 1) * batchSize), number);
      if (!Number.isFinite(sum)) return sum;
    }
    return sum / this.#images.count;
  }

  async #step(indices: Uint32Array, number: number): Promise<number> {
    const { machine, training } = this.#team.laidOut;
    if (training === undefined) throw new Error('the team has no training program');
    const images = indices.length;
    await gather(this.#images, indices, machine.floats(training.input.values, images * this.#images.length));
    this.#team.run(training, { images, number, rate: stepRate(this.#options.optimizer, number) });
    return sumLosses(machine.doubles(training.losses, images));
  }
}

/**
 * Trains a network to give back its images. Each epoch goes through them in a new seeded order; the last batch may be smaller. The
 * bytes of the result depend on the architecture, images and options, not on the number of threads.
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
  const bytes = bytesNeeded(plan, options.threads ?? 1);
  if (bytes > memoryLimitBytes) return { state: 'too-large', bytes };
  const team = new Team(plan, options.threads ?? 1);
  try {
    const { machine, parameters } = team.laidOut;
    writeWeights(machine, network, parameters, options.weights ?? initialWeights(network, options.seed));
    const training = new Training(team, images, options);
    const history: EpochLosses[] = [];
    for (let epoch = 0; epoch < options.epochs; epoch++) {
      const loss = await training.epoch(epoch);
      if (loss === undefined) return { state: 'cancelled' };
      if (!Number.isFinite(loss)) return { state: 'diverged', epoch: epoch + 1, loss };
      const losses = { epoch: epoch + 1, loss, validationLoss: await validationLoss(team, validation) };
      // The last batch may have broken the weights after its own loss was measured.
      if (!Number.isFinite(losses.validationLoss ?? 0)) {
        return { state: 'diverged', epoch: epoch + 1, loss: losses.validationLoss ?? NaN };
      }
      history.push(losses);
      options.onEpoch?.(losses);
    }
    return { state: 'done', weights: readWeights(machine, network, parameters), history };
  } finally {
    await team.stop();
  }
}
