import type { PointList } from './point-list.js';
import type { View } from './view.js';

/** How solid a dot is: those beneath shine through a little. */
export const opacity = 0.85;

/** Paints dots onto a canvas whose width and height are set. */
export interface Painter {
  readonly name: 'webgl' | 'canvas';
  /** @param radius In the canvas' pixels. */
  paint: (list: PointList, view: View, radius: number) => void;
}
