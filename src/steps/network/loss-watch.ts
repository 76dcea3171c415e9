// What a person should know of how the losses went: a training can end without an error and have learned nothing.
import type { Note } from '../../core/step.js';
import { bestConstantLoss } from '../../numerics/network/constant-loss.js';
import type { Loss } from '../../numerics/network/engine/loss.js';
import type { ImageRows } from '../../numerics/network/image-rows.js';
import type { EpochLosses } from '../../numerics/network/train.js';

/** Epochs after which a training that gets anywhere has a lower loss than in its first. */
const patienceEpochs = 3;

/** A relative change that is none. */
const noFall = 1e-4;

/** Losses are sums in another order each epoch, so that equal ones may differ in their last digits. */
const rounding = 1e-12;

/** By how much a loss lies above that of the first epoch when it has risen. */
const rise = 1.01;

const tooHigh = 'the learning_rate is probably too high: try one ten times lower';

type Trouble = 'stuck' | 'risen' | 'repeated';

/** The trouble that the last of some epochs shows. */
function troubleOf(losses: readonly number[]): Trouble | undefined {
  const [first = NaN, ...rest] = losses;
  const [before = NaN, last = NaN] = losses.slice(-2);
  if (losses.length === patienceEpochs && Math.min(...rest) >= first * (1 - noFall)) return 'stuck';
  if (losses.length < 2) return undefined;
  if (losses.length >= patienceEpochs && Math.max(...rest) > first * rise) return 'risen';
  // A loss that stays as it was at first is told as stuck.
  const hasFallen = last < first * (1 - noFall);
  return hasFallen && Math.abs(last - before) <= rounding * last ? 'repeated' : undefined;
}

const short = (loss: number): string => loss.toPrecision(4);

function textOf(trouble: Trouble, losses: readonly number[]): string {
  const epoch = losses.length;
  switch (trouble) {
    case 'stuck':
      return (
        `the loss has not fallen in the first ${epoch} epochs (${losses.map((loss) => loss.toPrecision(6)).join(', ')}): ` +
        'try a learning_rate ten times lower or higher, see that the pixels are scaled to [0, 1], and if relu units may be ' +
        'dead, try leaky-relu or elu'
      );
    case 'risen': {
      const highest = Math.max(...losses);
      const at = losses.indexOf(highest) + 1;
      return `the loss rose to ${short(highest)} in epoch ${at}, from ${short(losses[0] ?? NaN)} in the first: ${tooHigh}`;
    }
    case 'repeated':
      return (
        `the loss of epoch ${epoch} is exactly that of epoch ${epoch - 1} (${short(losses.at(-1) ?? NaN)}), as when every ` +
        `image is given back as the same picture: unless the schedule has made the rate too small to change anything, ${tooHigh}`
      );
  }
}

/** Follows the losses of a training. */
export class LossWatch {
  readonly #losses: number[] = [];
  #told: Trouble | undefined;

  /** A warning after one more epoch; the first trouble is told, and once. */
  after({ loss }: EpochLosses): Note | undefined {
    this.#losses.push(loss);
    if (this.#told !== undefined) return undefined;
    this.#told = troubleOf(this.#losses);
    if (this.#told === undefined) return undefined;
    return { level: 'warning', text: textOf(this.#told, this.#losses) };
  }
}

/**
 * Says that a network does no better than one grey value for every pixel of every image, and does not get better either.
 * @param epoch The epoch that the weights are of, counted from 1.
 * @param images The validation part, or the training part when there is none: the images that are read for it.
 */
export async function greyNote(
  history: readonly EpochLosses[],
  epoch: number,
  images: ImageRows,
  loss: Loss,
): Promise<Note | undefined> {
  const losses = history.map((each) => each.validationLoss ?? each.loss);
  const [found = NaN, last = NaN] = [losses[epoch - 1], losses.at(-1)];
  if (losses.length < patienceEpochs || last < Math.min(...losses.slice(0, -1)) * (1 - noFall))
    return undefined;
  const grey = await bestConstantLoss(images, loss);
  if (found < grey) return undefined;
  const name = history[0]?.validationLoss === undefined ? 'loss' : 'val_loss';
  return {
    level: 'warning',
    text:
      `the network does no better than one grey value for every pixel of every image: its ${name} is ${short(found)}, ` +
      `that value’s ${short(grey)}. Its latents may mean nothing: try a learning_rate ten times lower or higher, or more epochs`,
  };
}
