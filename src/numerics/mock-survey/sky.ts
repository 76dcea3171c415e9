import type { Generator } from '../generator.js';
import type { Frame } from './frame.js';

/** The noise of neighbouring pixels is correlated by about 0.2, since a stack's frames are resampled onto one grid. */
const leak = 0.1;

/**
 * Adds Gaussian noise of that standard deviation, correlated over neighbouring pixels, in AB nanomaggies.
 * White noise is smoothed by (leak, 1, leak) along rows and then along columns, and scaled to keep its deviation.
 */
export function addSkyNoise(frame: Frame, sigma: number, random: Generator): void {
  const { sizePx, pixels } = frame;
  const scale = sigma / (1 + 2 * leak * leak);
  const whiteRow = new Float64Array(sizePx + 2);
  const smoothRow = (): Float64Array => {
    for (let i = 0; i < whiteRow.length; i++) whiteRow[i] = random.normal();
    const row = new Float64Array(sizePx);
    for (let i = 0; i < sizePx; i++) row[i] = whiteRow[i + 1]! + leak * (whiteRow[i]! + whiteRow[i + 2]!);
    return row;
  };
  let above = smoothRow();
  let here = smoothRow();
  for (let y = 0; y < sizePx; y++) {
    const below = smoothRow();
    for (let x = 0; x < sizePx; x++) {
      pixels[y * sizePx + x]! += scale * (here[x]! + leak * (above[x]! + below[x]!));
    }
    above = here;
    here = below;
  }
}
