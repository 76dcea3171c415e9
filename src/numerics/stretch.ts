import { asinh, log10 } from './elementary.js';
import { median, scaledMad } from './median.js';
import { finiteExtent } from './min-max.js';

/**
 * How fluxes become brightness, before an image is mapped to [0, 1].
 * - `none`: in proportion.
 * - `percentile`: in proportion between two percentiles of the image, and clipped there.
 * - `asinh`: in proportion near the sky, by the logarithm far above and below it.
 * - `log`: by the logarithm over the whole range.
 */
export type StretchName = 'none' | 'percentile' | 'asinh' | 'log';

export interface Stretch {
  readonly stretch: StretchName;
  /** Of `percentile`, in [0, 100], the lower one first. */
  readonly percentiles: readonly number[];
  /** Of `asinh`, in standard deviations of the background: where proportion turns into logarithm. */
  readonly softening: number;
}

/** @param values Finite, of one image, in any unit; left as they are. @returns As many values. */
export function stretched(values: Float64Array, { stretch, percentiles, softening }: Stretch): Float64Array {
  if (stretch === 'none') return values;
  if (stretch === 'percentile') return clippedAtPercentiles(values, percentiles);
  return stretch === 'asinh' ? asinhStretched(values, softening) : logStretched(values);
}

function clippedAtPercentiles(values: Float64Array, percentiles: readonly number[]): Float64Array {
  const sorted = values.slice().sort();
  const [least, most] = [percentile(sorted, percentiles[0]!), percentile(sorted, percentiles[1]!)];
  return values.map((value) => (value < least ? least : value > most ? most : value));
}

/** By linear interpolation between the values around it, as `numpy.percentile` does. */
function percentile(sorted: Float64Array, percent: number): number {
  const rank = ((sorted.length - 1) * percent) / 100;
  const below = sorted[Math.floor(rank)]!;
  const above = sorted[Math.ceil(rank)]!;
  const part = rank - Math.floor(rank);
  // Counted from the nearer one, so that neither end is missed by rounding.
  return part < 0.5 ? below + (above - below) * part : above - (above - below) * (1 - part);
}

/**
 * asinh((x - sky) / (softening * noise)). The sky is the median and the noise the scaled median absolute deviation of the image as it is here;
 * exact zeros, being gaps, are left out unless there is nothing else. Where more than half of the values are alike the noise is the mean absolute
 * deviation, scaled likewise.
 * @returns 0 everywhere for values that are all alike.
 * @see Lupton, Gunn and Szalay 1999, whose best softening is 1.04 standard deviations; Lupton et al. 2004 for pictures.
 */
function asinhStretched(values: Float64Array, softening: number): Float64Array {
  const observed = values.filter((value) => value !== 0);
  const sky = observed.length > 0 ? observed : values;
  const middle = median(sky);
  const unit = softening * noiseOf(sky, middle);
  return values.map((value) => (value === middle ? 0 : asinh((value - middle) / unit)));
}

function noiseOf(sky: Float64Array, middle: number): number {
  const noise = scaledMad(sky, middle);
  if (noise > 0) return noise;
  let sum = 0;
  for (const value of sky) sum += Math.abs(value - middle);
  // The mean absolute deviation of normal values is sqrt(2 / pi) of their standard deviation.
  return sum > 0 ? (sum / sky.length) * 1.2533141373155003 : 1;
}

const logContrast = 1000;

/** log10(1 + 1000 u) / log10(1001) with u the value's place in the image's range. @see SAOImage DS9 and astropy's LogStretch. */
function logStretched(values: Float64Array): Float64Array {
  const { min, max } = finiteExtent(values);
  const range = max - min;
  if (!(range > 0)) return values;
  const whole = log10(1 + logContrast);
  return values.map((value) => log10(1 + logContrast * ((value - min) / range)) / whole);
}
