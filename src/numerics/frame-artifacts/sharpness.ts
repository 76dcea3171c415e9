import type { Plane } from '../resize.js';

/** Distance at which a pixel's surroundings are looked at: beyond the core of a point source, within a galaxy's slopes. */
const reach = 3;

/**
 * A point source's neighbouring pixel has at least this share of its light, above what lies `reach` pixels away, along a row or column and
 * along a diagonal: 0.67 and 0.51 for a Moffat profile of exponent 3 that is 2.9 pixels wide at half maximum (0.55 arcsec
 * at 0.187 arcsec a pixel), more in worse seeing.
 */
const straightShare = 0.6;
const diagonalShare = 0.4;

/** Standard deviation of a pixel less the mean of two others, in units of one pixel's. */
const differenceSigma = 1.224744871391589;

/**
 * How sharp the sharpest bright feature is: by how many standard deviations of the noise a pixel exceeds the most that the seeing
 * would leave it beside its neighbours. In each of four directions, with pixels f(-3), f(-1), f(0), f(1), f(3) along it, the excess is
 * u - max(0, v) / 0.6 (0.4 on a diagonal) where u = f(0) - (f(-3) + f(3)) / 2 and v = max(f(-1), f(1)) - (f(-3) + f(3)) / 2; the largest over all pixels and directions counts.
 * A star or a galaxy's nucleus, however bright, has v above that and gives less than 0; a cosmic ray, one pixel wide in at least one direction, has v near 0.
 * Chance alone gives 4 to 5.
 * @param noise Standard deviation of a pixel.
 * @returns At least 0; NaN without noise.
 * @see van Dokkum 2001, "Cosmic-ray rejection by Laplacian edge detection": the same thought, a contrast with what the
 *   point spread function can do, here by direction instead of a Laplacian, which also sees hits that run along pixels.
 */
export function sharpness({ height, width, pixels }: Plane, noise: number): number {
  if (!(noise > 0)) return NaN;
  const directions = [1, width, width + 1, width - 1];
  // Below this nothing can count; nearly every pixel ends here.
  const least = 3 * noise;
  let largest = 0;
  for (let y = 0; y < height; y++) {
    const isInner = y >= reach && y < height - reach;
    for (let x = reach; x < width - reach; x++) {
      const i = y * width + x;
      const value = pixels[i]!;
      for (let d = 0; d < (isInner ? 4 : 1); d++) {
        const step = directions[d]!;
        const away = (pixels[i - reach * step]! + pixels[i + reach * step]!) / 2;
        const above = value - away;
        if (!(above > least)) continue;
        const beside = Math.max(pixels[i - step]!, pixels[i + step]!) - away;
        const excess = above - Math.max(0, beside) / (d < 2 ? straightShare : diagonalShare);
        if (excess > largest && excess < Infinity) largest = excess;
      }
    }
  }
  return largest / (noise * differenceSigma);
}
