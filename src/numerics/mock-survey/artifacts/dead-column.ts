import type { Generator } from '../../generator.js';
import { uniformIn } from '../draws.js';
import { fillRectangle, type Exposure } from './exposure.js';

/**
 * Columns that record no light: 1 to 4 side by side, each constant over the whole frame at minus the sky that was subtracted
 * from it: 15 times the sky's noise at the least. One column of -0.03 to -0.06 nanomaggies at severity 0.2, four of down to -0.12 at 1.
 */
export function paintDeadColumns(exposure: Exposure, severity: number, random: Generator): void {
  const { sizePx } = exposure.frame;
  const width = 1 + Math.floor(3 * severity);
  const left = random.integer(sizePx - width + 1);
  const level = -uniformIn(random, 0.03, 0.05 + 0.07 * severity);
  fillRectangle(exposure.frame, { left, top: 0, width, height: sizePx }, level);
}
