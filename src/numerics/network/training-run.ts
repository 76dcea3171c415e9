import { generator } from '../generator.js';
import type { Weights } from './architecture.js';
import { isPatienceOver, nothingWatched, watchLoss, type LossWatch } from './early-stopping.js';
import { stepRate } from './engine/optimizer.js';
import { BatchReader, type ImageRows } from './image-rows.js';
import { sumLosses, type Learner } from './learner.js';
import { noPlateau, rateFactor, watchPlateau, type Plateau } from './schedule.js';
import type {
  EpochLosses,
  TrainedNetwork,
  TrainingFacts,
  TrainingOptions,
  TrainingOutcome,
} from './train.js';

export interface TrainingRequest extends TrainingOptions {
  readonly images: ImageRows;
  readonly validation: ImageRows | undefined;
}

/** What a training knows beside its arrays; as it stands between two batches it can be kept as JSON. */
interface Facts {
  /** Sum of the losses of the images that the running epoch has seen. */
  readonly sum: number;
  readonly history: readonly EpochLosses[];
  readonly watch: LossWatch;
  readonly plateau: Plateau;
}

const bytesOf = (values: Float32Array): Uint8Array =>
  new Uint8Array(values.buffer, values.byteOffset, values.byteLength);

type Ended = Exclude<TrainingOutcome, TrainedNetwork>;

/** One training in progress: what computes it, its images, and how far it has come. */
export class TrainingRun {
  readonly #learner: Learner;
  readonly #request: TrainingRequest;
  readonly #batches: number;
  readonly #reader: BatchReader;
  /** The weights at the end of the best epoch; undefined unless they are asked for. */
  #best: Weights | undefined;
  #facts: Facts = { sum: 0, history: [], watch: nothingWatched, plateau: noPlateau };
  /** Batches trained. */
  #position = 0;
  #savedPosition = 0;

  constructor(learner: Learner, request: TrainingRequest) {
    const { images, batchSize } = request;
    this.#learner = learner;
    this.#request = request;
    this.#batches = Math.ceil(images.count / batchSize);
    this.#reader = new BatchReader(images, batchSize);
    if (request.earlyStopping?.restoreBest === true) this.#best = learner.weights();
  }

