import { cos, exp, sin } from '../../elementary.js';
import type { Generator } from '../../generator.js';
import { uniformIn } from '../draws.js';
import type { Exposure } from './exposure.js';

/**
 * A satellite's straight trail through the frame, as bright everywhere: a Gaussian across it, a little wider than a star,
 * whose peak is 9 times the sky's noise at severity 0.2 and 68 times at 1.
 */
export function paintSatelliteTrail(exposure: Exposure, severity: number, random: Generator): void {
  const { frame, psf, skySigma } = exposure;
  const { sizePx, pixels } = frame;
  const angle = uniformIn(random, 0, Math.PI);
  const [ux, uy] = [cos(angle), sin(angle)];
  const centre = (sizePx - 1) / 2;
  const offset = sizePx * uniformIn(random, -0.42, 0.42);
  const variance = psf.variance * uniformIn(random, 0.5, 1.2);
  const peak = skySigma * (7 + 61 * severity * severity);
  for (let y = 0; y < sizePx; y++) {
    for (let x = 0; x < sizePx; x++) {
      const across = (y - centre) * ux - (x - centre) * uy - offset;
      const q = (across * across) / (2 * variance);
      if (q < 20) pixels[y * sizePx + x]! += peak * exp(-q);
    }
  }
}
