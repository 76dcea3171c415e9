import type { Counted } from './counted.js';
import { log10, pow } from '../numerics/elementary.js';
import { drawAxes, type PlotArea } from './axes.js';
import { binEdges, countInBins } from './bins.js';
import { svgDocument } from './frame.js';
import { drawSwatches } from './legend.js';
import { shorten } from './shorten.js';
import { categoricalColour } from './palette.js';
import { linearScale, logScale, type Scale } from './scale.js';
import { element, fixed, label } from './svg.js';
import { paperTheme, type Theme } from './theme.js';
import { countText } from './ticks.js';

export interface HistogramGroup {
  readonly name: string;
  readonly values: ArrayLike<number>;
}

export interface HistogramData {
  readonly title: string;
  /** With its unit in brackets, when it has one. */
  readonly xName: string;
  /** One without a legend, or several, each as an outline over the same bins. */
  readonly groups: readonly HistogramGroup[];
  readonly groupsName: string;
  /** On a logarithmic axis bins are equal there, and values at or below 0 have no place. */
  readonly logX: boolean;
  readonly logY: boolean;
  readonly bins: number | 'freedman-diaconis';
  /** Of each group: how many images, or which share of it. */
  readonly height: 'counts' | 'shares';
  /** By default images. */
  readonly counted?: Counted;
  readonly theme?: Theme;
}

const height = 500;
const area: PlotArea = { left: 76, top: 62, right: 690, bottom: 440 };
/** A histogram of one quantity, whole or by group, which says how many values it shows and how many have no place on it. */
export function drawHistogram(data: HistogramData): string {
  const theme = data.theme ?? paperTheme;
  const shown = data.groups.map(({ values }) => placed(values, data.logX));
  const nShown = shown.reduce((sum, { length }) => sum + length, 0);
  const nAll = data.groups.reduce((sum, { values }) => sum + values.length, 0);
  const isGrouped = data.groups.length > 1;
  const drawn = nShown === 0 ? nothing(theme) : bars(data, shown, theme);
  const swatches = data.groups.map(({ name }, i) => ({
    colour: categoricalColour(i),
    text: name,
    remark: countText(shown[i]!.length),
  }));
  const left = nAll - nShown;
  const why = data.logX ? 'not above 0, or no number' : 'no number';
  return svgDocument(
    { width: isGrouped ? 860 : 720, height, title: data.title, theme },
    label(area.left, 26, shorten(data.title, 62), { 'font-size': 14, 'font-weight': 'bold' }),
    label(
      area.left,
      46,
      `${countText(nShown)} ${nShown === 1 ? 'value' : 'values'}${left > 0 ? `; ${countText(left)} left out: ${why}` : ''}`,
      {
        fill: theme.muted,
      },
    ),
    drawn,
    isGrouped
      ? drawSwatches(data.groupsName, swatches, {
          x: area.right + 28,
          top: area.top,
          bottom: area.bottom,
          theme,
        })
      : '',
  );
}

const nothing = (theme: Theme): string =>
  label(area.left, area.top + 24, 'There is no value to show.', { fill: theme.muted });

/** The values that have a place on the axis, in its units: decades on a logarithmic one; sorted. */
function placed(values: ArrayLike<number>, logX: boolean): Float64Array {
  const kept: number[] = [];
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i]!;
    if (Number.isFinite(value) && (!logX || value > 0)) kept.push(logX ? log10(value) : value);
  }
  return Float64Array.from(kept).sort();
}

function bars(data: HistogramData, shown: readonly Float64Array[], theme: Theme): string {
  const all = Float64Array.from(shown.flatMap((values) => Array.from(values))).sort();
  const edges = binEdges(all, data.bins);
  const tops = shown.map((values) => {
    const counts = Array.from(countInBins(values, edges));
    return data.height === 'counts' ? counts : counts.map((count) => count / Math.max(1, values.length));
  });
  const y = heightScale(tops.flat(), data);
  const [low, high] = [edges[0]!, edges[edges.length - 1]!];
  const place = linearScale({ low, high, from: area.left, to: area.right });
  const x: Scale = data.logX ? decadesScale(all) : place;
  const { counted = 'images' } = data;
  const name = data.height === 'counts' ? counted : `share of the ${counted}`;
  const isGrouped = data.groups.length > 1;
  const outlines = tops.map((group, i) => {
    const d = outline(group, edges, { x: place, y }, !isGrouped);
    return element('path', {
      d,
      fill: isGrouped ? 'none' : categoricalColour(0),
      'fill-opacity': isGrouped ? undefined : 0.75,
      stroke: isGrouped ? categoricalColour(i) : '#ffffff',
      'stroke-width': isGrouped ? 2 : 0.75,
    });
  });
  return (
    drawAxes(
      area,
      { scale: x, name: data.logX ? `${data.xName} (log scale)` : data.xName, nTicks: 7 },
      { scale: y, name: data.logY ? `${name} (log scale)` : name, nTicks: 6 },
      theme,
    ) + outlines.join('')
  );
}

/** The axis in the values' own units, where bins are equal in their decades. */
function decadesScale(decades: Float64Array): Scale {
  const [low, high] = [decades[0]!, decades[decades.length - 1]!];
  const reach = high > low ? 0 : Math.abs(low) * 0.05 || 0.5;
  return logScale({
    low: pow(10, low - reach),
    high: pow(10, high + reach),
    from: area.left,
    to: area.right,
  });
}

function heightScale(tops: readonly number[], { logY, height }: HistogramData): Scale {
  const most = Math.max(...tops);
  const vertical = { from: area.bottom, to: area.top };
  if (!logY) return linearScale({ low: 0, high: most * 1.05, ...vertical });
  const least = Math.min(...tops.filter((top) => top > 0));
  // A bin of one image must be seen, so the axis begins below one.
  return logScale({ low: height === 'counts' ? 0.5 : least / 2, high: most * 1.2, ...vertical });
}

/** Steps over the bins; bars that are filled go down to the axis between each two. */
function outline(
  tops: readonly number[],
  edges: Float64Array,
  { x, y }: { readonly x: Scale; readonly y: Scale },
  isFilled: boolean,
): string {
  const levelOf = (top: number): string =>
    fixed(top > y.low ? Math.max(area.top, y.position(top)) : area.bottom);
  const parts = tops.map((top, i) => {
    const [from, to] = [fixed(x.position(edges[i]!)), fixed(x.position(edges[i + 1]!))];
    if (!isFilled) return `V${levelOf(top)}H${to}`;
    return top > 0 ? `M${from} ${area.bottom}V${levelOf(top)}H${to}V${area.bottom}z` : '';
  });
  return isFilled
    ? parts.join('')
    : `M${fixed(x.position(edges[0]!))} ${area.bottom}${parts.join('')}V${area.bottom}`;
}
