import type { Generator } from '../../generator.js';
import { uniformIn } from '../draws.js';
import { paintBleed } from './bleed.js';
import type { Exposure } from './exposure.js';

/**
 * The bleed trail of a star outside the frame: saturated pixels that come in over the upper or lower edge. About 3 pixels wide and
 * over half of the frame at severity 0.2, across all of it from severity one half on, and 7 to 12 pixels wide at 1.
 */
export function paintBleedTrail(exposure: Exposure, severity: number, random: Generator): void {
  const { sizePx } = exposure.frame;
  const x = uniformIn(random, 0.02, 0.98) * sizePx;
  const length = Math.min(sizePx, Math.round(sizePx * (0.15 + 1.7 * severity)));
  const fromTop = random.uniform() < 0.5;
  paintBleed(
    exposure,
    {
      x,
      fromRow: fromTop ? 0 : sizePx - length,
      toRow: fromTop ? length : sizePx,
      width: 2 + 10 * severity * uniformIn(random, 0.5, 1),
      taper: length === sizePx ? 'none' : fromTop ? 'end' : 'start',
    },
    random,
  );
}
