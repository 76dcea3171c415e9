import { countedText, type Counted } from './counted.js';
import { svgDocument } from './frame.js';
import { categoricalColour } from './palette.js';
import { element, fixed, label } from './svg.js';
import { paperTheme } from './theme.js';
import { countText } from './ticks.js';

/** Clusterings in a row, and how many images each cluster of one shares with each of the next. */
export interface AlluvialData {
  /** By default images. */
  readonly counted?: Counted;
  readonly columns: readonly AlluvialColumn[];
  /** `flows[i][a][b]`: images in cluster a of column i and cluster b of column i + 1. */
  readonly flows: readonly (readonly (readonly number[])[])[];
}

export interface AlluvialColumn {
  /** `K = 3`. */
  readonly heading: string;
  /** Images of each cluster; one without any is not drawn. */
  readonly sizes: readonly number[];
}

export interface AlluvialLayout {
  readonly width: number;
  readonly height: number;
  /** Where the bars begin, below the headings. */
  readonly top: number;
  /** At both sides, for the names of the clusters. */
  readonly labelSpace: number;
  readonly colourOf: (cluster: number) => string;
}

interface Bar {
  readonly y: number;
  readonly height: number;
}

const barWidth = 14;
const gap = 7;
const fontSize = 11.5;
/** Between the baselines of two names. */
const lineHeight = 13;

/** A figure of how clusters split: bars for the clusters, bands for the images that two clusters share. Each bar is named, so no colour has to be told apart. */
export function drawAlluvial(data: AlluvialData, title: string): string {
  const theme = paperTheme;
  const nMost = Math.max(0, ...data.columns.map(({ sizes }) => sizes.length));
  const width = Math.max(560, 200 + 220 * (data.columns.length - 1));
  const height = Math.max(420, 110 + 34 * nMost);
  const layout = { width, height, top: 76, labelSpace: 96, colourOf: categoricalColour };
  const drawn =
    data.columns.length < 2
      ? label(24, 76, 'There is one clustering only: nothing splits.', { fill: theme.muted })
      : drawAlluvialBands(data, layout);
  const images = data.columns[0]?.sizes.reduce((sum, size) => sum + size, 0) ?? 0;
  return svgDocument(
    { width, height, title, theme },
    label(24, 26, title, { 'font-size': 14, 'font-weight': 'bold' }),
    images === 0
      ? ''
      : label(width - 24, 26, countedText(images, data.counted), { 'text-anchor': 'end', fill: theme.muted }),
    drawn,
  );
}

/** The bands, bars and names of at least two columns, for a figure or for the page of a report. */
export function drawAlluvialBands(data: AlluvialData, layout: AlluvialLayout): string {
  const { columns, flows } = data;
  const orders = columnOrders(data);
  const bars = columns.map(({ sizes }, i) => stackBars(sizes, orders[i]!, layout));
  const xOf = (i: number): number =>
    layout.labelSpace + (i / (columns.length - 1)) * (layout.width - 2 * layout.labelSpace - barWidth);
  const bands = flows.map((flow, i) =>
    drawBands(flow, {
      from: { bars: bars[i]!, order: orders[i]!, ...columns[i]! },
      to: { bars: bars[i + 1]!, order: orders[i + 1]!, ...columns[i + 1]! },
      x1: xOf(i) + barWidth,
      x2: xOf(i + 1),
      counted: data.counted,
      colourOf: layout.colourOf,
    }),
  );
  const drawn = columns.map((column, i) =>
    drawColumn(column, bars[i]!, { x: xOf(i), isLast: i === columns.length - 1, layout }),
  );
  return [...bands, ...drawn].join('');
}

/**
 * The clusters of each column from top to bottom: the first by number, each further one by the mean place of its images in the
 * column before, so that few bands cross; of equal ones the lower number first.
 */
function columnOrders({ columns, flows }: AlluvialData): number[][] {
  const orders: number[][] = [];
  columns.forEach(({ sizes }, i) => {
    const before = orders[i - 1];
    const flow = flows[i - 1];
    const numbers = [...sizes.keys()];
    if (before === undefined || flow === undefined) {
      orders.push(numbers);
      return;
    }
    const place = numbers.map((b) => {
      let [sum, count] = [0, 0];
      before.forEach((a, at) => {
        sum += at * (flow[a]?.[b] ?? 0);
        count += flow[a]?.[b] ?? 0;
      });
      return count === 0 ? Infinity : sum / count;
    });
    orders.push(numbers.sort((a, b) => (place[a]! === place[b]! ? a - b : place[a]! - place[b]!)));
  });
  return orders;
}