  async toEnd(): Promise<TrainingOutcome> {
    await this.#restore();
    for (const losses of this.#facts.history) this.#request.onEpoch?.(losses);
    while (this.#facts.history.length < this.#request.epochs && !this.#hasStopped) {
      const ended = await this.#epoch();
      if (ended !== undefined) return ended;
      if (this.#isDue(true)) await this.#save();
    }
    return this.#result();
  }

  get #hasStopped(): boolean {
    const { earlyStopping } = this.#request;
    return earlyStopping !== undefined && isPatienceOver(this.#facts.watch, earlyStopping);
  }

  /** The rest of the running epoch. @returns Why it did not come to its end, if so. */
  async #epoch(): Promise<Ended | undefined> {
    const epoch = this.#facts.history.length;
    const { seed, images } = this.#request;
    const order = generator(seed, 'train-autoencoder', 'order', epoch).permutation(images.count);
    const trained = await this.#trainBatches(epoch, order);
    if (trained !== undefined) return trained;
    const loss = this.#facts.sum / images.count;
    const validationLoss = await this.#validationLoss();
    // The last batch may have broken the weights after its own loss was measured.
    if (!Number.isFinite(validationLoss ?? 0)) {
      return { state: 'diverged', epoch: epoch + 1, loss: validationLoss ?? NaN };
    }
    const learningRate = this.#learningRate(this.#position - 1);
    this.#note({ epoch: epoch + 1, loss, validationLoss, learningRate });
    return undefined;
  }

  async #trainBatches(epoch: number, order: Uint32Array): Promise<Ended | undefined> {
    const { batchSize, epochs, onBatch, borrowing } = this.#request;
    const end = (epoch + 1) * this.#batches;
    const indicesOf = (position: number): Uint32Array => {
      const batch = position - epoch * this.#batches;
      return order.subarray(batch * batchSize, (batch + 1) * batchSize);
    };
    if (this.#position < end) this.#reader.begin(indicesOf(this.#position));
    while (this.#position < end) {
      if ((await onBatch?.(this.#position, epochs * this.#batches)) === false) {
        await this.#save();
        return { state: 'cancelled' };
      }
      if (borrowing !== undefined) await this.#learner.useThreads?.(borrowing.threadsNow());
      const next = this.#position + 1 < end ? indicesOf(this.#position + 1) : undefined;
      const sum = this.#facts.sum + (await this.#step(indicesOf(this.#position).length, next));
      if (!Number.isFinite(sum)) return { state: 'diverged', epoch: epoch + 1, loss: sum };
      this.#facts = { ...this.#facts, sum };
      this.#position += 1;
      if (this.#position < end && this.#isDue(false)) await this.#save();
    }
    return undefined;
  }

  /** Trains on the batch that is being read, while `next` is read. @returns The sum of its images' losses. */
  async #step(images: number, next: Uint32Array | undefined): Promise<number> {
    await this.#reader.take(this.#learner.input(images));
    if (next !== undefined) this.#reader.begin(next);
    const number = this.#position;
    const optimizer = { ...this.#request.optimizer, learningRate: this.#learningRate(number) };
    return this.#learner.step({ images, number, rate: stepRate(optimizer, number) });
  }

  #learningRate(number: number): number {
    const { optimizer, schedule, epochs } = this.#request;
    if (schedule === undefined) return optimizer.learningRate;
    const length = { batches: this.#batches, epochs };
    return optimizer.learningRate * rateFactor(schedule, number, length, this.#facts.plateau);
  }

  /** The mean loss over the validation images by the weights as they are; undefined for no images. */
  async #validationLoss(): Promise<number | undefined> {
    const { validation } = this.#request;
    if (validation === undefined || validation.count === 0) return undefined;
    let sum = 0;
    for await (const { losses } of this.#learner.infer(validation)) sum += sumLosses(losses);
    return sum / validation.count;
  }

  /** Takes in the losses of an epoch. */
  #note(losses: EpochLosses): void {
    const { earlyStopping, schedule, onEpoch } = this.#request;
    const { history, watch, plateau } = this.#facts;
    const { epoch } = losses;
    const watched = losses.validationLoss ?? losses.loss;
    const after = {
      watch: watchLoss(watch, watched, epoch, earlyStopping?.minDelta ?? 0),
      plateau: schedule === undefined ? plateau : watchPlateau(plateau, schedule, watched, epoch),
    };
    this.#facts = { sum: 0, history: [...history, losses], ...after };
    if (this.#best !== undefined && after.watch.bestEpoch === epoch) this.#best = this.#learner.weights();
    onEpoch?.(losses);
  }

  #result(): TrainedNetwork {
    const { history, watch } = this.#facts;
    return {
      state: 'done',
      weights: this.#best ?? this.#learner.weights(),
      history,
      epoch: this.#best === undefined ? history.length : watch.bestEpoch,
      hasStoppedEarly: this.#hasStopped,
    };
  }

  /** All that a state consists of beside the facts; undefined when it cannot be had. */
  get #parts(): Uint8Array[] | undefined {
    const { state } = this.#learner;
    return state === undefined ? undefined : [...state, ...Object.values(this.#best ?? {})].map(bytesOf);
  }

  #isDue(isBoundary: boolean): boolean {
    const { checkpoints } = this.#request;
    const parts = this.#parts;
    if (checkpoints === undefined || parts === undefined) return false;
    const bytes = parts.reduce((total, { length }) => total + length, 0);
    return checkpoints.isDue(bytes, isBoundary);
  }

  async #save(): Promise<void> {
    const parts = this.#parts;
    if (parts === undefined || this.#position === this.#savedPosition) return;
    const facts = this.#facts as unknown as TrainingFacts;
    await this.#request.checkpoints?.save(this.#position, facts, parts);
    this.#savedPosition = this.#position;
  }

  async #restore(): Promise<void> {
    const limit = this.#request.epochs * this.#batches;
    const parts = this.#parts;
    const restored = parts === undefined ? undefined : await this.#request.checkpoints?.restore(limit, parts);
    if (restored === undefined) return;
    const facts = restored.facts as unknown as Facts;
    // JSON has no undefined: a loss that was not measured is not there.
    const history = facts.history.map((losses) => ({ ...losses, validationLoss: losses.validationLoss }));
    this.#facts = { ...facts, history };
    this.#request.onContinue?.(history.length, restored.position - history.length * this.#batches);
    this.#position = restored.position;
    this.#savedPosition = restored.position;
  }
}
