/** When to end a training before its last epoch; the rule of Keras' `EarlyStopping`. */
export interface EarlyStopping {
  /** Epochs in a row without improvement after which it ends. */
  readonly patience: number;
  /** A loss counts as better only when it is lower than the best by more than this. */
  readonly minDelta: number;
  /** Whether the result has the weights of the best epoch, rather than of the last. */
  readonly restoreBest: boolean;
}

/** What is remembered of the epochs so far. */
export interface LossWatch {
  /** The lowest loss that counted as an improvement; null before the first epoch. */
  readonly best: number | null;
  /** The epoch that it came in, counted from 1; 0 before the first. */
  readonly bestEpoch: number;
  /** Epochs since. */
  readonly wait: number;
}

export const nothingWatched: LossWatch = { best: null, bestEpoch: 0, wait: 0 };

/** The watch after one more epoch. */
export function watchLoss(watch: LossWatch, loss: number, epoch: number, minDelta: number): LossWatch {
  const isBetter = watch.best === null || loss < watch.best - minDelta;
  return isBetter ? { best: loss, bestEpoch: epoch, wait: 0 } : { ...watch, wait: watch.wait + 1 };
}

/** Whether the training ends with the epoch that was watched last. As in Keras, a patience of 0 ends it like one of 1. */
export function isPatienceOver({ wait }: LossWatch, { patience }: EarlyStopping): boolean {
  return wait > 0 && wait >= patience;
}
