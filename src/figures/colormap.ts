import { hex, parseHex } from './palette.js';

/**
 * Control points of our sequential colormap, evenly spaced: lightness (CIE L*) rises in equal steps from 15 to 92, hue turns from violet through
 * blue and green to yellow, so that order survives grey printing and colour-blind eyes.
 */
const controlPoints = [
  '#33105c',
  '#3b2f7d',
  '#354f8d',
  '#2a6d90',
  '#1f898d',
  '#2ba582',
  '#5fbf6a',
  '#a6d24d',
  '#f4e04a',
].map(parseHex);

/** The colour at `position` in [0, 1]; outside values take the nearer end, NaN the lower one. */
export function sequentialColour(position: number): string {
  const clamped = position > 0 ? Math.min(position, 1) : 0;
  const scaled = clamped * (controlPoints.length - 1);
  const index = Math.min(Math.floor(scaled), controlPoints.length - 2);
  const fraction = scaled - index;
  const from = controlPoints[index]!;
  const to = controlPoints[index + 1]!;
  return hex(from.map((channel, i) => channel + (to[i]! - channel) * fraction));
}

/** The control points as gradient stops, which a renderer joins just as `sequentialColour` does. */
export function sequentialStops(): { readonly offset: number; readonly colour: string }[] {
  return controlPoints.map((point, i) => ({ offset: i / (controlPoints.length - 1), colour: hex(point) }));
}
