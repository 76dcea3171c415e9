import type { LiveMap } from '../decode.js';
import type { View } from './view.js';

/** Whether a point takes part: it has a place and is not filtered out. */
export type IsShown = (index: number) => boolean;

/** The shown point nearest to (x, y) within `reach` pixels, the lowest index among equals; -1 when there is none. */
export function nearestPoint(
  map: LiveMap,
  view: View,
  at: { x: number; y: number; reach: number },
  isShown: IsShown,
): number {
  let best = -1;
  let bestDistance = at.reach * at.reach;
  for (let i = 0; i < map.x.length; i += 1) {
    const dx = view.x(map.x[i] ?? NaN) - at.x;
    const dy = view.y(map.y[i] ?? NaN) - at.y;
    const distance = dx * dx + dy * dy;
    if (distance < bestDistance && isShown(i)) {
      best = i;
      bestDistance = distance;
    }
  }
  return best;
}

/** The nearest shown point in a direction, those aside counting as farther; -1 when there is none. */
export function nextPoint(
  map: LiveMap,
  from: number,
  direction: { x: number; y: number },
  isShown: IsShown,
): number {
  const [fromX, fromY] = [map.x[from] ?? NaN, map.y[from] ?? NaN];
  let best = -1;
  let bestCost = Infinity;
  for (let i = 0; i < map.x.length; i += 1) {
    if (i === from) continue;
    const dx = (map.x[i] ?? NaN) - fromX;
    const dy = (map.y[i] ?? NaN) - fromY;
    const along = dx * direction.x + dy * direction.y;
    const aside = Math.abs(dx * direction.y - dy * direction.x);
    if (!(along > 0) || aside > 2 * along) continue;
    const cost = along + 2 * aside;
    if (cost < bestCost && isShown(i)) {
      best = i;
      bestCost = cost;
    }
  }
  return best;
}
