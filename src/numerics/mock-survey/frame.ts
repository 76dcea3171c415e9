import { exp, log } from '../elementary.js';

/** A square image being painted: row-major, `sizePx * sizePx` pixels in AB nanomaggies, computed in float64. */
export interface Frame {
  readonly sizePx: number;
  readonly pixels: Float64Array;
}

export function blankFrame(sizePx: number): Frame {
  return { sizePx, pixels: new Float64Array(sizePx * sizePx) };
}

/** Light below this flux in a pixel is left out: some 1/200 of the sky's noise. In AB nanomaggies. */
export const faintestFlux = 1e-5;

/** An elliptical Gaussian of light: its centre and covariance in pixels and square pixels, its flux in AB nanomaggies. */
export interface GaussianLight {
  readonly x: number;
  readonly y: number;
  readonly flux: number;
  readonly xx: number;
  readonly xy: number;
  readonly yy: number;
}

/**
 * Adds a Gaussian to a frame, out to where it falls below `faintestFlux` (at most 8 standard deviations).
 * Along a row a Gaussian's neighbours differ by a factor that itself changes by a constant factor, so that a row costs two
 * exponentials; the error of that recurrence is below 1e-10 over 1,000 pixels.
 */
export function addGaussian(frame: Frame, light: GaussianLight): void {
  const determinant = light.xx * light.yy - light.xy * light.xy;
  const peak = light.flux / (2 * Math.PI * Math.sqrt(determinant));
  if (!(peak > faintestFlux)) return;
  const reach = Math.min(64, 2 * log(peak / faintestFlux));
  const a = light.yy / determinant;
  const b = -light.xy / determinant;
  const falloff = exp(-a);
  const { sizePx, pixels } = frame;
  const halfHeight = Math.sqrt(reach * light.yy);
  const lastRow = Math.min(sizePx - 1, Math.floor(light.y + halfHeight));
  for (let row = Math.max(0, Math.ceil(light.y - halfHeight)); row <= lastRow; row++) {
    const dy = row - light.y;
    const left = reach - (dy * dy) / light.yy;
    const middle = light.x - (b * dy) / a;
    const halfWidth = Math.sqrt(Math.max(0, left) / a);
    const first = Math.max(0, Math.ceil(middle - halfWidth));
    const last = Math.min(sizePx - 1, Math.floor(middle + halfWidth));
    if (first > last) continue;
    const u = first - middle;
    let value = peak * exp(-0.5 * (a * u * u + (dy * dy) / light.yy));
    let ratio = exp(-a * (u + 0.5));
    for (let i = row * sizePx + first; i <= row * sizePx + last; i++) {
      pixels[i]! += value;
      value *= ratio;
      ratio *= falloff;
    }
  }
}
