import { resizeMeasured } from './resize/resize-measured.js';
import type { ResizeMethod } from './resize/axis-map.js';

export interface Plane {
  readonly height: number;
  readonly width: number;
  /** Row-major, height * width. */
  readonly pixels: Float64Array;
}

/**
 * Resizes an image, in float64. By default as scikit-image's `resize(image, (height, width))` does since 0.19: an axis that shrinks by
 * a factor f is first smoothed by a Gaussian of sigma (f - 1) / 2, cut off at 4 sigma; then output pixel i is interpolated
 * linearly at f (i + 0.5) - 0.5. Beyond the edges the image is mirrored about its outermost pixels. The result is clipped to the image's range.
 * Smoothing and interpolation of one axis are one linear map, applied to rows, then to columns; so are the other methods.
 * @param image At least one pixel each way. A NaN or infinite pixel spreads to every output pixel whose taps touch it, as
 *   it does in scikit-image; callers who mind look for them first.
 * @param height Rows of the result, at least 1.
 * @param width Columns of the result, at least 1.
 * @see skimage.transform.resize; scipy.ndimage.gaussian_filter and zoom(order=1, mode='mirror', grid_mode=True).
 */
export function resize(
  image: Plane,
  height: number,
  width: number,
  method: ResizeMethod = 'antialiased',
): Float64Array {
  return resizeMeasured(image, { height, width, method }).values();
}
