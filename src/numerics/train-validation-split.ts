import { mersenneTwister } from './mersenne-twister.js';

/** Indices of images; every image is in exactly one part. */
export interface Split {
  readonly train: readonly number[];
  readonly validation: readonly number[];
}

/**
 * How many of `n` things the validation part gets: ceil(n f), as scikit-learn counts.
 * @param fraction Above 0, below 1. The training part gets none when ceil(n f) is n.
 */
export function validationCount(n: number, fraction: number): number {
  return Math.ceil(n * fraction);
}

/**
 * Splits 0 … n - 1 as scikit-learn's `train_test_split(range(n), test_size=fraction, random_state=seed)` does: the first
 * ceil(n f) of numpy's permutation are the validation part, the rest the training part, both in the permutation's order.
 * @param seed A whole number, 0 to 2^32 - 1.
 * @see sklearn/model_selection/_split.py, ShuffleSplit
 */
export function trainValidationSplit(n: number, fraction: number, seed: number): Split {
  const order = [...mersenneTwister(seed).permutation(n)];
  const cut = validationCount(n, fraction);
  return { validation: order.slice(0, cut), train: order.slice(cut) };
}

/**
 * The same, with all images of one group on the same side. The groups are split as above, numbered as they first appear; a part
 * lists its groups in the permutation's order and each group's images by index. The fraction counts groups, not images.
 * @param groups The group of each image.
 */
export function groupedSplit(groups: readonly string[], fraction: number, seed: number): Split {
  const members = new Map<string, number[]>();
  for (const [index, group] of groups.entries()) {
    const known = members.get(group);
    if (known === undefined) members.set(group, [index]);
    else known.push(index);
  }
  const lists = [...members.values()];
  const { train, validation } = trainValidationSplit(lists.length, fraction, seed);
  const images = (part: readonly number[]): number[] => part.flatMap((group) => lists[group]!);
  return { train: images(train), validation: images(validation) };
}
