import { median, scaledMad } from '../median.js';

/** What values are measured against: the middle of a sample, and its standard deviation. */
export interface RobustReference {
  /** NaN for a sample in which no value is known: then nothing can be said of any value. */
  readonly median: number;
  readonly deviation: number;
}

/**
 * The middle of a sample and its robust standard deviation, 1.4826 MAD. Neither moves for outliers as long as those are fewer than half.
 * @param values NaN where a value is not known.
 * @param floor The least that counts as a standard deviation, in the unit of the values: where more than half of them are equal,
 *   as fractions of gaps are, the deviation is 0 and any difference would be infinitely many of them.
 */
export function robustReference(values: Float64Array, floor: number): RobustReference {
  const known = values.filter((value) => !Number.isNaN(value));
  const middle = median(known);
  return { median: middle, deviation: Math.max(scaledMad(known, middle), floor) };
}

/**
 * How far a value lies above the middle of the sample, in robust standard deviations: (x - median) / (1.4826 MAD).
 * @returns NaN where the value is NaN.
 * @see Iglewicz and Hoaglin 1993, "How to Detect and Handle Outliers": the modified z-score, which has 0.6745 / MAD for this factor.
 */
export function robustZ(value: number, { median, deviation }: RobustReference): number {
  return (value - median) / deviation;
}
