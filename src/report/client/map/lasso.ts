import type { LiveMap } from '../decode.js';
import type { IsShown } from './nearest.js';
import type { View } from './view.js';

/** A place on the canvas, in CSS pixels. */
export interface Place {
  readonly x: number;
  readonly y: number;
}

/** The shown points inside a closed line, by index. Where the line crosses itself, what it goes round twice is outside. */
export function insideLasso(map: LiveMap, view: View, corners: readonly Place[], isShown: IsShown): number[] {
  if (corners.length < 3) return [];
  const [left, right] = extent(corners.map(({ x }) => x));
  const [top, bottom] = extent(corners.map(({ y }) => y));
  const inside: number[] = [];
  for (let i = 0; i < map.x.length; i += 1) {
    const x = view.x(map.x[i] ?? NaN);
    const y = view.y(map.y[i] ?? NaN);
    if (x >= left && x <= right && y >= top && y <= bottom && isInside(corners, x, y) && isShown(i)) {
      inside.push(i);
    }
  }
  return inside;
}

const extent = (values: readonly number[]): [number, number] => [
  values.reduce((least, value) => Math.min(least, value), Infinity),
  values.reduce((most, value) => Math.max(most, value), -Infinity),
];

/** A ray to the right crosses the line an odd number of times. */
function isInside(corners: readonly Place[], x: number, y: number): boolean {
  let is = false;
  let before = corners.at(-1) ?? { x: 0, y: 0 };
  for (const corner of corners) {
    if (corner.y > y !== before.y > y) {
      const crossing = before.x + ((y - before.y) / (corner.y - before.y)) * (corner.x - before.x);
      if (x < crossing) is = !is;
    }
    before = corner;
  }
  return is;
}
