import type { ReactElement } from 'react';
import { Box, Text } from 'ink';
import { formatCounted, formatDuration, formatMeasure } from '../format-quantity.js';
import { resultText } from '../instance-text.js';
import { plottedNames, tellingCells } from '../live-layout.js';
import { sparkline } from '../plot-series.js';
import { failureHeadline } from '../failure-message.js';
import {
  stepInstances,
  type InstanceModel,
  type LiveState,
  type ScreenModel,
  type StepModel,
} from '../screen-model.js';
import { shortReason } from '../staleness-message.js';
import { printableLine } from '../text-width.js';
import { Lines } from './Lines.js';
import { Paint } from './Paint.js';
import { StateCounts, StateMark } from './StateMark.js';
import { Row } from './StepRow.js';
import { SweepTable } from './SweepTable.js';

const mostCells = 20;

/** A finished step as it scrolls away: its outcome, its table when it was swept, its curve, its notes, its failure. */
export function FinishedStep(props: {
  readonly model: ScreenModel;
  readonly step: StepModel;
  readonly nameWidth: number;
  readonly columns: number;
  readonly nowMs: number;
}): ReactElement {
  const { model, step, nameWidth, columns, nowMs } = props;
  const instances = stepInstances(model, step);
  const [first] = instances;
  if (first === undefined) return <Text />;
  const swept = instances.length > 1;
  return (
    <Box flexDirection="column" width={columns}>
      <Row
        {...{ nameWidth, columns }}
        name={step.name}
        mark={<StateMark state={worstState(step)} />}
        {...secondsOf(instances)}
      >
        {swept ? (
          <Text wrap="truncate-end">
            {`${formatCounted(instances.length, 'cell')}  `}
            <StateCounts counts={step.counts} />
          </Text>
        ) : (
          <Outcome instance={first} />
        )}
      </Row>
      {swept && showsTable(instances) ? <FinishedTable {...{ instances, columns, nowMs }} /> : null}
      {swept ? null : <FinishedCurve instance={first} columns={columns} />}
      <Notes {...{ instances, columns }} />
    </Box>
  );
}

/** One line: the result, then in a quiet voice why it ran. */
function Outcome(props: { readonly instance: InstanceModel }): ReactElement {
  const { instance } = props;
  const result = resultText(instance);
  // That a step ran for the first time explains nothing afterwards.
  const reason = shortReason(instance.reasons.filter(({ rule }) => rule !== 'never-ran'));
  switch (instance.state) {
    case 'ran':
      return (
        <Text wrap="truncate-end">
          {result}
          <Paint tone="quiet">{(result === '' || reason === '' ? '' : '  ') + reason}</Paint>
        </Text>
      );
    case 'cached': {
      const saved =
        instance.savedSeconds === undefined ? '' : `, ${formatDuration(instance.savedSeconds)} saved`;
      return (
        <Text wrap="truncate-end">
          <Paint tone="good">{`cached${saved}`}</Paint>
          {result === '' ? '' : `  ${result}`}
        </Text>
      );
    }
    case 'skipped':
      return <Paint tone="quiet">{skippedText(instance)}</Paint>;
    case 'failed':
      return (
        <Paint tone="bad">
          {instance.failure === undefined ? 'failed' : failureHeadline(instance.failure)}
        </Paint>
      );
    case 'cancelled':
      return <Paint tone="warning">cancelled</Paint>;
    case 'waiting':
    case 'shared':
    case 'running':
      return <Text />;
    default:
      return instance.state satisfies never;
  }
}

function skippedText(instance: InstanceModel): string {
  return instance.failure?.reason === 'upstream-failed'
    ? `skipped: ${instance.failure.instance} did not finish`
    : 'skipped';
}

function FinishedTable(props: {
  readonly instances: readonly InstanceModel[];
  readonly columns: number;
  readonly nowMs: number;
}): ReactElement {
  const cells = tellingCells(props.instances, mostCells);
  const hidden = props.instances.length - cells.length;
  return (
    <SweepTable
      {...{ cells, hidden }}
      hiddenHint=": see `skysort show`"
      columns={props.columns}
      nowMs={props.nowMs}
    />
  );
}

function FinishedCurve(props: {
  readonly instance: InstanceModel;
  readonly columns: number;
}): ReactElement | null {
  const { instance, columns } = props;
  const [name] = plottedNames(instance);
  const values = name === undefined ? undefined : instance.series[name];
  if (name === undefined || values === undefined || values.length < 2) return null;
  const ends = `${formatMeasure(values[0] ?? NaN)} → ${formatMeasure(values.at(-1) ?? NaN)}`;
  return (
    <Text wrap="truncate-end">
      {`    ${printableLine(name)} ${ends}  `}
      <Paint tone="live">{sparkline(values, Math.min(40, columns - 32))}</Paint>
    </Text>
  );
}

/** Notes of all cells, equal ones once. */
function Notes(props: {
  readonly instances: readonly InstanceModel[];
  readonly columns: number;
}): ReactElement {
  const notes = new Map(
    props.instances.flatMap((instance) => instance.notes).map((note) => [`${note.level} ${note.text}`, note]),
  );
  const lines = [...notes.values()].map(({ level, text }) => ({
    text: level === 'warning' ? `    warning: ${printableLine(text)}` : `    ${printableLine(text)}`,
    tone: level === 'warning' ? ('warning' as const) : ('quiet' as const),
  }));
  return <Lines lines={lines.slice(0, 10)} columns={props.columns} />;
}

/** A table of cells that were all skipped or cancelled says nothing. */
function showsTable(instances: readonly InstanceModel[]): boolean {
  return instances.some(
    ({ state, measures }) =>
      state === 'ran' || state === 'failed' || (state === 'cached' && Object.keys(measures).length > 0),
  );
}

function worstState(step: StepModel): LiveState {
  const order = ['failed', 'cancelled', 'skipped', 'ran', 'cached'] as const;
  return order.find((state) => step.counts[state] > 0) ?? 'waiting';
}

/** The time from the first start to the last end: cells of a sweep run beside each other. */
function secondsOf(instances: readonly InstanceModel[]): { readonly seconds?: number } {
  const [first] = instances;
  if (instances.length === 1)
    return first?.state === 'ran' || first?.state === 'failed' ? { seconds: first.seconds ?? 0 } : {};
  const starts = instances.flatMap(({ startedMs }) => startedMs ?? []);
  const ends = instances.flatMap(({ startedMs, endedMs }) =>
    startedMs === undefined ? [] : (endedMs ?? []),
  );
  return starts.length === 0 ? {} : { seconds: (Math.max(...ends) - Math.min(...starts)) / 1000 };
}
