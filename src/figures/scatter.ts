import { drawAxes, type PlotArea } from './axes.js';
import { sequentialColour } from './colormap.js';
import { drawGroupNames } from './group-names.js';
import { drawColourBar, drawSwatches, type Swatch } from './legend.js';
import { shorten } from './shorten.js';
import { svgDocument } from './frame.js';
import { categoricalColour } from './palette.js';
import { finiteExtent, linearScale, logScale, type Scale } from './scale.js';
import { element, fixed, label } from './svg.js';
import { paperTheme, type Theme } from './theme.js';
import { countText } from './ticks.js';

/** What the points' colours say. */
export type ScatterColour =
  | { readonly by: 'nothing' }
  /** `groups[i]` is a position in `names`; a negative one leaves the point grey. */
  | {
      readonly by: 'group';
      readonly name: string;
      readonly groups: ArrayLike<number>;
      readonly names: readonly string[];
    }
  /** Points whose value is NaN are grey. */
  | {
      readonly by: 'value';
      readonly name: string;
      readonly values: ArrayLike<number>;
      readonly log: boolean;
    };

export interface ScatterData {
  /** Points with a NaN coordinate are left out. */
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
  readonly xName: string;
  readonly yName: string;
  readonly title: string;
  readonly colour: ScatterColour;
  readonly theme?: Theme;
}

/** Without a legend there is no room for one. */
const widths = { withLegend: 860, without: 720 };
const height = 620;
const area: PlotArea = { left: 76, top: 44, right: 690, bottom: 560 };
const nShades = 64;
/** Points are drawn in bands of their order, so that no group hides the others where they overlap. */
const bandLength = 250;

/** A scatter plot of the points, coloured by group or by value, with a legend or a colour bar. */
export function drawScatter(data: ScatterData): string {
  const theme = data.theme ?? paperTheme;
  const shown = visiblePoints(data);
  const x = paddedScale(
    shown.map((i) => data.x[i]!),
    area.left,
    area.right,
  );
  const y = paddedScale(
    shown.map((i) => data.y[i]!),
    area.bottom,
    area.top,
  );
  const colours = pointColours(data.colour, shown, theme);
  return svgDocument(
    {
      width: data.colour.by === 'nothing' ? widths.without : widths.withLegend,
      height,
      title: data.title,
      theme,
    },
    label(area.left, 26, shorten(data.title, 58), { 'font-size': 14, 'font-weight': 'bold' }),
    label(area.right, 26, `${countText(shown.length)} points`, { 'text-anchor': 'end', fill: theme.muted }),
    drawAxes(
      area,
      { scale: x, name: data.xName, nTicks: 7 },
      { scale: y, name: data.yName, nTicks: 7 },
      theme,
    ),
    drawDots({ data, shown, x, y, colours: colours.ofPoint }),
    groupNames({ data, shown, x, y }, theme),
    colours.legend,
  );
}

function groupNames({ data, shown, x, y }: Omit<Dots, 'colours'>, theme: Theme): string {
  const { colour } = data;
  if (colour.by !== 'group') return '';
  const points = shown.map((i) => ({
    x: x.position(data.x[i]!),
    y: y.position(data.y[i]!),
    group: colour.groups[i]!,
  }));
  return drawGroupNames(points, colour.names, { theme, bottom: area.bottom });
}

function visiblePoints({ x, y }: ScatterData): number[] {
  const shown: number[] = [];
  for (let i = 0; i < x.length; i += 1) {
    if (Number.isFinite(x[i]!) && Number.isFinite(y[i]!)) shown.push(i);
  }
  return shown;
}

function paddedScale(values: readonly number[], from: number, to: number): Scale {
  const { low, high } = finiteExtent(values) ?? { low: 0, high: 1 };
  const padding = (high - low) * 0.04;
  return linearScale({ low: low - padding, high: high + padding, from, to });
}

interface PointColours {
  readonly ofPoint: (i: number) => string;
  readonly legend: string;
}

function pointColours(colour: ScatterColour, shown: readonly number[], theme: Theme): PointColours {
  const place = { x: area.right + 28, top: area.top, bottom: area.bottom, theme };
  switch (colour.by) {
    case 'nothing':
      return { ofPoint: () => categoricalColour(0), legend: '' };
    case 'group': {
      const counts = new Map<number, number>();
      for (const i of shown) counts.set(colour.groups[i]!, (counts.get(colour.groups[i]!) ?? 0) + 1);
      const swatches: Swatch[] = colour.names.map((name, group) => ({
        colour: categoricalColour(group),
        text: name,
        remark: countText(counts.get(group) ?? 0),
      }));
      return {
        ofPoint: (i) => (colour.groups[i]! >= 0 ? categoricalColour(colour.groups[i]!) : theme.muted),
        legend: drawSwatches(colour.name, swatches, place),
      };
    }
    case 'value': {
      const values = shown.map((i) => colour.values[i]!).filter((value) => !colour.log || value > 0);
      const extent = finiteExtent(values);
      if (extent === undefined) {
        const text = colour.log ? 'no value above 0' : 'no values';
        return {
          ofPoint: () => theme.muted,
          legend: label(place.x, place.top + 12, `${colour.name}: ${text}`),
        };
      }
      const unit = (colour.log ? logScale : linearScale)({ ...extent, from: 0, to: 1 });
      return {
        ofPoint: (i) => {
          const value = colour.values[i]!;
          if (Number.isNaN(value)) return theme.muted;
          const share = colour.log && value <= 0 ? 0 : unit.position(value);
          return sequentialColour(Math.round(share * (nShades - 1)) / (nShades - 1));
        },
        legend: drawColourBar({ name: colour.name, ...extent, log: colour.log }, place),
      };
    }
  }
}

interface Dots {
  readonly data: ScatterData;
  readonly shown: readonly number[];
  readonly x: Scale;
  readonly y: Scale;
  readonly colours: (i: number) => string;
}

/** Dots are round caps of lines without length: about ten bytes a point. */
function drawDots({ data, shown, x, y, colours }: Dots): string {
  const size = shown.length > 10_000 ? 2.2 : shown.length > 1_500 ? 3.4 : shown.length > 300 ? 5 : 7;
  const parts: string[] = [];
  for (let start = 0; start < shown.length; start += bandLength) {
    const paths = new Map<string, string>();
    for (const i of shown.slice(start, start + bandLength)) {
      const dot = `M${fixed(x.position(data.x[i]!), 1)} ${fixed(y.position(data.y[i]!), 1)}h0`;
      paths.set(colours(i), (paths.get(colours(i)) ?? '') + dot);
    }
    for (const [stroke, d] of paths) parts.push(element('path', { stroke, d }));
  }
  return element(
    'g',
    { fill: 'none', 'stroke-width': size, 'stroke-linecap': 'round', 'stroke-opacity': 0.8 },
    ...parts,
  );
}
