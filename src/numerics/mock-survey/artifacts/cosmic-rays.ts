import { cos, sin } from '../../elementary.js';
import type { Generator } from '../../generator.js';
import { logNormal, uniformIn } from '../draws.js';
import type { Exposure } from './exposure.js';

/** The faintest hit's peak, in standard deviations of the sky's noise. */
const faintestHit = 15;

/**
 * Cosmic rays that the stack did not reject: hits of one pixel's width, some of them long and crooked, sharper than any star.
 * At least 15 times the sky's noise at any severity. Some 4 hits of about 8 pixels at severity 0.2 in a frame of 200 pixels a side or less,
 * 11 of about 11 at 1; more in larger frames, to 60.
 */
export function paintCosmicRays(exposure: Exposure, severity: number, random: Generator): void {
  const { sizePx } = exposure.frame;
  const expected = (2 + 8 * severity) * Math.max(1, (sizePx * sizePx) / 40000);
  const nHits = Math.min(60, 1 + Math.floor(expected * uniformIn(random, 0.6, 1.4)));
  for (let hit = 0; hit < nHits; hit++) paintHit(exposure, severity, random);
}

function paintHit({ frame, skySigma }: Exposure, severity: number, random: Generator): void {
  const { sizePx, pixels } = frame;
  let x = uniformIn(random, 0, sizePx);
  let y = uniformIn(random, 0, sizePx);
  let angle = uniformIn(random, 0, 2 * Math.PI);
  const isWorm = random.uniform() < 0.3;
  const length = isWorm ? uniformIn(random, 10, 16 + 22 * severity) : uniformIn(random, 2, 4 + 9 * severity);
  const bend = isWorm ? 0.35 : 0;
  const peak = skySigma * (faintestHit + logNormal(random, 20 + 60 * severity, 0.8));
  for (let step = 0; step < length; step++) {
    const column = Math.floor(x);
    const row = Math.floor(y);
    if (column < 0 || row < 0 || column >= sizePx || row >= sizePx) break;
    pixels[row * sizePx + column]! += peak * uniformIn(random, 0.6, 1);
    angle += bend * random.normal();
    x += cos(angle);
    y += sin(angle);
  }
}
