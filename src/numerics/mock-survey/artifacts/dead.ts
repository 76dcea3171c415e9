import type { Generator } from '../../generator.js';
import { fillRectangle, type Exposure, type Rectangle } from './exposure.js';
import { edgeAt, lanczosEdge } from './lanczos.js';

/** How far beside an edge resampling leaves a mark. */
export const ringReachPx = 4;

/**
 * Sets a rectangle to the exposure's dead level. A level of zero is a mask that was laid over the finished stack: its edges are
 * sharp. Any other was resampled with the frames, and rings beside its edges by a seventh of its depth, as in the real images.
 */
export function fillDead(exposure: Exposure, rectangle: Rectangle, random: Generator): void {
  const { frame, deadLevel } = exposure;
  const edge = lanczosEdge(random.uniform());
  if (deadLevel === 0) {
    fillRectangle(frame, rectangle, 0);
    return;
  }
  const { sizePx, pixels } = frame;
  const { left, top, width, height } = rectangle;
  const cover = (at: number, length: number): number => edgeAt(edge, at) - edgeAt(edge, at - length);
  for (let y = Math.max(0, top - 3); y < Math.min(sizePx, top + height + 3); y++) {
    const ofRow = cover(y - top, height);
    for (let x = Math.max(0, left - 3); x < Math.min(sizePx, left + width + 3); x++) {
      const i = y * sizePx + x;
      pixels[i]! += (deadLevel - pixels[i]!) * ofRow * cover(x - left, width);
    }
  }
}
