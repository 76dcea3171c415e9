import { pngDataUri } from '../formats/png.js';
import { stretchToBytes, type Stretch } from './stretch.js';
import { element, escapeXml } from './svg.js';
import type { Theme } from './theme.js';

/** One image as it is shown: pixels row-major, and what is said about it. */
export interface Picture {
  readonly pixels: Float32Array;
  readonly height: number;
  readonly width: number;
  /** Read out, and shown when the pointer rests on it. */
  readonly title: string;
}

export interface PanelPlace {
  readonly x: number;
  readonly y: number;
  readonly size: number;
}

/** A square panel with one image, each scaled by itself. */
export function drawPanel(picture: Picture, place: PanelPlace, stretch: Stretch): string {
  const { height, width } = picture;
  const href = pngDataUri({ width, height, channels: 1, pixels: stretchToBytes(picture.pixels, stretch) });
  const { x, y, size } = place;
  return element(
    'image',
    { x, y, width: size, height: size, href },
    element('title', {}, escapeXml(picture.title)),
  );
}

/** Where an image would be, if there were one. */
export function drawBlank({ x, y, size }: PanelPlace, theme: Theme): string {
  return element('rect', {
    x: x + 0.5,
    y: y + 0.5,
    width: size - 1,
    height: size - 1,
    fill: 'none',
    stroke: theme.grid,
  });
}
