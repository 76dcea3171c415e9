import type { ReactElement } from 'react';
import { Box, Text } from 'ink';
import { failureHeadline } from '../failure-message.js';
import { formatDuration, formatMeasure } from '../format-quantity.js';
import { wholeMeter } from '../progress-meter.js';
import type { InstanceModel } from '../screen-model.js';
import { padText, printableLine, textWidth, truncateText } from '../text-width.js';
import { Paint } from './Paint.js';
import { ProgressBar } from './ProgressBar.js';
import { StateMark } from './StateMark.js';

const widestCell = 32;
const timeColumns = 8;
const leastRest = 12;

/** The cells of a sweep below each other, with their measures as they come in. One row a cell, and one for the titles. */
export function SweepTable(props: {
  readonly cells: readonly InstanceModel[];
  readonly hidden: number;
  readonly hiddenHint?: string;
  readonly columns: number;
  readonly nowMs: number;
}): ReactElement {
  const { cells, columns, nowMs } = props;
  const indent = columns >= 60 ? 4 : 2;
  const nameWidth = Math.min(
    widestCell,
    Math.floor(columns / 2),
    cells.reduce((most, cell) => Math.max(most, textWidth(cellName(cell))), 4),
  );
  const measures = fittingMeasures(cells, columns - indent - 2 - nameWidth - 2 - timeColumns);
  return (
    <Box flexDirection="column" marginLeft={indent}>
      <Paint tone="quiet">
        {`  ${padText('cell', nameWidth)}`}
        {measures.map(({ name, width }) => `  ${padText(truncateText(name, width), width, 'right')}`)}
        {padText('time', timeColumns + 2, 'right')}
      </Paint>
      {cells.map((cell) => (
        <CellRow key={cell.id} {...{ cell, nameWidth, measures, nowMs }} columns={columns - indent} />
      ))}
      {props.hidden > 0 ? (
        <Paint tone="quiet">{`  … and ${props.hidden} more${props.hiddenHint ?? ''}`}</Paint>
      ) : null}
    </Box>
  );
}

interface MeasureColumn {
  readonly name: string;
  readonly width: number;
}

function CellRow(props: {
  readonly cell: InstanceModel;
  readonly nameWidth: number;
  readonly measures: readonly MeasureColumn[];
  readonly columns: number;
  readonly nowMs: number;
}): ReactElement {
  const { cell, nameWidth, measures, columns, nowMs } = props;
  const seconds =
    cell.seconds ?? (cell.startedMs === undefined ? undefined : (nowMs - cell.startedMs) / 1000);
  const measuresWidth = measures.reduce((sum, { width }) => sum + width + 2, 0);
  const restWidth = Math.max(leastRest, columns - nameWidth - 4);
  const measured = cell.state === 'ran' || cell.state === 'cached';
  return (
    <Text wrap="truncate-end">
      <StateMark state={cell.state} nowMs={nowMs} />{' '}
      {padText(truncateText(cellName(cell), nameWidth), nameWidth)}
      {measured ? (
        <Text>
          {measures.map(({ name, width }) => {
            const value = cell.measures[name];
            const text = value === undefined ? '' : printableLine(formatMeasure(value));
            return `  ${padText(truncateText(text, width), width, 'right')}`;
          })}
          {padText(
            cell.state === 'cached' ? 'cached' : formatDuration(seconds ?? 0),
            timeColumns + 2,
            'right',
          )}
        </Text>
      ) : (
        <Text>
          {'  '}
          <CellRest
            cell={cell}
            columns={Math.min(restWidth, Math.max(24, measuresWidth + timeColumns))}
            nowMs={nowMs}
          />
        </Text>
      )}
    </Text>
  );
}

/** What stands in place of measures that are not there yet, or never will be. */
function CellRest(props: {
  readonly cell: InstanceModel;
  readonly columns: number;
  readonly nowMs: number;
}): ReactElement {
  const { cell, columns, nowMs } = props;
  const meter = wholeMeter(cell.progress, cell.epochs);
  if (cell.state === 'running' && meter !== undefined) return <ProgressBar {...{ meter, nowMs, columns }} />;
  if (cell.state === 'failed') {
    return <Paint tone="bad">{cell.failure === undefined ? 'failed' : failureHeadline(cell.failure)}</Paint>;
  }
  return <Paint tone="quiet">{cell.state}</Paint>;
}

/** `k=6` of `clusters@k=6`. */
function cellName(cell: InstanceModel): string {
  return cell.id.slice(cell.step.length + 1) || cell.id;
}

/** The measures that any cell has, as many as fit. */
function fittingMeasures(cells: readonly InstanceModel[], room: number): MeasureColumn[] {
  const widths = new Map<string, number>();
  for (const { measures } of cells) {
    for (const [name, value] of Object.entries(measures)) {
      const width = Math.max(textWidth(name), textWidth(formatMeasure(value)));
      widths.set(name, Math.min(18, Math.max(widths.get(name) ?? 0, width)));
    }
  }
  const fitting: MeasureColumn[] = [];
  let left = room;
  for (const [name, width] of widths) {
    left -= width + 2;
    if (left < 0) break;
    fitting.push({ name: printableLine(name), width });
  }
  return fitting;
}
