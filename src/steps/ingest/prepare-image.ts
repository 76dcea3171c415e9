import type { UnsuitableInput } from '../../core/failure.js';
import { fail, ok, type Result } from '../../core/result.js';
import type { FitsImage } from '../../formats/fits/read-image.js';
import type { BasicStatistics } from '../../numerics/image-statistics.js';
import { finiteExtent, normaliseMinMax } from '../../numerics/min-max.js';
import { resize } from '../../numerics/resize.js';

/** What is wrong with an image that could be read. */
export type ImageFault = Omit<UnsuitableInput, 'reason' | 'input' | 'file' | 'member'>;

export interface Preparation {
  /** Rows and columns of the result. */
  readonly size: number;
  readonly normalise: 'min-max' | 'none';
}

/**
 * Resizes an image and maps it to [0, 1], in float64, and rounds the result to float32.
 * @param statistics Of that image.
 * @returns size * size values, row-major; a fault for an image with NaN or infinite pixels, one whose pixels are all equal (raw or
 *   after resizing), or one whose values float32 cannot hold.
 */
export function prepareImage(
  image: FitsImage,
  statistics: BasicStatistics,
  { size, normalise }: Preparation,
): Result<Float32Array, ImageFault> {
  const problem = rawProblem(image, statistics);
  if (problem !== undefined) return fail(problem);
  const resized = resize(image, size, size);
  const { min, max } = finiteExtent(resized);
  if (normalise === 'min-max' && !(max > min)) {
    return fail({
      found: `an image that is ${min} everywhere once it is ${size} x ${size}`,
      expected: 'pixels of more than one value',
      remedy: 'choose a larger `size`',
    });
  }
  const values = Float32Array.from(normalise === 'min-max' ? normaliseMinMax(resized) : resized);
  if (!values.every((value) => Number.isFinite(value))) {
    return fail({
      found: `pixels from ${min} to ${max}`,
      expected: 'pixels that float32 can hold, up to 3.4e38',
      remedy: 'scale the image, or let `normalise` be min-max',
    });
  }
  return ok(values);
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
