import { element, escapeXml } from './svg.js';
import type { Theme } from './theme.js';

/** A figure's whole SVG: a size in pixels, a title for those who cannot see it, and what is drawn. */
export interface Frame {
  readonly width: number;
  readonly height: number;
  readonly title: string;
  readonly theme: Theme;
}

/** Closes the drawn parts into one SVG document. */
export function svgDocument(frame: Frame, ...parts: readonly string[]): string {
  const { width, height, theme } = frame;
  const background =
    theme.background === undefined ? [] : [element('rect', { width, height, fill: theme.background })];
  return element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      width,
      height,
      viewBox: `0 0 ${width} ${height}`,
      role: 'img',
      'font-family': theme.fontFamily,
      'font-size': 12,
      fill: theme.ink,
    },
    element('title', {}, escapeXml(frame.title)),
    ...background,
    ...parts,
  );
}
