import { svgDocument } from './frame.js';
import { drawBlank, drawPanel, type Picture } from './panel.js';
import type { Stretch } from './stretch.js';
import { element, escapeXml, label } from './svg.js';
import { paperTheme, type Theme } from './theme.js';

/** Images that belong together: a cluster's members. */
export interface GalleryGroup {
  readonly heading: string;
  /** Said after the heading, in a lighter tone: how many there are. */
  readonly remark: string;
  readonly colour: string;
  /** At most rows * columns; blanks fill up the rest. */
  readonly pictures: readonly Picture[];
}

export interface GalleryLayout {
  readonly title: string;
  readonly rows: number;
  readonly columns: number;
  readonly stretch: Stretch;
  readonly theme?: Theme;
}

const panelSize = 104;
const gap = 4;
const margin = 16;
const headingHeight = 34;

/** Panels in a grid for each group, one group below the other. */
export function drawGallery(groups: readonly GalleryGroup[], layout: GalleryLayout): string {
  const theme = layout.theme ?? paperTheme;
  const groupHeight = headingHeight + layout.rows * (panelSize + gap) + 10;
  const parts = groups.map((group, i) => drawGroup(group, margin + i * groupHeight, layout));
  return svgDocument(
    {
      width: 2 * margin + layout.columns * (panelSize + gap) - gap,
      height: 2 * margin + groups.length * groupHeight - 10,
      title: layout.title,
      theme,
    },
    ...parts,
  );
}

function drawGroup(group: GalleryGroup, top: number, layout: GalleryLayout): string {
  const theme = layout.theme ?? paperTheme;
  const swatch = element('rect', { x: margin, y: top + 4, width: 12, height: 12, rx: 2, fill: group.colour });
  const heading = element(
    'text',
    { x: margin + 20, y: top + 15, 'font-size': 14 },
    element('tspan', { 'font-weight': 'bold' }, escapeXml(group.heading)),
    element('tspan', { fill: theme.muted, dx: 8 }, escapeXml(group.remark)),
  );
  const panels = Array.from({ length: layout.rows * layout.columns }, (_, i) => {
    const place = {
      x: margin + (i % layout.columns) * (panelSize + gap),
      y: top + headingHeight - 6 + Math.floor(i / layout.columns) * (panelSize + gap),
      size: panelSize,
    };
    const picture = group.pictures[i];
    return picture === undefined ? drawBlank(place, theme) : drawPanel(picture, place, layout.stretch);
  });
  return element('g', {}, swatch, heading, ...panels);
}

/** An image, what the network made of it, and how far they are apart. */
export interface ReconstructionPair {
  readonly original: Picture;
  readonly reconstruction: Picture;
  /** Shown under the pair. */
  readonly caption: string;
}

const sideLabel = 26;
const pairCaption = 24;

/** Originals over reconstructions, `columns` pairs in a band, bands one below the other. */
export function drawReconstructions(pairs: readonly ReconstructionPair[], layout: GalleryLayout): string {
  const theme = layout.theme ?? paperTheme;
  const bandHeight = 2 * (panelSize + gap) + pairCaption;
  const nBands = Math.max(1, Math.ceil(pairs.length / layout.columns));
  const nColumns = Math.min(layout.columns, Math.max(1, pairs.length));
  const bands = Array.from({ length: nBands }, (_, band) => {
    const top = margin + band * bandHeight;
    const inBand = pairs.slice(band * layout.columns, (band + 1) * layout.columns);
    return drawSideLabels(top, theme) + inBand.map((pair, i) => drawPair(pair, { i, top }, layout)).join('');
  });
  return svgDocument(
    {
      width: 2 * margin + sideLabel + nColumns * (panelSize + gap) - gap,
      height: 2 * margin + nBands * bandHeight,
      title: layout.title,
      theme,
    },
    ...bands,
  );
}

function drawSideLabels(top: number, theme: Theme): string {
  return ['original', 'reconstruction']
    .map((text, row) =>
      label(0, 0, text, {
        'text-anchor': 'middle',
        fill: theme.muted,
        transform: `translate(${margin + 10} ${top + row * (panelSize + gap) + panelSize / 2}) rotate(-90)`,
      }),
    )
    .join('');
}

function drawPair(pair: ReconstructionPair, at: { i: number; top: number }, layout: GalleryLayout): string {
  const theme = layout.theme ?? paperTheme;
  const x = margin + sideLabel + at.i * (panelSize + gap);
  const below = at.top + panelSize + gap;
  return [
    drawPanel(pair.original, { x, y: at.top, size: panelSize }, layout.stretch),
    drawPanel(pair.reconstruction, { x, y: below, size: panelSize }, layout.stretch),
    label(x + panelSize / 2, below + panelSize + 15, pair.caption, {
      'text-anchor': 'middle',
      'font-size': 11,
      fill: theme.muted,
    }),
  ].join('');
}
