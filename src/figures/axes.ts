import { shorten } from './shorten.js';
import type { Scale } from './scale.js';
import { element, label } from './svg.js';
import type { Theme } from './theme.js';

/** The rectangle that data are drawn in. */
export interface PlotArea {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export interface Axis {
  readonly scale: Scale;
  /** With its unit in brackets, when it has one. */
  readonly name: string;
  readonly nTicks: number;
}

/** Grid lines, tick texts and names of a horizontal and a vertical axis. */
export function drawAxes(area: PlotArea, x: Axis, y: Axis, theme: Theme): string {
  return [horizontal(area, x, theme), vertical(area, y, theme)].join('');
}

function horizontal(area: PlotArea, axis: Axis, theme: Theme): string {
  const ticks = axis.scale.ticks(axis.nTicks).map((tick) => {
    const x = axis.scale.position(tick.value);
    return (
      gridLine({ x1: x, x2: x, y1: area.top, y2: area.bottom }, theme) +
      label(x, area.bottom + 17, tick.label, { 'text-anchor': 'middle', 'font-size': 11, fill: theme.muted })
    );
  });
  const baseLine = element('path', {
    d: `M${area.left} ${area.bottom}H${area.right}`,
    stroke: theme.muted,
    fill: 'none',
  });
  const name = label((area.left + area.right) / 2, area.bottom + 38, shorten(axis.name, 80), {
    'text-anchor': 'middle',
  });
  return ticks.join('') + baseLine + name;
}

function vertical(area: PlotArea, axis: Axis, theme: Theme): string {
  const ticks = axis.scale.ticks(axis.nTicks).map((tick) => {
    const y = axis.scale.position(tick.value);
    return (
      gridLine({ x1: area.left, x2: area.right, y1: y, y2: y }, theme) +
      label(area.left - 8, y + 4, tick.label, { 'text-anchor': 'end', 'font-size': 11, fill: theme.muted })
    );
  });
  const middle = (area.top + area.bottom) / 2;
  const name = label(0, 0, shorten(axis.name, 60), {
    'text-anchor': 'middle',
    transform: `translate(${area.left - 52} ${middle}) rotate(-90)`,
  });
  return ticks.join('') + name;
}

const gridLine = (ends: Record<'x1' | 'x2' | 'y1' | 'y2', number>, theme: Theme): string =>
  element('line', { ...ends, stroke: theme.grid });
