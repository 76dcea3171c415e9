import { distinctNames } from './distinct-names.js';
import { label } from './svg.js';
import type { Theme } from './theme.js';

/** A point on the figure, in pixels, and the group that it is of. */
export interface GroupedPoint {
  readonly x: number;
  readonly y: number;
  readonly group: number;
}

/** More names would hide the points. */
const mostNames = 14;
const fontSize = 13;
const characterWidth = 8;
const longestName = 12;
const fewPoints = 30;

/**
 * Each group's name in its midst, for those who cannot tell its colour from another's. Of many points it is at their median; of few it
 * stands above the one that is nearest to it, so as to hide none of them. Names that would overlap are moved apart.
 */
export function drawGroupNames(
  points: readonly GroupedPoint[],
  names: readonly string[],
  { theme, bottom }: { readonly theme: Theme; readonly bottom: number },
): string {
  if (names.length > mostNames) return '';
  const texts = distinctNames(
    names.map((name) => name.replace(/^cluster (?=\d)/, '')),
    longestName,
  );
  const members = names.map((_, group) => points.filter((point) => point.group === group));
  const placed: { text: string; x: number; y: number }[] = [];
  const bySize = [...names.keys()].sort((a, b) => members[b]!.length - members[a]!.length || a - b);
  for (const group of bySize) {
    const own = members[group]!;
    if (own.length === 0) continue;
    const text = texts[group]!;
    const place = { text, ...placeOf(own) };
    const isBelow = place.y + 5 * fontSize < bottom;
    while (placed.some((other) => overlap(place, other))) place.y += (isBelow ? 1 : -1) * (fontSize + 2);
    placed.push(place);
  }
  return placed
    .map(({ text, x, y }) =>
      label(x, y + fontSize / 3, text, {
        'text-anchor': 'middle',
        'font-size': fontSize,
        'font-weight': 'bold',
        fill: theme.ink,
        stroke: theme.background ?? 'none',
        'stroke-width': 5,
        'stroke-linejoin': 'round',
        'paint-order': 'stroke',
      }),
    )
    .join('');
}

function placeOf(points: readonly GroupedPoint[]): { x: number; y: number } {
  const middle = { x: median(points.map(({ x }) => x)), y: median(points.map(({ y }) => y)) };
  if (points.length >= fewPoints) return middle;
  const distance = ({ x, y }: GroupedPoint): number => {
    const [dx, dy] = [x - middle.x, y - middle.y];
    return dx * dx + dy * dy;
  };
  const nearest = points.reduce((best, point) => (distance(point) < distance(best) ? point : best));
  return { x: nearest.x, y: nearest.y - fontSize };
}

const overlap = (a: { text: string; x: number; y: number }, b: typeof a): boolean =>
  Math.abs(a.y - b.y) < fontSize + 1 &&
  Math.abs(a.x - b.x) < ((Array.from(a.text).length + Array.from(b.text).length) * characterWidth) / 2 + 4;

/** The lower one of an even number. */
function median(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[(sorted.length - 1) >> 1]!;
}
