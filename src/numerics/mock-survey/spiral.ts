import { cos, exp, log, sin, tan } from '../elementary.js';
import type { Frame } from './frame.js';
import type { SpiralArms } from './galaxy.js';
import type { Projection } from './projection.js';

export interface SpiralPattern {
  readonly spiral: SpiralArms;
  /** Column and row around which the arms wind. */
  readonly centre: readonly [number, number];
  readonly projection: Projection;
  /** The disk's apparent axis ratio and half-light radius in pixels. */
  readonly axisRatio: number;
  readonly radiusPx: number;
  /** Variance of the point spread function along one axis, in square pixels: arms finer than it are washed out. */
  readonly psfVariance: number;
}

const tableSize = 512;

/**
 * Makes a disk's light brighter along its arms and fainter between, around its centre; all in all it keeps its flux.
 * The cosine of `arms * theta - phase(r)` comes from a table over the radius and from powers of (u + iv) / r, so that a pixel
 * costs one square root.
 */
export function modulateBySpiral(disk: Frame, pattern: SpiralPattern): void {
  const { sizePx, pixels } = disk;
  const { projection, axisRatio, centre } = pattern;
  const [ux, uy] = projection.major;
  const outer = Math.min(5 * pattern.radiusPx, sizePx / axisRatio);
  const table = radialTable(pattern, outer);
  const perStep = (tableSize - 1) / outer;
  for (let y = 0; y < sizePx; y++) {
    const dy = y - centre[1];
    for (let x = 0; x < sizePx; x++) {
      const dx = x - centre[0];
      const u = dx * ux + dy * uy;
      const v = ((dy * ux - dx * uy) / axisRatio) * projection.side;
      const r = Math.sqrt(u * u + v * v);
      if (r >= outer || r === 0) continue;
      const at = r * perStep;
      const i = Math.floor(at);
      const part = at - i;
      let real = u / r;
      let imaginary = v / r;
      for (let power = 1; power < pattern.spiral.arms; power++) {
        const next = (real * u - imaginary * v) / r;
        imaginary = (real * v + imaginary * u) / r;
        real = next;
      }
      const cosine = table.cosine[i]! + part * (table.cosine[i + 1]! - table.cosine[i]!);
      const sine = table.sine[i]! + part * (table.sine[i + 1]! - table.sine[i]!);
      pixels[y * sizePx + x]! *= Math.max(0.1, 1 + real * cosine + imaginary * sine);
    }
  }
}

/** Amplitude times cosine and sine of the arms' phase at evenly spaced radii from 0 to `outer`. */
function radialTable(pattern: SpiralPattern, outer: number): { cosine: Float64Array; sine: Float64Array } {
  const { spiral, projection, radiusPx, psfVariance } = pattern;
  const cosine = new Float64Array(tableSize + 1);
  const sine = new Float64Array(tableSize + 1);
  const winding = spiral.arms / tan((spiral.pitchDegrees * Math.PI) / 180);
  // A thick disk hides its arms towards edge-on.
  const visible = projection.cosine * projection.cosine * (3 - 2 * projection.cosine);
  for (let i = 0; i < tableSize; i++) {
    const r = Math.max(0.02 * radiusPx, (i * outer) / (tableSize - 1));
    const wavenumber = winding / r;
    const blur = exp(-0.5 * psfVariance * wavenumber * wavenumber);
    const rise = 1 - exp((-r * r) / (0.3 * radiusPx * radiusPx));
    const fade = exp((-r * r) / (8 * radiusPx * radiusPx));
    const amplitude = spiral.amplitude * visible * blur * rise * fade;
    const phase = winding * log(r / radiusPx) + spiral.phase;
    cosine[i] = amplitude * cos(phase);
    sine[i] = amplitude * sin(phase);
  }
  return { cosine, sine };
}
