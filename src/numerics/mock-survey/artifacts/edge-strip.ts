import type { Generator } from '../../generator.js';
import { fillDead, ringReachPx } from './dead.js';
import type { Exposure } from './exposure.js';

/**
 * The survey's edge: a strip along one side of the frame at the dead level. Where that is below the sky, the strip is 1.8% of the frame
 * wide at severity 0.2 and 20% at 1, at least 3 pixels (a real image has 2.3%), and resampling rings beside it; where it is zero, which is harder to
 * see, 4.8% and 23%, at least 6 pixels.
 */
export function paintEdgeStrip(exposure: Exposure, severity: number, random: Generator): void {
  const { sizePx } = exposure.frame;
  const [atLeast, share] = exposure.deadLevel === 0 ? [6, 0.04] : [3, 0.01];
  const width = Math.max(atLeast, Math.round(sizePx * (share + 0.19 * severity * severity)));
  const side = random.integer(4);
  const isFar = side % 2 === 1;
  // It goes on beyond the frame, so that it rings along its inner edge alone.
  const from = isFar ? sizePx - width : -ringReachPx;
  const across = width + ringReachPx;
  const along = { from: -ringReachPx, length: sizePx + 2 * ringReachPx };
  fillDead(
    exposure,
    side < 2
      ? { left: from, top: along.from, width: across, height: along.length }
      : { left: along.from, top: from, width: along.length, height: across },
    random,
  );
}
