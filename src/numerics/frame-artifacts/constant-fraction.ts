import type { Plane } from '../resize.js';

/** Equal pixels in a row or column that chance does not make: one in 10^5 lines of integers whose noise is 3 units. */
const shortestRun = 5;

/**
 * Fraction of pixels that hold no measurement because neighbours have the very same value: those of a square of 2 x 2 equal pixels, or of a
 * run of at least five along a row or a column. Such are gaps and blocks of masked pixels at any level, dead columns, strips beyond the
 * survey's edge, cores cut off at saturation. Measured light carries noise.
 * @param image NaN and infinite pixels do not count as equal.
 * @returns In [0, 1]; 0 for no pixels.
 */
export function constantFraction({ height, width, pixels }: Plane): number {
  const isConstant = new Uint8Array(pixels.length);
  for (let y = 0; y + 1 < height; y++) {
    for (let i = y * width; i < (y + 1) * width - 1; i++) {
      const value = pixels[i]!;
      // Nearly every pixel ends here.
      if (value !== pixels[i + 1] || value !== pixels[i + width] || value !== pixels[i + width + 1]) continue;
      if (Math.abs(value) === Infinity) continue;
      isConstant[i] = isConstant[i + 1] = isConstant[i + width] = isConstant[i + width + 1] = 1;
    }
  }
  for (let y = 0; y < height; y++) markRuns(pixels, isConstant, { start: y * width, length: width, step: 1 });
  for (let x = 0; x < width; x++) markRuns(pixels, isConstant, { start: x, length: height, step: width });
  let count = 0;
  for (const mark of isConstant) count += mark;
  return pixels.length === 0 ? 0 : count / pixels.length;
}

function markRuns(
  pixels: Float64Array,
  isConstant: Uint8Array,
  { start, length, step }: { start: number; length: number; step: number },
): void {
  let runStart = 0;
  for (let at = 1; at <= length; at++) {
    const value = pixels[start + runStart * step]!;
    if (at < length && pixels[start + at * step] === value) continue;
    if (at - runStart >= shortestRun && Math.abs(value) !== Infinity) {
      for (let j = runStart; j < at; j++) isConstant[start + j * step] = 1;
    }
    runStart = at;
  }
}
