import type { ReactElement } from 'react';
import { Box, Text } from 'ink';
import { formatCounted, formatDuration } from '../format-quantity.js';
import { showsBar } from '../live-layout.js';
import { wholeMeter } from '../progress-meter.js';
import { isOver, type InstanceModel, type ScreenModel, type StepModel } from '../screen-model.js';
import { shortReason } from '../staleness-message.js';
import { padText, printableLine, textWidth, truncateText } from '../text-width.js';
import { Paint } from './Paint.js';
import { ProgressBar } from './ProgressBar.js';
import { StateCounts, StateMark } from './StateMark.js';

const timeColumns = 8;

/** Where what follows a step's name begins, the same in every row. */
export function nameColumns(model: ScreenModel, columns: number): number {
  const longest = model.steps.reduce((most, step) => Math.max(most, textWidth(step.name)), 0);
  return Math.min(longest, Math.max(8, Math.floor(columns * 0.3)));
}

/** A running step: spinner, name, progress or the reason for running, time. */
export function StepRow(props: {
  readonly instance: InstanceModel;
  readonly nameWidth: number;
  readonly columns: number;
  readonly nowMs: number;
}): ReactElement {
  const { instance, nameWidth, columns, nowMs } = props;
  const seconds = (nowMs - (instance.startedMs ?? nowMs)) / 1000;
  const middle = Math.max(4, columns - 2 - nameWidth - 2 - timeColumns);
  const meter = wholeMeter(instance.progress, instance.epochs);
  return (
    <Row
      {...{ nameWidth, columns, seconds }}
      name={instance.step}
      mark={<StateMark state={instance.state} nowMs={nowMs} />}
    >
      {meter !== undefined && showsBar(instance, nowMs) ? (
        <ProgressBar {...{ meter, nowMs }} columns={middle} />
      ) : (
        <Paint tone="quiet">{idleText(instance)}</Paint>
      )}
    </Row>
  );
}

/** A sweep in one row: how many of its cells are ready, and in what states they are. */
export function SweepRow(props: {
  readonly step: StepModel;
  readonly instances: readonly InstanceModel[];
  readonly nameWidth: number;
  readonly columns: number;
  readonly nowMs: number;
}): ReactElement {
  const { step, instances, nameWidth, columns, nowMs } = props;
  const over = instances.filter((instance) => isOver(instance.state)).length;
  const firstMs = instances.reduce(
    (first, { startedMs }) => Math.min(first, startedMs ?? Infinity),
    Infinity,
  );
  const seconds = Number.isFinite(firstMs) ? (nowMs - firstMs) / 1000 : 0;
  const state = step.counts.running > 0 ? 'running' : step.counts.shared > 0 ? 'shared' : 'waiting';
  return (
    <Row
      {...{ nameWidth, columns, seconds }}
      name={step.name}
      mark={<StateMark state={state} nowMs={nowMs} />}
    >
      <Text wrap="truncate-end">
        {`${over} of ${formatCounted(instances.length, 'cell')}  `}
        <StateCounts counts={step.counts} />
      </Text>
    </Row>
  );
}

/** A step that nothing has happened to yet, with what it waits for. */
export function WaitingRow(props: {
  readonly model: ScreenModel;
  readonly step: StepModel;
  readonly instance: InstanceModel;
  readonly nameWidth: number;
  readonly columns: number;
}): ReactElement {
  const { model, step, instance, nameWidth, columns } = props;
  const open = instance.needs.filter((id) => {
    const needed = model.instances[model.positions.get(id) ?? -1];
    return needed !== undefined && !isOver(needed.state);
  });
  const cells = step.positions.length > 1 ? `${formatCounted(step.positions.length, 'cell')}, ` : '';
  const why =
    open.length === 0 ? 'ready, waits for a free core' : `waits for ${[...new Set(open)].join(', ')}`;
  return (
    <Row {...{ nameWidth, columns }} name={step.name} tone="quiet" mark={<StateMark state="waiting" />}>
      <Paint tone="quiet">{cells + why}</Paint>
    </Row>
  );
}

/** Mark, name, something in the middle, time at the right edge: never wider than `columns`. */
export function Row(props: {
  readonly mark: ReactElement;
  readonly name: string;
  readonly tone?: 'quiet' | 'strong';
  readonly nameWidth: number;
  readonly columns: number;
  readonly seconds?: number;
  readonly children: ReactElement;
}): ReactElement {
  const { nameWidth, columns } = props;
  // In a very narrow terminal what a step does is worth more than its time.
  const seconds = columns - nameWidth - 4 >= timeColumns + 8 ? props.seconds : undefined;
  return (
    <Box width={columns} height={1}>
      <Box width={2 + nameWidth + 2} flexShrink={0}>
        <Text wrap="truncate-end">
          {props.mark}{' '}
          <Paint tone={props.tone ?? 'strong'}>
            {padText(truncateText(props.name, nameWidth), nameWidth)}
          </Paint>
        </Text>
      </Box>
      <Box flexGrow={1} flexShrink={1} minWidth={0}>
        {props.children}
      </Box>
      {seconds === undefined ? null : (
        <Box width={timeColumns} flexShrink={0} justifyContent="flex-end">
          <Paint tone="quiet">{formatDuration(Math.max(0, seconds))}</Paint>
        </Box>
      )}
    </Box>
  );
}

function idleText(instance: InstanceModel): string {
  if (instance.state === 'shared')
    return instance.sharesWith === undefined
      ? `another run computes it (${printableLine(instance.owner ?? '')})`
      : `shares the result of ${instance.sharesWith}`;
  return shortReason(instance.reasons);
}
