import { fillNormals } from '../fill-normals.js';
import type { Generator } from '../generator.js';
import { boundedNormal } from './draws.js';
import type { Frame } from './frame.js';

/**
 * What white noise is smoothed by along rows and then along columns: (far, near, 1, near, far). A stack's frames are resampled
 * onto one grid by a Lanczos kernel, which ties neighbouring pixels together and sets those two apart slightly against each other.
 */
export interface NoiseKernel {
  readonly near: number;
  readonly far: number;
}

/**
 * One image's kernel: how far it ties pixels together depends on where its frames fell on the grid. Neighbours' correlation is
 * then about 2 near, 0.07 to 0.25; that of the next pixels 2 far + near^2, about -0.03.
 */
export function drawNoiseKernel(random: Generator): NoiseKernel {
  const near = boundedNormal(random, { mean: 0.085, deviation: 0.025, low: 0.03, high: 0.14 });
  const far = boundedNormal(random, { mean: -0.02, deviation: 0.01, low: -0.045, high: 0 });
  return { near, far };
}

/** Adds Gaussian noise of that standard deviation, correlated by the kernel, in AB nanomaggies. */
export function addSkyNoise(
  frame: Frame,
  { skySigma, noiseKernel: { near, far } }: { readonly skySigma: number; readonly noiseKernel: NoiseKernel },
  random: Generator,
): void {
  const { sizePx, pixels } = frame;
  const scale = skySigma / (1 + 2 * near * near + 2 * far * far);
  const white = new Float64Array(sizePx + 4);
  const smoothInto = (row: Float64Array): Float64Array => {
    fillNormals(white, random);
    for (let i = 0; i < sizePx; i++) {
      row[i] = white[i + 2]! + near * (white[i + 1]! + white[i + 3]!) + far * (white[i]! + white[i + 4]!);
    }
    return row;
  };
  let rows = Array.from({ length: 5 }, () => smoothInto(new Float64Array(sizePx)));
  for (let y = 0; y < sizePx; y++) {
    const [a, b, c, d, e] = rows as [Float64Array, Float64Array, Float64Array, Float64Array, Float64Array];
    const offset = y * sizePx;
    for (let x = 0; x < sizePx; x++) {
      pixels[offset + x]! += scale * (c[x]! + near * (b[x]! + d[x]!) + far * (a[x]! + e[x]!));
    }
    rows = [b, c, d, e, y < sizePx - 1 ? smoothInto(a) : a];
  }
}
