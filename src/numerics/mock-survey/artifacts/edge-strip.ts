import type { Generator } from '../../generator.js';
import { fillRectangle, type Exposure } from './exposure.js';

/** The survey's edge: a strip along one side of the frame at the dead level, 2% to 22% of the frame wide. */
export function paintEdgeStrip(exposure: Exposure, severity: number, random: Generator): void {
  const { sizePx } = exposure.frame;
  const width = Math.max(2, Math.round(sizePx * (0.02 + 0.2 * severity)));
  const side = random.integer(4);
  const far = sizePx - width;
  fillRectangle(
    exposure.frame,
    side < 2
      ? { left: side === 0 ? 0 : far, top: 0, width, height: sizePx }
      : { left: 0, top: side === 2 ? 0 : far, width: sizePx, height: width },
    exposure.deadLevel,
  );
}
