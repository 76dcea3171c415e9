import type { Generator } from '../../generator.js';
import { uniformIn } from '../draws.js';
import { fillDead } from './dead.js';
import type { Exposure } from './exposure.js';

/**
 * Blocks of masked detector pixels at the dead level: 2 or 3 rectangles with sides of 1.6% of the frame at severity 0.2, 2 to 8 with
 * sides of up to 12% at 1, at least 4 pixels; a real image has six of 1.5%. Where dead pixels are zero, which is harder to see, the sides
 * are 2% of the frame longer, at least 7 pixels.
 */
export function paintDeadBlocks(exposure: Exposure, severity: number, random: Generator): void {
  const { sizePx } = exposure.frame;
  const [atLeast, share] = exposure.deadLevel === 0 ? [7, 0.032] : [4, 0.012];
  const nBlocks = 2 + random.integer(1 + Math.round(6 * severity));
  const side = (): number =>
    Math.max(atLeast, Math.round(sizePx * (share + 0.11 * severity * severity * uniformIn(random, 0.5, 1))));
  for (let block = 0; block < nBlocks; block++) {
    const width = side();
    const height = side();
    const left = Math.floor(uniformIn(random, 0, sizePx - width));
    const top = Math.floor(uniformIn(random, 0, sizePx - height));
    fillDead(exposure, { left, top, width, height }, random);
  }
}
