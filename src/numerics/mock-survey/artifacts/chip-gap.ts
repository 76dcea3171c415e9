import type { Generator } from '../../generator.js';
import { uniformIn } from '../draws.js';
import { fillRectangle, type Exposure } from './exposure.js';

/**
 * Gaps between detectors: one or two stripes of exact zeros across the whole frame, usually along rows, and nothing of the galaxy in
 * them. Each is 3 pixels and 0.8% of the frame wide at severity 0.2, 3 pixels and 8.3% at 1; a real image has stripes of 9 of 392 pixels. The
 * first lies within the frame, with at least a pixel of sky on either side.
 */
export function paintChipGap({ frame }: Exposure, severity: number, random: Generator): void {
  const { sizePx } = frame;
  const alongRows = random.uniform() < 0.7;
  const nStripes = random.uniform() < 0.5 ? 2 : 1;
  const width = Math.round(3 + sizePx * (0.005 + 0.078 * severity * severity));
  const first = 1 + Math.floor(uniformIn(random, 0, sizePx - width - 1));
  const apart = width + Math.round(sizePx * uniformIn(random, 0.03, 0.15));
  for (let stripe = 0; stripe < nStripes; stripe++) {
    const start = first + stripe * apart;
    fillRectangle(
      frame,
      alongRows
        ? { left: 0, top: start, width: sizePx, height: width }
        : { left: start, top: 0, width, height: sizePx },
      0,
    );
  }
}
