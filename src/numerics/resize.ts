import { exp } from './elementary.js';
import { finiteExtent } from './min-max.js';

export interface Plane {
  readonly height: number;
  readonly width: number;
  /** Row-major, height * width. */
  readonly pixels: Float64Array;
}

/**
 * Resizes an image as scikit-image's `resize(image, (height, width))` does since 0.19, in float64: an axis that shrinks by a
 * factor f is first smoothed by a Gaussian of sigma (f - 1) / 2, cut off at 4 sigma; then output pixel i is interpolated
 * linearly at f (i + 0.5) - 0.5. Beyond the edges the image is mirrored about its outermost pixels. The result is clipped to the image's range.
 * Smoothing and interpolation of one axis are one linear map, applied to rows, then to columns.
 * @param image At least one pixel each way. A NaN or infinite pixel spreads to every output pixel whose taps touch it, as
 *   it does in scikit-image; callers who mind look for them first.
 * @param height Rows of the result, at least 1.
 * @param width Columns of the result, at least 1.
 * @see skimage.transform.resize; scipy.ndimage.gaussian_filter and zoom(order=1, mode='mirror', grid_mode=True).
 */
export function resize(image: Plane, height: number, width: number): Float64Array {
  if (!(image.height >= 1 && image.width >= 1 && height >= 1 && width >= 1)) {
    throw new RangeError(`resize: ${image.height} x ${image.width} to ${height} x ${width}`);
  }
  const narrow = mapRows(image, axisMap(image.width, width));
  const result = mapColumns({ height: image.height, width, pixels: narrow }, axisMap(image.height, height));
  const { min, max } = finiteExtent(image.pixels);
  for (let i = 0; i < result.length; i++) {
    if (result[i]! < min) result[i] = min;
    else if (result[i]! > max) result[i] = max;
  }
  return result;
}

/** A linear map of one axis: output i is the sum over t of weights[i * taps + t] * input[indices[i * taps + t]]. */
interface AxisMap {
  readonly taps: number;
  readonly outputs: number;
  readonly indices: Int32Array;
  readonly weights: Float64Array;
}

function axisMap(inputs: number, outputs: number): AxisMap {
  const factor = inputs / outputs;
  const kernel = gaussianKernel(Math.max(0, (factor - 1) / 2));
  const radius = (kernel.length - 1) / 2;
  // The kernel around the pixel to the left and around the one to the right overlap in all but one tap.
  const taps = kernel.length + 1;
  const indices = new Int32Array(outputs * taps);
  const weights = new Float64Array(outputs * taps);
  for (let i = 0; i < outputs; i++) {
    const position = mirrored(factor * (i + 0.5) - 0.5, inputs);
    const left = Math.floor(position);
    const part = position - left;
    for (let t = 0; t < taps; t++) {
      const at = i * taps + t;
      indices[at] = mirrored(left - radius + t, inputs);
      // The pixel to the right of the last one is a mirror image, whose own smoothing is mirrored with it.
      const fromLeft = t < kernel.length ? (1 - part) * kernel[t]! : 0;
      const fromRight = t > 0 ? part * kernel[t - 1]! : 0;
      weights[at] = fromLeft + fromRight;
    }
  }
  return { taps, outputs, indices, weights };
}

/** Weights from -radius to radius with radius = round(4 sigma), summing to 1; just [1] for sigma 0. */
function gaussianKernel(sigma: number): Float64Array {
  const radius = Math.floor(4 * sigma + 0.5);
  const kernel = new Float64Array(2 * radius + 1);
  let sum = 0;
  for (let i = -radius; i <= radius; i++) {
    const weight = radius === 0 ? 1 : exp((-0.5 * i * i) / (sigma * sigma));
    kernel[i + radius] = weight;
    sum += weight;
  }
  return kernel.map((weight) => weight / sum);
}

/** Brings a position into [0, length - 1] by reflection about the outermost pixels' centres: d c b | a b c d | c b a. */
function mirrored(position: number, length: number): number {
  if (length === 1) return 0;
  const last = length - 1;
  const period = 2 * last;
  const inPeriod = ((position % period) + period) % period;
  return inPeriod <= last ? inPeriod : period - inPeriod;
}

function mapRows({ height, width, pixels }: Plane, map: AxisMap): Float64Array {
  const { taps, outputs, indices, weights } = map;
  const result = new Float64Array(height * outputs);
  for (let y = 0; y < height; y++) {
    const row = y * width;
    for (let x = 0; x < outputs; x++) {
      let sum = 0;
      for (let t = x * taps; t < (x + 1) * taps; t++) sum += weights[t]! * pixels[row + indices[t]!]!;
      result[y * outputs + x] = sum;
    }
  }
  return result;
}

function mapColumns({ width, pixels }: Plane, map: AxisMap): Float64Array {
  const { taps, outputs, indices, weights } = map;
  const result = new Float64Array(outputs * width);
  for (let y = 0; y < outputs; y++) {
    for (let t = y * taps; t < (y + 1) * taps; t++) {
      const weight = weights[t]!;
      const from = indices[t]! * width;
      for (let x = 0; x < width; x++) result[y * width + x]! += weight * pixels[from + x]!;
    }
  }
  return result;
}
