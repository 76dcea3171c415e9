/** Shares of the brightest pixel's height between which a profile is said to be flat or peaked. */
const upper = 0.8;
const lower = 0.4;

/** So many pixels may be near the top by chance: the core of a point source, or a hit of one pixel. */
const byChance = 4;

/**
 * How flat the top of the brightest thing is: of the pixels above 0.4 of its height over the background, the share above 0.8, less four
 * pixels. A profile that the seeing shapes has 0.22 (Moffat of exponent 3), 0.24 (Gaussian) or less (0.06 exponential, smaller yet for a bulge), a core cut off at
 * saturation 0.5 and more, a bleed trail nearly 1. It does not depend on the size of the frame, as a fraction of its pixels does.
 * @param background Level that heights count from; pixels' unit.
 * @returns In [0, 1); 0 where nothing is above the background.
 */
export function plateau(pixels: Float64Array, background: number): number {
  let top = -Infinity;
  for (const value of pixels) if (value > top && value < Infinity) top = value;
  const height = top - background;
  if (!(height > 0)) return 0;
  let nUpper = 0;
  let nLower = 0;
  for (const value of pixels) {
    const above = value - background;
    if (above < lower * height || !(above < Infinity)) continue;
    nLower += 1;
    if (above >= upper * height) nUpper += 1;
  }
  return Math.max(0, nUpper - byChance) / nLower;
}
