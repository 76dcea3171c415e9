import { sequentialStops } from './colormap.js';
import { distinctNames } from './distinct-names.js';
import { linearScale, logScale } from './scale.js';
import { shorten } from './shorten.js';
import { element, label } from './svg.js';
import type { Theme } from './theme.js';

export interface LegendPlace {
  readonly x: number;
  readonly top: number;
  readonly bottom: number;
  readonly theme: Theme;
}

export interface Swatch {
  readonly colour: string;
  readonly text: string;
  /** In a lighter tone after the text: how many points. */
  readonly remark: string;
}

const lineHeight = 20;
const longestName = 12;

/** Groups with their colours, one below the other; what does not fit is counted. */
export function drawSwatches(name: string, swatches: readonly Swatch[], place: LegendPlace): string {
  const { x, top, bottom, theme } = place;
  const nFit = Math.max(1, Math.floor((bottom - top) / lineHeight) - 2);
  const shown = swatches.length > nFit ? swatches.slice(0, nFit - 1) : swatches;
  const texts = distinctNames(
    shown.map(({ text }) => text),
    longestName,
  );
  const lines = shown.map((swatch, i) => {
    const y = top + 34 + i * lineHeight;
    return (
      element('circle', { cx: x + 5, cy: y - 4, r: 5, fill: swatch.colour }) +
      label(x + 18, y, texts[i]!) +
      label(x + 128, y, swatch.remark, { 'text-anchor': 'end', fill: theme.muted })
    );
  });
  const rest =
    shown.length < swatches.length
      ? label(x + 18, top + 34 + shown.length * lineHeight, `and ${swatches.length - shown.length} more`, {
          fill: theme.muted,
        })
      : '';
  return label(x, top + 12, shorten(name, 18), { 'font-weight': 'bold' }) + lines.join('') + rest;
}

export interface ColourBar {
  readonly name: string;
  readonly low: number;
  readonly high: number;
  readonly log: boolean;
}

/** Every colour bar is drawn with the same gradient, so one name serves several figures on a page. */
const gradientId = 'sequential-colours';

/** A vertical colour bar with ticks, its name beside it. */
export function drawColourBar(bar: ColourBar, place: LegendPlace): string {
  const { x, top, bottom, theme } = place;
  const stops = sequentialStops().map((stop) =>
    element('stop', { offset: stop.offset.toFixed(3), 'stop-color': stop.colour }),
  );
  const gradient = element('linearGradient', { id: gradientId, x1: 0, x2: 0, y1: 1, y2: 0 }, ...stops);
  const column = element('rect', { x, y: top, width: 16, height: bottom - top, fill: `url(#${gradientId})` });
  const scale = (bar.log ? logScale : linearScale)({ low: bar.low, high: bar.high, from: bottom, to: top });
  const ticks = scale.ticks(7).map((tick) => {
    const y = scale.position(tick.value);
    return (
      element('path', { d: `M${x + 16} ${y.toFixed(2)}h5`, stroke: theme.muted }) +
      label(x + 26, y + 4, tick.label, { 'font-size': 11, fill: theme.muted })
    );
  });
  const name = label(0, 0, shorten(bar.name, 60), {
    'text-anchor': 'middle',
    transform: `translate(${x + 78} ${(top + bottom) / 2}) rotate(-90)`,
  });
  return gradient + column + ticks.join('') + name;
}
