import { columnAnomaly, rowAnomaly } from './line-anomaly.js';
import { median, scaledMad } from './median.js';
import type { Plane } from './resize.js';

/** What one pass over the pixels tells; NaN and infinite pixels count only in `nonFinite` and in the denominators. */
export interface BasicStatistics {
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  readonly zeroFluxFraction: number;
  /** Number of pixels that are NaN or infinite. */
  readonly nonFinite: number;
}

/**
 * Extremes and mean of the finite pixels (NaN when there is none), and the fraction of pixels that are exactly zero, the
 * mark of a gap in the survey.
 * @param pixels In any unit, before normalising.
 * @returns `zeroFluxFraction` in [0, 1], 0 for no pixels; a NaN is not zero.
 * @see Bickley 2020, "zero-flux pixel fraction".
 */
export function basicStatistics(pixels: Float64Array): BasicStatistics {
  let min = Infinity;
  let max = -Infinity;
  let zeros = 0;
  let nonFinite = 0;
  let sum = 0;
  let lost = 0;
  for (const value of pixels) {
    if (!Number.isFinite(value)) {
      nonFinite += 1;
      continue;
    }
    if (value < min) min = value;
    if (value > max) max = value;
    if (value === 0) zeros += 1;
    // Neumaier's sum: the mean of sky-subtracted pixels is the small difference of large sums.
    const total = sum + value;
    lost += Math.abs(sum) >= Math.abs(value) ? sum - total + value : value - total + sum;
    sum = total;
  }
  const nFinite = pixels.length - nonFinite;
  return {
    min: nFinite === 0 ? NaN : min,
    max: nFinite === 0 ? NaN : max,
    mean: nFinite === 0 ? NaN : (sum + lost) / nFinite,
    zeroFluxFraction: pixels.length === 0 ? 0 : zeros / pixels.length,
    nonFinite,
  };
}

export interface ImageStatistics extends BasicStatistics {
  /** Fraction of pixels below zero. */
  readonly negativeFraction: number;
  /** Fraction of pixels more than five times the background noise below the median. */
  readonly negativeOutlierFraction: number;
  /** Fraction of pixels at the saturation level or above it; how the level is guessed when it is not known is our own, see below. */
  readonly saturatedFraction: number;
  readonly median: number;
  /**
   * Standard deviation of the background in the pixels' unit: 1.4826 times the median absolute deviation from the median, which
   * sources that cover less than half of the image hardly raise.
   * @see Rousseeuw and Croux 1993, "Alternatives to the median absolute deviation"; astropy's `mad_std` is the same.
   */
  readonly backgroundNoise: number;
  /**
   * Share of the flux above the median that lies in the central half of the rows and columns, in [0, 1]; 0.25 when it is spread evenly.
   * @see Abraham et al. 1994, "The morphologies of distant galaxies. I", whose index is the share of flux within an inner isophote;
   *   a box asks for neither a centre nor a segmentation, which an artifact would spoil.
   */
  readonly concentration: number;
  /** How far the most deviant column stands out, see `columnAnomaly`. */
  readonly columnAnomaly: number;
  readonly rowAnomaly: number;
}

/** A peak that the seeing shapes has few pixels this close to its top; a saturated star has a plateau or a trail of them. */
const plateauLevel = 0.8;
const outlierSigmas = 5;

/**
 * Statistics of a raw frame at its own size, meant to tell artifacts from good images. Pixels that are NaN or infinite are
 * left out. Exact zeros, being gaps, are left out of the median, the noise and the anomalies unless there is nothing else.
 * @param image In any unit, before normalising and resizing.
 * @param saturationLevel In the image's unit. Null when it is not known: then four fifths of the image's maximum, so that the
 *   fraction measures the plateau of a saturated star or bleed trail (0 when no pixel is positive).
 * @returns Fractions are of all pixels. What cannot be said (no finite pixel, no flux above the median) is NaN.
 */
export function imageStatistics(image: Plane, saturationLevel: number | null): ImageStatistics {
  const { pixels } = image;
  const basic = basicStatistics(pixels);
  const sky = skyPixels(pixels);
  const middle = median(sky);
  const noise = scaledMad(sky, middle);
  const level = saturationLevel ?? (basic.max > 0 ? plateauLevel * basic.max : Infinity);
  return {
    ...basic,
    negativeFraction: fractionBelow(pixels, 0),
    negativeOutlierFraction: fractionBelow(pixels, middle - outlierSigmas * noise),
    saturatedFraction: fractionFrom(pixels, level),
    median: middle,
    backgroundNoise: noise,
    concentration: concentration(image, middle),
    columnAnomaly: columnAnomaly(image, noise),
    rowAnomaly: rowAnomaly(image, noise),
  };
}

/** The finite pixels without exact zeros, or, where there are none but zeros, the zeros. */
function skyPixels(pixels: Float64Array): Float64Array {
  const observed = new Float64Array(pixels.length);
  let nObserved = 0;
  let nZeros = 0;
  for (let i = 0; i < pixels.length; i++) {
    const value = pixels[i]!;
    if (value === 0) nZeros += 1;
    else if (Number.isFinite(value)) observed[nObserved++] = value;
  }
  return nObserved > 0 ? observed.subarray(0, nObserved) : new Float64Array(nZeros);
}

/** Share of all pixels that are finite and less than `limit`. */
function fractionBelow(pixels: Float64Array, limit: number): number {
  let count = 0;
  for (let i = 0; i < pixels.length; i++) if (pixels[i]! < limit && pixels[i] !== -Infinity) count += 1;
  return pixels.length === 0 ? 0 : count / pixels.length;
}

/** Share of all pixels that are finite and at `limit` or above it. */
function fractionFrom(pixels: Float64Array, limit: number): number {
  let count = 0;
  for (let i = 0; i < pixels.length; i++) if (pixels[i]! >= limit && pixels[i] !== Infinity) count += 1;
  return pixels.length === 0 ? 0 : count / pixels.length;
}

function concentration({ height, width, pixels }: Plane, background: number): number {
  const isCentral = (position: number, length: number): boolean =>
    4 * position + 2 >= length && 4 * position + 2 < 3 * length;
  let central = 0;
  let total = 0;
  for (let y = 0; y < height; y++) {
    const isCentralRow = isCentral(y, height);
    for (let x = 0; x < width; x++) {
      const flux = pixels[y * width + x]! - background;
      if (!(flux > 0) || flux === Infinity) continue;
      total += flux;
      if (isCentralRow && isCentral(x, width)) central += flux;
    }
  }
  return total > 0 ? central / total : NaN;
}
