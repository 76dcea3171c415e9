import type { Generator } from '../../generator.js';
import { uniformIn } from '../draws.js';
import { fillRectangle, type Exposure } from './exposure.js';

/**
 * Blocks of masked detector pixels at the dead level: 1 to 8 rectangles with sides of 2% to 14% of the frame, more and larger
 * with severity.
 */
export function paintDeadBlocks(exposure: Exposure, severity: number, random: Generator): void {
  const { sizePx } = exposure.frame;
  const nBlocks = 1 + random.integer(1 + Math.round(7 * severity));
  const side = (): number =>
    Math.max(3, Math.round(sizePx * (0.02 + 0.12 * severity * uniformIn(random, 0.3, 1))));
  for (let block = 0; block < nBlocks; block++) {
    const width = side();
    const height = side();
    const left = Math.floor(uniformIn(random, 0, sizePx - width));
    const top = Math.floor(uniformIn(random, 0, sizePx - height));
    fillRectangle(exposure.frame, { left, top, width, height }, exposure.deadLevel);
  }
}
