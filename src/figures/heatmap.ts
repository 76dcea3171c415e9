import { countedText, type Counted } from './counted.js';
import { sequentialColour } from './colormap.js';
import { distinctNames } from './distinct-names.js';
import { svgDocument } from './frame.js';
import { drawColourBar } from './legend.js';
import { shorten } from './shorten.js';
import { parseHex } from './palette.js';
import { element, escapeXml, label } from './svg.js';
import { paperTheme, type Theme } from './theme.js';
import { countText } from './ticks.js';

/** What a cell's colour says: its count, or its share of the images of its row or column. */
export type HeatmapColour = 'counts' | 'shares-of-rows' | 'shares-of-columns';

export interface HeatmapData {
  /** By default images. */
  readonly counted?: Counted;
  readonly title: string;
  /** What the rows and the columns are: `cluster`, `artifact_type`. */
  readonly rowsName: string;
  readonly columnsName: string;
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  /** `counts[row][column]`, whole numbers of images. */
  readonly counts: readonly (readonly number[])[];
  /** Images that have no row or no column. */
  readonly nLeftOut?: number;
  readonly colour: HeatmapColour;
  /** What is printed in the cells. */
  readonly print: 'counts' | 'shares';
  readonly theme?: Theme;
}

const cell = { width: 62, height: 34 };
/** Of a character, about: names are set in 12 pixels. */
const characterWidth = 7.6;
const totalWidth = 62;
const top = 98;
const longestName = 18;

/** A table of counts as coloured cells with their values, names at the left and above, sums at the right and below. */
export function drawHeatmap(data: HeatmapData): string {
  const theme = data.theme ?? paperTheme;
  const { rows, columns } = data;
  const slanted = columns.some((name) => Array.from(name).length > 8);
  const longest = Math.max(3, ...rows.map((name) => Math.min(longestName, Array.from(name).length)));
  const area = { left: 62 + Math.round(longest * characterWidth), top: top + (slanted ? 76 : 0) };
  const right = area.left + columns.length * cell.width;
  const bottom = area.top + rows.length * cell.height;
  const barTop = area.top;
  const barBottom = Math.max(bottom, barTop + 170);
  const sums = {
    rows: rows.map((_, r) => sum(data.counts[r]!)),
    columns: columns.map((_, c) => sum(data.counts.map((row) => row[c]!))),
  };
  const total = sum(sums.rows);
  const most = Math.max(1, ...data.counts.flat());
  const cells = rows.flatMap((_, r) =>
    columns.map((_, c) => {
      const share = shareOf(data, sums, { r, c });
      const colour = sequentialColour(data.colour === 'counts' ? data.counts[r]![c]! / most : share);
      return drawCell(data, { r, c, share, colour }, area, theme);
    }),
  );
  const bar =
    data.colour === 'counts'
      ? { name: data.counted ?? 'images', low: 0, high: most, log: false }
      : {
          name: data.colour === 'shares-of-rows' ? 'share of the row' : 'share of the column',
          low: 0,
          high: 1,
          log: false,
        };
  const barX = right + totalWidth + 24;
  return svgDocument(
    { width: Math.max(barX + 100, 520), height: Math.max(bottom, barBottom) + 44, title: data.title, theme },
    label(24, 26, shorten(data.title, 70), { 'font-size': 14, 'font-weight': 'bold' }),
    label(24, 46, totalText(total, data), { fill: theme.muted }),
    label(area.left, top - 32, shorten(data.columnsName, 40), { 'font-weight': 'bold' }),
    label(0, 0, shorten(data.rowsName, 30), {
      'font-weight': 'bold',
      'text-anchor': 'middle',
      transform: `translate(30 ${(area.top + Math.max(bottom, area.top + 60)) / 2}) rotate(-90)`,
    }),
    ...distinctNames(rows, longestName).map((name, r) =>
      label(area.left - 10, middleOf(area.top, r), name, { 'text-anchor': 'end' }),
    ),
    ...distinctNames(columns, longestName).map((name, c) =>
      columnName(name, area.left + (c + 0.5) * cell.width, area.top, slanted),
    ),
    ...cells,
    ...sums.rows.map((count, r) =>
      label(right + totalWidth - 6, middleOf(area.top, r), countText(count), {
        'text-anchor': 'end',
        fill: theme.muted,
      }),
    ),
    ...sums.columns.map((count, c) =>
      label(area.left + (c + 0.5) * cell.width, bottom + 20, countText(count), {
        'text-anchor': 'middle',
        fill: theme.muted,
      }),
    ),
    label(area.left - 10, bottom + 20, 'all', { 'text-anchor': 'end', fill: theme.muted }),
    label(right + totalWidth - 6, area.top - 10, 'all', { 'text-anchor': 'end', fill: theme.muted }),
    rows.length * columns.length === 0
      ? label(area.left, area.top + 24, 'There is nothing to count.', { fill: theme.muted })
      : drawColourBar(bar, { x: barX, top: barTop, bottom: barBottom, theme }),
  );
}

function totalText(total: number, { counted, nLeftOut = 0, rowsName, columnsName }: HeatmapData): string {
  const told = countedText(total, counted);
  if (nLeftOut === 0) return told;
  const [row = '', column = ''] = [rowsName, columnsName].map((name) => shorten(name, 20));
  return `${told}; ${countText(nLeftOut)} left out: no ${row}, or no ${column}`;
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

const middleOf = (areaTop: number, row: number): number => areaTop + (row + 0.5) * cell.height + 4;

interface Sums {
  readonly rows: readonly number[];
  readonly columns: readonly number[];
}

/** Of a row or a column without images, 0. Counts are told as shares of the row. */
function shareOf({ counts, colour }: HeatmapData, sums: Sums, { r, c }: { r: number; c: number }): number {
  const whole = colour === 'shares-of-columns' ? sums.columns[c]! : sums.rows[r]!;
  return whole === 0 ? 0 : counts[r]![c]! / whole;
}

interface Cell {
  readonly r: number;
  readonly c: number;
  readonly share: number;
  readonly colour: string;
}

function drawCell(
  { counts, print, rows, columns }: HeatmapData,
  { r, c, share, colour }: Cell,
  area: { left: number; top: number },
  theme: Theme,
): string {
  const [x, y] = [area.left + c * cell.width, area.top + r * cell.height];
  const count = counts[r]![c]!;
  const text =
    print === 'counts' ? countText(count) : `${(100 * share).toFixed(share > 0 && share < 0.1 ? 1 : 0)}%`;
  const said = element('title', {}, escapeXml(`${rows[r]!}, ${columns[c]!}: ${countText(count)}`));
  return (
    element('rect', { x, y, width: cell.width - 2, height: cell.height - 2, fill: colour }, said) +
    label(x + cell.width / 2 - 1, y + cell.height / 2 + 3, text, {
      'text-anchor': 'middle',
      fill: isDark(colour) ? '#ffffff' : theme.ink,
    })
  );
}

/** By the relative luminance of sRGB, with its gamma taken for 2: white text has more contrast below about 0.2. */
function isDark(colour: string): boolean {
  const [red = 0, green = 0, blue = 0] = parseHex(colour).map((channel) => (channel / 255) * (channel / 255));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue < 0.2;
}

function columnName(text: string, x: number, areaTop: number, slanted: boolean): string {
  return slanted
    ? label(0, 0, text, { transform: `translate(${x} ${areaTop - 8}) rotate(-40)` })
    : label(x, areaTop - 10, text, { 'text-anchor': 'middle' });
}
