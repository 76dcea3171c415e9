import { formatMeasure } from '../../ui/format-quantity.js';
import type { InstanceModel } from '../../ui/screen-model.js';
import { html, svg } from './elements.js';

const height = 240;

/**
 * The series of one step while it trains: its losses over the epochs.
 * @param width Pixels: a drawing that is made smaller has texts that nobody can read.
 */
export function lossFigure({ id, series, seriesSteps, metric }: InstanceModel, width: number): HTMLElement {
  const area = { left: 64, right: width - 12, top: 12, bottom: height - 40 };
  const lines = Object.entries(series).filter(([, values]) => values.some(Number.isFinite));
  const all = lines.flatMap(([, values]) => values.filter(Number.isFinite));
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const total = Math.max(2, metric?.total ?? 2);
  const x = (step: number): number => area.left + ((step - 1) / (total - 1)) * (area.right - area.left);
  const y = (value: number): number =>
    high > low
      ? area.bottom - ((value - low) / (high - low)) * (area.bottom - area.top)
      : (area.top + area.bottom) / 2;
  const unit = metric?.unit ?? 'step';
  const drawn = lines.flatMap(([name, values], line) => {
    const points = values.flatMap((value, i) =>
      Number.isFinite(value) ? [`${x(seriesSteps[name]?.[i] ?? NaN).toFixed(1)},${y(value).toFixed(1)}`] : [],
    );
    const last = points.at(-1)?.split(',') ?? [];
    return [
      svg('polyline', { points: points.join(' '), class: `line line-${line % 4}` }),
      svg('circle', { cx: last[0], cy: last[1], r: 3.5, class: `dot line-${line % 4}` }),
    ];
  });
  const legend = lines.map(([name, values], line) =>
    html(
      'li',
      { class: `key line-${line % 4}` },
      svg(
        'svg',
        { width: 26, height: 10, 'aria-hidden': 'true' },
        svg('path', { d: 'M1 5h24', class: `line line-${line % 4}` }),
      ),
      `${name} ${formatMeasure(values.at(-1) ?? NaN)}`,
    ),
  );
  return html(
    'figure',
    { class: 'loss' },
    html('figcaption', {}, `${id}: ${unit} ${metric?.step ?? 0} of ${metric?.total ?? 0}`),
    html('ul', { class: 'legend' }, ...legend),
    svg(
      'svg',
      { viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': `Losses of ${id} over each ${unit}` },
      svg('path', { d: `M${area.left} ${area.top}V${area.bottom}H${area.right}`, class: 'axis' }),
      svg('text', { x: area.left - 8, y: area.top + 9, class: 'tick end' }, formatMeasure(high)),
      svg('text', { x: area.left - 8, y: area.bottom, class: 'tick end' }, formatMeasure(low)),
      svg('text', { x: area.left, y: area.bottom + 18, class: 'tick' }, '1'),
      svg('text', { x: area.right, y: area.bottom + 18, class: 'tick end' }, String(metric?.total ?? '')),
      svg('text', { x: (area.left + area.right) / 2, y: area.bottom + 32, class: 'tick middle' }, unit),
      ...drawn,
    ),
  );
}
