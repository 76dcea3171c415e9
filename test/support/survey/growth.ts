import type { Field } from './field.js';
import type { RawImage } from './measures.js';

/** How the galaxy's light grows with the radius around the frame's centre. */
export interface Growth {
  /** Flux within the circle that the frame holds, in the image's unit. */
  readonly flux: number;
  readonly halfLightPx: number;
  /** 5 log10(r80 / r20). */
  readonly concentration: number;
  /** Share of that flux within half of that radius. */
  readonly innerShare: number;
  /** Light that differs from what lies opposite the centre, within two half-light radii, over that light; noise taken off. */
  readonly asymmetry: number;
}

/** Others than the galaxy count too, as they do in both surveys: medians of rings keep the bright ones out. */
export function growthCurve(image: RawImage, field: Field): Growth {
  const { pixels, size } = image;
  const centre = (size - 1) / 2;
  const radius = Math.floor(size / 2);
  const rings: number[][] = Array.from({ length: radius }, () => []);
  for (let i = 0; i < pixels.length; i++) {
    const dx = (i % size) - centre;
    const dy = Math.floor(i / size) - centre;
    const ring = Math.floor(Math.sqrt(dx * dx + dy * dy));
    rings[ring]?.push(pixels[i]! - field.level);
  }
  const grown: number[] = [];
  let flux = 0;
  for (const values of rings) {
    flux += robustMean(values, field.sigma) * values.length;
    grown.push(flux);
  }
  const total = Math.max(...grown);
  const radiusOf = (share: number): number => {
    const ring = grown.findIndex((value) => value >= share * total);
    const before = ring > 0 ? grown[ring - 1]! : 0;
    return ring + (share * total - before) / Math.max(1e-12, grown[ring]! - before);
  };
  const halfLightPx = radiusOf(0.5);
  return {
    flux: total,
    halfLightPx,
    concentration: 5 * Math.log10(radiusOf(0.8) / radiusOf(0.2)),
    innerShare: grown[Math.floor(radius / 2)]! / total,
    asymmetry: asymmetry(image, field, 2 * halfLightPx),
  };
}

/** The mean of what lies within 3 deviations and half of the median from the median: neighbours fall out, an inclined disk does not. */
function robustMean(values: number[], sigma: number): number {
  if (values.length < 20) return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
  const sorted = values.slice().sort((a, b) => a - b);
  const median = sorted[sorted.length >> 1]!;
  const upper = sorted[Math.floor(0.8 * sorted.length)]!;
  const bound = upper + 3 * (upper - median) + 3 * sigma;
  const kept = sorted.filter((value) => value <= bound);
  return kept.reduce((sum, value) => sum + value, 0) / kept.length;
}

function asymmetry({ pixels, size }: RawImage, { level, sigma }: Field, within: number): number {
  const centre = (size - 1) / 2;
  let difference = 0;
  let light = 0;
  let count = 0;
  for (let i = 0; i < pixels.length / 2; i++) {
    const dx = (i % size) - centre;
    const dy = Math.floor(i / size) - centre;
    if (dx * dx + dy * dy > within * within) continue;
    const [a, b] = [pixels[i]! - level, pixels[pixels.length - 1 - i]! - level];
    difference += Math.abs(a - b);
    light += a + b;
    count += 1;
  }
  // The mean of |a - b| for noise alone is 2 sigma / sqrt(pi).
  return (difference - (count * 2 * sigma) / Math.sqrt(Math.PI)) / light;
}
