import { drawAxes, type PlotArea } from './axes.js';
import { svgDocument } from './frame.js';
import { shorten } from './shorten.js';
import { categoricalColour } from './palette.js';
import { finiteExtent, linearScale, logScale, type Scale } from './scale.js';
import { element, escapeXml, fixed, label } from './svg.js';
import { paperTheme, type Theme } from './theme.js';
import { numberText, wholeTicks } from './ticks.js';

/** One line: a value for each step; NaN leaves a gap. */
export interface Curve {
  readonly name: string;
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
  readonly colour: string;
  readonly dashed: boolean;
}

export interface CurvesLayout {
  readonly title: string;
  readonly xName: string;
  readonly yName: string;
  readonly logY: boolean;
  readonly width?: number;
  readonly height?: number;
  readonly theme?: Theme;
}

const legendLine = 20;

/** Lines over a common axis, with a legend above that says where each line ends. */
export function drawCurves(curves: readonly Curve[], layout: CurvesLayout): string {
  const theme = layout.theme ?? paperTheme;
  const width = layout.width ?? 760;
  const nPerLine = Math.max(1, Math.floor((width - 76) / 220));
  const legendHeight = Math.ceil(curves.length / nPerLine) * legendLine;
  const titleHeight = layout.title === '' ? 8 : 36;
  const height = (layout.height ?? 440) + legendHeight;
  const area = { left: 76, top: titleHeight + legendHeight + 8, right: width - 20, bottom: height - 54 };
  const { x, y } = curveScales(curves, area, layout.logY);
  const epochScale: Scale = { ...x, ticks: (count) => wholeTicks(x.low, x.high, count) };
  const xAxis = { scale: epochScale, name: layout.xName, nTicks: Math.max(3, Math.floor(width / 110)) };
  const yAxis = { scale: y, name: layout.logY ? `${layout.yName} (log scale)` : layout.yName, nTicks: 6 };
  return svgDocument(
    { width, height, title: layout.title === '' ? layout.yName : layout.title, theme },
    layout.title === '' ? '' : label(area.left, 26, layout.title, { 'font-size': 14, 'font-weight': 'bold' }),
    ...curves.map((curve, i) => {
      const place = {
        x: area.left + (i % nPerLine) * 220,
        y: titleHeight + 8 + Math.floor(i / nPerLine) * legendLine,
      };
      return drawKey(curve, place, theme);
    }),
    drawAxes(area, xAxis, yAxis, theme),
    ...curves.map((curve) => drawLine(curve, x, y)),
  );
}

function curveScales(curves: readonly Curve[], area: PlotArea, logY: boolean): { x: Scale; y: Scale } {
  const xs = finiteExtent(curves.flatMap((curve) => Array.from(curve.x))) ?? { low: 0, high: 1 };
  const values = curves.flatMap((curve) => Array.from(curve.y)).filter((value) => !logY || value > 0);
  const ys = finiteExtent(values) ?? (logY ? { low: 0.1, high: 1 } : { low: 0, high: 1 });
  const padding = (ys.high - ys.low) * 0.05;
  const vertical = { from: area.bottom, to: area.top };
  return {
    x: linearScale({ ...xs, from: area.left, to: area.right }),
    y: logY
      ? logScale({ low: ys.low / 1.05, high: ys.high * 1.05, ...vertical })
      : linearScale({ low: ys.low - padding, high: ys.high + padding, ...vertical }),
  };
}

const dash = (curve: Curve): string | undefined => (curve.dashed ? '6 4' : undefined);

function drawKey(curve: Curve, place: { x: number; y: number }, theme: Theme): string {
  const last = curve.y[curve.y.length - 1];
  return (
    element('path', {
      d: `M${fixed(place.x)} ${fixed(place.y - 4)}h24`,
      stroke: curve.colour,
      'stroke-width': 2.5,
      'stroke-dasharray': dash(curve),
    }) +
    element(
      'text',
      { x: place.x + 32, y: place.y },
      escapeXml(shorten(curve.name, 20)),
      element('tspan', { fill: theme.muted, dx: 6 }, last === undefined ? '' : escapeXml(numberText(last))),
    )
  );
}

/** A line through the finite points; a point between two gaps, or the only one, is a dot. */
function drawLine(curve: Curve, x: Scale, y: Scale): string {
  let d = '';
  let dots = '';
  let isOpen = false;
  for (let i = 0; i < curve.y.length; i += 1) {
    const value = curve.y[i]!;
    const isDrawn = Number.isFinite(value) && value >= y.low && value <= y.high;
    if (isDrawn) {
      const [cx, cy] = [fixed(x.position(curve.x[i]!)), fixed(y.position(value))];
      const isLast = !(i + 1 < curve.y.length && Number.isFinite(curve.y[i + 1]!));
      if (isOpen || !isLast) d += `${isOpen ? 'L' : 'M'}${cx} ${cy}`;
      else dots += element('circle', { cx, cy, r: 4, ...dotStyle(curve) });
    }
    isOpen = isDrawn;
  }
  const line = element('path', {
    d,
    fill: 'none',
    stroke: curve.colour,
    'stroke-width': 2,
    'stroke-linecap': 'round',
    'stroke-linejoin': 'round',
    'stroke-dasharray': dash(curve),
  });
  return (d === '' ? '' : line) + dots;
}

/** Hollow where the line is dashed: a dot that lies on another still shows, and which is which needs no colour. */
const dotStyle = (curve: Curve): Record<string, string | number> =>
  curve.dashed ? { fill: 'none', stroke: curve.colour, 'stroke-width': 2 } : { fill: curve.colour };

/** Where the colour of the validation loss stands in the palette when there is only one training. */
const validationPosition = 5;

/**
 * The curves of one training history: its loss, and the validation loss dashed; in another colour, or in the same when the training
 * is one of several.
 */
export function historyCurves(
  history: { epochs: ArrayLike<number>; loss: ArrayLike<number>; validationLoss?: ArrayLike<number> },
  names: { loss: string; validationLoss: string },
  { position, ofSeveral }: { position: number; ofSeveral: boolean },
): Curve[] {
  const colour = categoricalColour(position);
  const validationColour = ofSeveral ? colour : categoricalColour(validationPosition);
  const { epochs, loss, validationLoss } = history;
  const training: Curve = { name: names.loss, x: epochs, y: loss, colour, dashed: false };
  const hasValidation = validationLoss !== undefined && Array.from(validationLoss).some(Number.isFinite);
  return hasValidation
    ? [
        training,
        { name: names.validationLoss, x: epochs, y: validationLoss, colour: validationColour, dashed: true },
      ]
    : [training];
}
