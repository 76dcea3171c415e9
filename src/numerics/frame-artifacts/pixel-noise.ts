import { medianInPlace } from '../median.js';
import type { Plane } from '../resize.js';

/** Makes the median of |2 a - b - c| for normal values their standard deviation: 1.482602 / sqrt(6). */
const toSigma = 0.6052698211428428;

/** So many differences say the noise to 1%; a larger image is looked at on every second, third ... row. */
const enoughDifferences = 12000;

/**
 * Standard deviation of a pixel's noise, from how each pixel differs from those two columns to the left and to the right: the
 * median of |2 f(x) - f(x-2) - f(x+2)|, scaled. Smooth light cancels, so that a galaxy that fills the frame does not raise it, and so does
 * the correlation of neighbouring pixels that resampling leaves.
 * @param image Triples of equal, infinite or NaN pixels are left out: they hold no noise.
 * @returns In the pixels' unit; NaN when no triple counts.
 * @see Stoehr et al. 2008, "DER_SNR: a simple and general spectroscopic signal-to-noise measurement algorithm", here along rows.
 */
export function pixelNoise({ height, width, pixels }: Plane): number {
  const perRow = Math.max(0, width - 4);
  const step = Math.max(1, Math.floor((height * perRow) / enoughDifferences));
  const differences = new Float64Array(Math.ceil(height / step) * perRow);
  let count = 0;
  for (let y = 0; y < height; y += step) {
    for (let i = y * width + 2; i < (y + 1) * width - 2; i++) {
      const difference = Math.abs(2 * pixels[i]! - pixels[i - 2]! - pixels[i + 2]!);
      if (difference > 0 && difference < Infinity) differences[count++] = difference;
    }
  }
  return toSigma * medianInPlace(differences.subarray(0, count));
}