/** The bar of each cluster, by its number. */
function stackBars(sizes: readonly number[], order: readonly number[], layout: AlluvialLayout): Bar[] {
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const nDrawn = sizes.filter((size) => size > 0).length;
  const scale = (layout.height - layout.top - 12 - gap * (nDrawn - 1)) / Math.max(1, total);
  const bars = sizes.map((): Bar => ({ y: layout.top, height: 0 }));
  let y = layout.top;
  for (const cluster of order) {
    const height = sizes[cluster]! * scale;
    bars[cluster] = { y, height };
    if (height > 0) y += height + gap;
  }
  return bars;
}

interface Side extends AlluvialColumn {
  readonly bars: readonly Bar[];
  readonly order: readonly number[];
}

interface BandPlace {
  readonly from: Side;
  readonly to: Side;
  readonly x1: number;
  readonly x2: number;
  readonly counted: Counted | undefined;
  readonly colourOf: (cluster: number) => string;
}

function drawBands(
  flow: readonly (readonly number[])[],
  { from, to, x1, x2, counted, colourOf }: BandPlace,
): string {
  const usedTo = to.bars.map(() => 0);
  const middle = fixed((x1 + x2) / 2);
  let drawn = '';
  for (const a of from.order) {
    let used = 0;
    for (const b of to.order) {
      const count = flow[a]?.[b] ?? 0;
      if (count === 0) continue;
      const h1 = (count / from.sizes[a]!) * from.bars[a]!.height;
      const h2 = (count / to.sizes[b]!) * to.bars[b]!.height;
      const [y1, y2] = [from.bars[a]!.y + used, to.bars[b]!.y + usedTo[b]!];
      used += h1;
      usedTo[b]! += h2;
      const d = `M${fixed(x1)} ${fixed(y1)}C${middle} ${fixed(y1)} ${middle} ${fixed(y2)} ${fixed(x2)} ${fixed(y2)}v${fixed(h2)}C${middle} ${fixed(y2 + h2)} ${middle} ${fixed(y1 + h1)} ${fixed(x1)} ${fixed(y1 + h1)}z`;
      const said = `${countedText(count, counted)}: cluster ${a} of ${from.sizes.length}, cluster ${b} of ${to.sizes.length}`;
      drawn += element('path', { d, fill: colourOf(a), 'fill-opacity': 0.34 }, element('title', {}, said));
    }
  }
  return drawn;
}

/** Where the names stand: beside the middles of their bars, moved apart where bars are lower than a line of text. */
function nameHeights(bars: readonly Bar[], sizes: readonly number[], bottom: number): number[] {
  const heights = bars.map(({ y, height }) => y + height / 2);
  const drawn = [...bars.keys()]
    .filter((cluster) => sizes[cluster]! > 0)
    .sort((a, b) => heights[a]! - heights[b]! || a - b);
  let last = -Infinity;
  for (const cluster of drawn) last = heights[cluster] = Math.max(heights[cluster]!, last + lineHeight);
  let next = bottom - 4;
  for (const cluster of drawn.reverse()) {
    heights[cluster] = Math.min(heights[cluster]!, next);
    next = heights[cluster] - lineHeight;
  }
  return heights;
}

function drawColumn(
  { heading, sizes }: AlluvialColumn,
  bars: readonly Bar[],
  { x, isLast, layout }: { x: number; isLast: boolean; layout: AlluvialLayout },
): string {
  const heights = nameHeights(bars, sizes, layout.height);
  const parts = bars.map((bar, cluster) => {
    if (sizes[cluster] === 0) return '';
    const [side, anchor] = isLast ? [x + barWidth + 6, 'start'] : [x - 6, 'end'];
    const name = `${cluster}: ${countText(sizes[cluster]!)}`;
    return (
      element('rect', {
        x,
        y: bar.y,
        width: barWidth,
        height: Math.max(1, bar.height),
        rx: 2,
        fill: layout.colourOf(cluster),
      }) +
      label(side, heights[cluster]! + 4, name, {
        'text-anchor': anchor,
        'font-size': fontSize,
        class: 'halo',
      })
    );
  });
  const title = label(x + barWidth / 2, layout.top - 14, heading, {
    'text-anchor': 'middle',
    'font-weight': 'bold',
    'font-size': 13,
  });
  return title + parts.join('');
}
