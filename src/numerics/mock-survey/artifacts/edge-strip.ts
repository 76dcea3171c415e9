import type { Generator } from '../../generator.js';
import { fillDead, ringReachPx } from './dead.js';
import type { Exposure } from './exposure.js';

/**
 * The survey's edge: a strip along one side of the frame at the dead level. Where that is below the sky, the strip is 2 pixels and 1.4% of
 * the frame wide at severity 0.2, 2 pixels and 20% at 1 (a real image has 5 of 221 pixels), and resampling rings beside it. Where it is
 * zero, which is harder to see, 5 pixels and 2.8%, and 5 pixels and 21%.
 */
export function paintEdgeStrip(exposure: Exposure, severity: number, random: Generator): void {
  const { sizePx } = exposure.frame;
  const [atLeast, share] = exposure.deadLevel === 0 ? [5, 0.02] : [2, 0.006];
  const width = Math.round(atLeast + sizePx * (share + 0.19 * severity * severity));
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
