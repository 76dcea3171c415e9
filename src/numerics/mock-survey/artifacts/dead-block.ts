import type { Generator } from '../../generator.js';
import { uniformIn } from '../draws.js';
import { fillDead } from './dead.js';
import type { Exposure } from './exposure.js';

/**
 * Blocks of masked detector pixels at the dead level: 2 or 3 rectangles at severity 0.2, with sides of 3 pixels and 1% of the frame; 2 to 8
 * at 1, of 3 pixels and 6% to 12%. A real image has six of 6 of 392 pixels. Where dead pixels are zero, which is harder to see, the sides
 * are 3 pixels and 1.4% of the frame longer.
 */
export function paintDeadBlocks(exposure: Exposure, severity: number, random: Generator): void {
  const { sizePx } = exposure.frame;
  const [atLeast, share] = exposure.deadLevel === 0 ? [6, 0.02] : [3, 0.006];
  const nBlocks = 2 + random.integer(1 + Math.round(6 * severity));
  const side = (): number =>
    Math.round(atLeast + sizePx * (share + 0.11 * severity * severity * uniformIn(random, 0.5, 1)));
  for (let block = 0; block < nBlocks; block++) {
    const width = side();
    const height = side();
    const left = Math.floor(uniformIn(random, 0, sizePx - width));
    const top = Math.floor(uniformIn(random, 0, sizePx - height));
    fillDead(exposure, { left, top, width, height }, random);
  }
}
