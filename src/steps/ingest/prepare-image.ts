import type { UnsuitableInput } from '../../core/failure.js';
import { fail, ok, type Result } from '../../core/result.js';
import type { FitsImage } from '../../formats/fits/read-image.js';
import type { BasicStatistics } from '../../numerics/image-statistics.js';
import { finiteExtent, normaliseMinMax } from '../../numerics/min-max.js';
import { resizeMeasured, type MeasuredResize } from '../../numerics/resize/resize-measured.js';
import { stretched, type Stretch } from '../../numerics/stretch.js';
import type { ResizeMethod } from '../../numerics/resize/axis-map.js';

/** What is wrong with an image that could be read. */
export type ImageFault = Omit<UnsuitableInput, 'reason' | 'input' | 'file' | 'member'>;

export interface Preparation extends Stretch {
  /** Rows and columns of the result. */
  readonly size: number;
  readonly resize: ResizeMethod;
  readonly normalise: 'min-max' | 'none';
}

export interface PreparedImage {
  /** Of the raw image. */
  readonly statistics: BasicStatistics;
  /**
   * size * size values, row-major; a fault for an image with NaN or infinite pixels, one whose pixels are all equal (raw, after
   * resizing or after stretching), or one whose values float32 cannot hold.
   */
  readonly values: Result<Float32Array, ImageFault>;
}

/** Resizes an image, stretches it and maps it to [0, 1], in float64, and rounds the result to float32. */
export function prepareImage(image: FitsImage, preparation: Preparation): PreparedImage {
  const { size, resize: method } = preparation;
  const resized = resizeMeasured(image, { height: size, width: size, method });
  const { statistics } = resized;
  const problem = rawProblem(image, statistics);
  return { statistics, values: problem === undefined ? finished(resized, preparation) : fail(problem) };
}

function finished(
  resized: MeasuredResize,
  { size, normalise, ...stretch }: Preparation,
): Result<Float32Array, ImageFault> {
  const isStretched = stretch.stretch !== 'none';
  const isNormalised = normalise === 'min-max';
  // Sums of values near the largest double overflow, which only the longer way notices.
  const isOrdinary = Math.max(-resized.statistics.min, resized.statistics.max) < 1e300;
  const isUsual = isNormalised && !isStretched && isOrdinary;
  const values = isUsual ? undefined : stretched(resized.values(), stretch);
  const extent = values === undefined ? resized.extent : finiteExtent(values);
  const { min, max } = extent;
  if (isNormalised && !(max > min)) {
    return fail({
      found: `an image that is ${min} everywhere once it is ${size} x ${size}${isStretched ? ' and stretched' : ''}`,
      expected: 'pixels of more than one value',
      remedy: isStretched ? 'choose another `stretch`, or a larger `size`' : 'choose a larger `size`',
    });
  }
  if (values === undefined) return ok(resized.unitRange());
  const rounded = isNormalised ? normaliseMinMax(values, extent) : Float32Array.from(values);
  if (rounded.every(Number.isFinite)) return ok(rounded);
  return fail({
    found: `pixels from ${min} to ${max}`,
    expected: 'pixels that float32 can hold, up to 3.4e38',
    remedy: 'scale the image, or let `normalise` be min-max',
  });
}

function rawProblem(image: FitsImage, statistics: BasicStatistics): ImageFault | undefined {
  const { min, max, nonFinite } = statistics;
  if (nonFinite > 0) {
    return {
      found: `${nonFinite} of ${image.pixels.length} pixels NaN or infinite`,
      expected: 'finite pixels',
      remedy: 'fill them in before, or leave the image out',
    };
  }
  if (min === max) {
    return {
      found: `a constant image: all ${image.pixels.length} pixels are ${min}`,
      expected: 'pixels of more than one value',
      remedy: 'leave the image out',
    };
  }
  if (max - min === Infinity) {
    return {
      found: `pixels from ${min} to ${max}`,
      expected: 'a range that float64 can hold',
      remedy: 'scale the image, or leave it out',
    };
  }
  return undefined;
}
