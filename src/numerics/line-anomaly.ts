import { median, medianInPlace, scaledMad } from './median.js';
import type { Plane } from './resize.js';

/** Columns to each side that say what a column should be: wider than a dead column or a bleed trail, narrower than a galaxy. */
const reach = 4;

/**
 * How far the most deviant column stands out from its neighbours, in standard deviations of a column.
 * Each column is summed up by its median, which a galaxy or a star that covers less than half of it does not move; from it
 * the median of the columns up to four to each side is taken off; the largest such difference is divided by the spread of the
 * differences (scaled median absolute deviation), or by the error of a column's median if that is larger.
 * Chance alone gives about 3 to 4; a dead column or a trail through half of the image gives tens. A band wider than nine
 * columns is its own neighbourhood and shows only in the zero-flux fraction.
 * @param image NaN, infinite and exactly zero pixels are left out unless a column has nothing else.
 * @param noise Standard deviation of a background pixel.
 * @returns At least 0; 0 when all columns are alike, NaN when there are fewer than three columns or no finite pixel.
 */
export function columnAnomaly(image: Plane, noise: number): number {
  return lineAnomaly(image, noise, { lines: image.width, length: image.height, next: 1, along: image.width });
}

/** The same for rows. */
export function rowAnomaly(image: Plane, noise: number): number {
  return lineAnomaly(image, noise, { lines: image.height, length: image.width, next: image.width, along: 1 });
}

/** How to walk an image by lines: `next` leads from one line to the next, `along` from one of its pixels to the next. */
interface Walk {
  readonly lines: number;
  readonly length: number;
  readonly next: number;
  readonly along: number;
}

function lineAnomaly({ pixels }: Plane, noise: number, walk: Walk): number {
  const levels = new Float64Array(walk.lines);
  const scratch = new Float64Array(walk.length);
  for (let line = 0; line < walk.lines; line++) {
    levels[line] = lineLevel(pixels, line * walk.next, walk.along, scratch);
  }
  const deviations = new Float64Array(walk.lines);
  for (let line = 0; line < walk.lines; line++) {
    const around = levels.slice(Math.max(0, line - reach), line + reach + 1).filter(Number.isFinite);
    deviations[line] = levels[line]! - medianInPlace(around);
  }
  const finite = deviations.filter(Number.isFinite);
  if (finite.length < 3) return NaN;
  let largest = 0;
  for (const deviation of finite) largest = Math.max(largest, Math.abs(deviation));
  if (largest === 0) return 0;
  // A median of n normal values has the standard deviation sqrt(pi / 2 n) of one of them.
  const error = noise * Math.sqrt(1.5707963267948966 / walk.length);
  const spread = Math.max(scaledMad(finite, median(finite)), error);
  return largest / (spread > 0 ? spread : meanDeviationSigma(finite));
}

/** Where more than half of the lines are exactly alike, as without noise, the mean absolute deviation stands in for the median one. */
function meanDeviationSigma(deviations: Float64Array): number {
  let sum = 0;
  for (const deviation of deviations) sum += Math.abs(deviation);
  return (sum / deviations.length) * 1.2533141373155003;
}

/** Median of one line of `scratch.length` pixels. */
function lineLevel(pixels: Float64Array, start: number, along: number, scratch: Float64Array): number {
  let nFinite = 0;
  let nObserved = 0;
  for (let i = 0; i < scratch.length; i++) {
    const value = pixels[start + i * along]!;
    if (!Number.isFinite(value)) continue;
    nFinite += 1;
    if (value !== 0) scratch[nObserved++] = value;
  }
  // A line of zeros only has the level 0: a dead column counts.
  if (nObserved === 0) return nFinite > 0 ? 0 : NaN;
  return medianInPlace(scratch.subarray(0, nObserved));
}
