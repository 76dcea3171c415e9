import type { ReactElement } from 'react';
import { Box, Text } from 'ink';
import { formatCount, formatMeasure } from '../format-quantity.js';
import { plottedNames } from '../live-layout.js';
import { plotSeries } from '../plot-series.js';
import type { InstanceModel } from '../screen-model.js';
import { padText, printableLine } from '../text-width.js';
import type { Tone } from '../tone.js';
import { Paint } from './Paint.js';

const labelColumns = 10;
const widestPlot = 80;
const tones: readonly Tone[] = ['live', 'second'];

/** The losses so far as curves, with a legend of their last values below. Takes `height` rows. */
export function LossCurve(props: {
  readonly instance: InstanceModel;
  readonly height: number;
  readonly columns: number;
}): ReactElement {
  const { instance, columns } = props;
  const plotRows = Math.max(1, props.height - 1);
  const names = plottedNames(instance);
  const curves = names.map((name) => instance.series[name] ?? []);
  const plot = plotSeries(curves, Math.max(4, Math.min(widestPlot, columns - labelColumns - 1)), plotRows);
  const label = (row: number): string => {
    if (row === 0) return formatMeasure(plot.top);
    return row === plotRows - 1 ? formatMeasure(plot.bottom) : '';
  };
  return (
    <Box flexDirection="column">
      {plot.rows.map((cells, row) => (
        <Text key={row} wrap="truncate-end">
          <Paint tone="quiet">{padText(label(row), labelColumns, 'right')} </Paint>
          {runs(cells).map(({ text, series }, index) => (
            <Paint key={index} tone={tones[series] ?? 'plain'}>
              {text}
            </Paint>
          ))}
        </Text>
      ))}
      <Legend instance={instance} names={names} />
    </Box>
  );
}

function Legend(props: {
  readonly instance: InstanceModel;
  readonly names: readonly string[];
}): ReactElement {
  const { metric, series } = props.instance;
  return (
    <Text wrap="truncate-end">
      {' '.repeat(labelColumns + 1)}
      {metric === undefined
        ? ''
        : `${metric.unit} ${formatCount(metric.step)} of ${formatCount(metric.total)}`}
      {props.names.map((name, index) => (
        <Text key={name}>
          {'  '}
          <Paint tone={tones[index] ?? 'plain'}>{index === 0 ? '━' : '┅'}</Paint> {printableLine(name)}{' '}
          {formatMeasure(series[name]?.at(-1) ?? NaN)}
        </Text>
      ))}
    </Text>
  );
}

/** Neighbouring characters of one colour as one text: fewer escape codes and a faster layout. */
function runs(
  cells: readonly { readonly character: string; readonly series: number }[],
): { text: string; series: number }[] {
  const joined: { text: string; series: number }[] = [];
  for (const { character, series } of cells) {
    const last = joined.at(-1);
    if (last?.series === series) last.text += character;
    else joined.push({ text: character, series });
  }
  return joined;
}
