import type { RawImage } from './measures.js';

/** The sky of an image as its outer border shows it, objects clipped away. Fluxes in the image's unit. */
export interface Field {
  readonly level: number;
  readonly sigma: number;
  /** Correlation of the noise of pixels 1 and 2 apart along rows and columns. */
  readonly lag1: number;
  readonly lag2: number;
  /** Deviation of the means of 4 x 4 pixels over what white noise would give; 1 for white noise. */
  readonly coarse: number;
}

/** Pixels within this share of the side from an edge are border. */
const borderShare = 0.15;

/** Level and deviation of the border after five rounds of clipping at 3 deviations; then the correlation of what is left. */
export function skyField(image: RawImage): Field {
  const { pixels, size } = image;
  const width = Math.max(4, Math.round(borderShare * size));
  const isBorder = (i: number): boolean => {
    const x = i % size;
    const y = (i - x) / size;
    return Math.min(x, y, size - 1 - x, size - 1 - y) < width && pixels[i] !== 0;
  };
  const border = Array.from(pixels.keys()).filter(isBorder);
  const sorted = Float64Array.from(border, (i) => pixels[i]!).sort();
  let low = 0;
  let high = sorted.length;
  let level = 0;
  let sigma = 0;
  for (let round = 0; round < 6; round++) {
    level = sorted[(low + high) >> 1]!;
    let sum = 0;
    for (let i = low; i < high; i++) sum += (sorted[i]! - level) * (sorted[i]! - level);
    sigma = Math.sqrt(sum / Math.max(1, high - low));
    while (sorted[low]! < level - 3 * sigma) low += 1;
    while (high > low + 1 && sorted[high - 1]! > level + 3 * sigma) high -= 1;
  }
  const kept = new Uint8Array(pixels.length);
  for (const i of border) if (Math.abs(pixels[i]! - level) <= 3 * sigma) kept[i] = 1;
  const lag = (by: number): number =>
    (correlation(image, { kept, level, step: by }) + correlation(image, { kept, level, step: by * size })) /
    2;
  return { level, sigma, lag1: lag(1), lag2: lag(2), coarse: coarseNoise(image, { kept, level, sigma }) };
}

function correlation(
  { pixels, size }: RawImage,
  { kept, level, step }: { kept: Uint8Array; level: number; step: number },
): number {
  let product = 0;
  let square = 0;
  for (let i = 0; i + step < pixels.length; i++) {
    if (step < size && (i % size) + step >= size) continue;
    if (kept[i] === 0 || kept[i + step] === 0) continue;
    const a = pixels[i]! - level;
    const b = pixels[i + step]! - level;
    product += a * b;
    square += (a * a + b * b) / 2;
  }
  return product / square;
}

/** By the median absolute deviation, so that faint objects among the blocks do not count. */
function coarseNoise(
  { pixels, size }: RawImage,
  { kept, level, sigma }: { kept: Uint8Array; level: number; sigma: number },
): number {
  const means: number[] = [];
  for (let top = 0; top + 4 <= size; top += 4) {
    for (let left = 0; left + 4 <= size; left += 4) {
      let sum = 0;
      let count = 0;
      for (let at = 0; at < 16; at++) {
        const i = (top + (at >> 2)) * size + left + (at & 3);
        if (kept[i] === 1) {
          sum += pixels[i]! - level;
          count += 1;
        }
      }
      if (count === 16) means.push(sum / 16);
    }
  }
  means.sort((a, b) => a - b);
  const middle = means[means.length >> 1] ?? NaN;
  const deviations = means.map((mean) => Math.abs(mean - middle)).sort((a, b) => a - b);
  return (1.4826 * (deviations[deviations.length >> 1] ?? NaN) * 4) / sigma;
}
