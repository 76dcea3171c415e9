import type { Field } from './field.js';
import type { RawImage } from './measures.js';

/** The galaxy in the middle: pixels around the centre that are connected above 3 deviations of the smoothed sky. */
export interface CentralObject {
  readonly areaPx: number;
  /** 1 - b/a of the flux-weighted second moments. */
  readonly ellipticity: number;
}

export interface Objects {
  readonly central: CentralObject;
  /** Others of at least 5 pixels above 5 deviations of the smoothed sky. */
  readonly others: number;
}

/** Finds connected objects in the image smoothed over 3 x 3 pixels. */
export function findObjects(image: RawImage, field: Field): Objects {
  const smooth = smoothed(image, field);
  // Of a mean of 9 pixels whose neighbours are correlated.
  const noise = (field.sigma / 3) * Math.max(1, field.coarse);
  const centralLabels = connected(smooth, image.size, 3 * noise);
  const central = describeCentral(image, field, centralLabels);
  const labels = connected(smooth, image.size, 5 * noise);
  const middle = middleLabel(labels, image.size);
  const sizes = new Map<number, number>();
  for (const label of labels) if (label > 0) sizes.set(label, (sizes.get(label) ?? 0) + 1);
  const others = [...sizes].filter(([label, size]) => label !== middle && size >= 5).length;
  return { central, others };
}

function smoothed({ pixels, size }: RawImage, { level }: Field): Float64Array {
  const result = new Float64Array(pixels.length);
  for (let y = 1; y < size - 1; y++) {
    for (let x = 1; x < size - 1; x++) {
      let sum = 0;
      for (let dy = -1; dy <= 1; dy++) {
        for (let dx = -1; dx <= 1; dx++) sum += pixels[(y + dy) * size + x + dx]!;
      }
      result[y * size + x] = sum / 9 - level;
    }
  }
  return result;
}

/** Labels from 1 of the 4-connected pixels above a threshold; 0 elsewhere. */
function connected(values: Float64Array, size: number, threshold: number): Int32Array {
  const labels = new Int32Array(values.length);
  let label = 0;
  for (let start = 0; start < values.length; start++) {
    if (labels[start] !== 0 || values[start]! <= threshold) continue;
    label += 1;
    const queue = [start];
    labels[start] = label;
    for (let i = queue.pop(); i !== undefined; i = queue.pop()) {
      const x = i % size;
      const around = [x > 0 ? i - 1 : -1, x < size - 1 ? i + 1 : -1, i - size, i + size];
      for (const j of around) {
        if (j < 0 || j >= values.length || labels[j] !== 0 || values[j]! <= threshold) continue;
        labels[j] = label;
        queue.push(j);
      }
    }
  }
  return labels;
}

const middleLabel = (labels: Int32Array, size: number): number => labels[(size >> 1) * size + (size >> 1)]!;

function describeCentral({ pixels, size }: RawImage, { level }: Field, labels: Int32Array): CentralObject {
  const middle = middleLabel(labels, size);
  let [areaPx, flux, sx, sy, xx, xy, yy] = [0, 0, 0, 0, 0, 0, 0];
  for (let i = 0; i < pixels.length; i++) {
    if (middle === 0 || labels[i] !== middle) continue;
    const value = pixels[i]! - level;
    const x = (i % size) - size / 2;
    const y = Math.floor(i / size) - size / 2;
    areaPx += 1;
    flux += value;
    sx += value * x;
    sy += value * y;
    xx += value * x * x;
    xy += value * x * y;
    yy += value * y * y;
  }
  if (areaPx < 5) return { areaPx, ellipticity: NaN };
  const [mx, my] = [sx / flux, sy / flux];
  const [a, b, c] = [xx / flux - mx * mx, xy / flux - mx * my, yy / flux - my * my];
  const spread = Math.sqrt(((a - c) / 2) * ((a - c) / 2) + b * b);
  const mean = (a + c) / 2;
  return { areaPx, ellipticity: 1 - Math.sqrt(Math.max(0, mean - spread) / (mean + spread)) };
}
