import { median, scaledMad } from '../median.js';

/**
 * How far each value lies above the middle of all, in robust standard deviations: (x - median) / (1.4826 MAD). Neither moves
 * for outliers as long as those are fewer than half.
 * @param values NaN where a value is not known.
 * @param floor The least that counts as a standard deviation, in the unit of the values: where more than half of them are equal,
 *   as fractions of gaps are, the deviation is 0 and any difference would be infinitely many of them.
 * @returns NaN where the value is NaN.
 * @see Iglewicz and Hoaglin 1993, "How to Detect and Handle Outliers": the modified z-score, which has 0.6745 / MAD for this factor.
 */
export function robustZ(values: Float64Array, floor: number): Float64Array {
  const known = values.filter((value) => !Number.isNaN(value));
  const middle = median(known);
  const deviation = Math.max(scaledMad(known, middle), floor);
  return values.map((value) => (value - middle) / deviation);
}
