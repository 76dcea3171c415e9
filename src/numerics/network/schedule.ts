import { cos } from '../elementary.js';
import { nothingWatched, watchLoss, type LossWatch } from './early-stopping.js';

/** How the learning rate changes while training: factors of the optimizer's own. */
export type Schedule = {
  /** Epochs, which may be a fraction, in which the rate grows from nothing, a step each batch. What follows counts from its end. */
  readonly warmUp: number;
} & (
  | { readonly name: 'constant' }
  /** Multiplied by `factor` after every so many epochs. */
  | { readonly name: 'step'; readonly every: number; readonly factor: number }
  /** Multiplied by `factor` after each epoch. */
  | { readonly name: 'exponential'; readonly factor: number }
  /** Half a cosine from 1 to `final`, a step each batch. @see Loshchilov and Hutter 2017, equation 5 */
  | { readonly name: 'cosine'; readonly final: number }
  /** Multiplied by `factor` when the loss has not improved for so many epochs, down to `minimum`; Keras' `ReduceLROnPlateau`. */
  | {
      readonly name: 'reduce-on-plateau';
      readonly factor: number;
      readonly patience: number;
      readonly minDelta: number;
      readonly minimum: number;
    }
);

/** What a schedule that looks at the losses remembers. */
export interface Plateau extends LossWatch {
  readonly factor: number;
}

export const noPlateau: Plateau = { ...nothingWatched, factor: 1 };

/** The plateau after one more epoch. */
export function watchPlateau(plateau: Plateau, schedule: Schedule, loss: number, epoch: number): Plateau {
  if (schedule.name !== 'reduce-on-plateau') return plateau;
  const watched = { ...plateau, ...watchLoss(plateau, loss, epoch, schedule.minDelta) };
  const isReduced =
    watched.wait > 0 && watched.wait >= schedule.patience && watched.factor > schedule.minimum;
  if (!isReduced) return watched;
  return { ...watched, wait: 0, factor: Math.max(watched.factor * schedule.factor, schedule.minimum) };
}

/** How long a training is. */
export interface TrainingLength {
  /** Batches in an epoch. */
  readonly batches: number;
  readonly epochs: number;
}

/** The factor of the learning rate for batch `number`, counted from 0 over all epochs. */
export function rateFactor(
  schedule: Schedule,
  number: number,
  { batches, epochs }: TrainingLength,
  plateau: Plateau,
): number {
  const warmBatches = Math.round(schedule.warmUp * batches);
  const warmth = number < warmBatches ? (number + 1) / warmBatches : 1;
  const since = Math.max(0, number - warmBatches);
  switch (schedule.name) {
    case 'constant':
      return warmth;
    case 'step':
      return warmth * repeated(schedule.factor, Math.floor(since / (batches * schedule.every)));
    case 'exponential':
      return warmth * repeated(schedule.factor, Math.floor(since / batches));
    case 'cosine': {
      const part = Math.min(1, since / Math.max(1, epochs * batches - warmBatches));
      return warmth * (schedule.final + ((1 - schedule.final) * (1 + cos(Math.PI * part))) / 2);
    }
    case 'reduce-on-plateau':
      return warmth * plateau.factor;
  }
}

/** A product, so that it is exact where the factor is. */
function repeated(factor: number, times: number): number {
  let product = 1;
  for (let i = 0; i < times; i++) product *= factor;
  return product;
}
