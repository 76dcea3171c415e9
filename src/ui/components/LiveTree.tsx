import type { ReactElement } from 'react';
import { Box, Text } from 'ink';
import { formatCounted, formatDuration } from '../format-quantity.js';
import { liveLayout, type LiveRow } from '../live-layout.js';
import { stoppingText } from '../run-printer.js';
import type { ScreenModel } from '../screen-model.js';
import { shortReason } from '../staleness-message.js';
import { printableLine } from '../text-width.js';
import { LossCurve } from './LossCurve.js';
import { Paint } from './Paint.js';
import { StateCounts } from './StateMark.js';
import { StepRow, SweepRow, WaitingRow } from './StepRow.js';
import { SweepTable } from './SweepTable.js';

interface LiveProps {
  readonly model: ScreenModel;
  readonly nameWidth: number;
  readonly columns: number;
  readonly nowMs: number;
  readonly stopping: boolean;
}

/** What is running and what waits, redrawn in place; at most one row less than the terminal has. */
export function LiveTree(props: LiveProps & { readonly rows: number }): ReactElement {
  const layout = liveLayout(props.model, props.rows, props.nowMs);
  return (
    <Box flexDirection="column" width={props.columns}>
      {layout.map((row, index) => (
        <LiveRowView key={index} row={row} {...props} />
      ))}
    </Box>
  );
}

function LiveRowView(props: LiveProps & { readonly row: LiveRow }): ReactElement {
  const { row, model, nameWidth, columns, nowMs } = props;
  const indent = '    ';
  switch (row.row) {
    case 'step':
      return <StepRow instance={row.instance} {...{ nameWidth, columns, nowMs }} />;
    case 'sweep':
      return <SweepRow step={row.step} instances={row.instances} {...{ nameWidth, columns, nowMs }} />;
    case 'cells':
      return <SweepTable cells={row.cells} hidden={row.hidden} {...{ columns, nowMs }} />;
    case 'curve':
      return <LossCurve instance={row.instance} height={row.height} columns={columns} />;
    case 'reason':
      return <Paint tone="quiet">{`${indent}${shortReason(row.instance.reasons)}`}</Paint>;
    case 'line':
      return <Paint tone="quiet">{`${indent}│ ${printableLine(row.text)}`}</Paint>;
    case 'waiting':
      return <WaitingRow step={row.step} instance={row.instance} {...{ model, nameWidth, columns }} />;
    case 'more-running':
      return <Paint tone="live">{`… and ${row.count} more running`}</Paint>;
    case 'more-waiting':
      return (
        <Paint tone="quiet">{`· ${formatCounted(row.names.length, 'step')} waiting: ${row.names.join(', ')}`}</Paint>
      );
    case 'total':
      return <TotalRow {...props} />;
    default:
      return row satisfies never;
  }
}

/** The run in one row: what it is, how far it has come, how long it has taken. */
function TotalRow(props: LiveProps): ReactElement {
  const { model, nowMs, stopping } = props;
  const finished = model.steps.filter((step) => step.finished).length;
  const seconds = (nowMs - (model.startedMs ?? nowMs)) / 1000;
  if (stopping) return <Paint tone="warning">{stoppingText}</Paint>;
  return (
    <Text wrap="truncate-end">
      <Paint tone="strong">{model.started?.workflow ?? ''}</Paint>
      {`  ${finished} of ${formatCounted(model.steps.length, 'step')}  ${formatDuration(seconds)}  `}
      <StateCounts counts={model.counts} />
    </Text>
  );
}
