import type { InstanceState } from '../core/events.js';
import type { Failure } from '../core/failure.js';
import { failureMessage } from './failure-message.js';
import { formatBytes, formatDuration, formatMeasure } from './format-quantity.js';
import { countsText } from './run-summary.js';
import { textTable } from './text-table.js';
import { printableLine } from './text-width.js';

/** A run as its manifest tells it, so far as `show` needs it. */
export interface ShownRun {
  readonly run: string;
  readonly workflow: string;
  readonly file: string;
  readonly state: string;
  readonly startedAt: string;
  readonly seconds?: number;
  readonly folder: string;
  readonly report?: string;
  readonly instances: readonly ShownInstance[];
}

export interface ShownInstance {
  readonly id: string;
  readonly kind: string;
  readonly state: InstanceState;
  readonly key?: string;
  readonly seconds: number;
  readonly outputs?: Readonly<Record<string, { readonly file: string; readonly bytes: number }>>;
  readonly measures?: Readonly<Record<string, number | string>>;
  readonly failure?: Failure;
}

/** What `skysort show` prints: the run, its instances, what they measured, what they left and where, what failed. */
export function runText(run: ShownRun): string {
  const sections = [
    headText(run),
    instanceTable(run),
    measuresTable(run.instances),
    outputsTable(run.instances),
    failuresText(run.instances),
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function headText(run: ShownRun): string[] {
  const counts: Record<InstanceState, number> = { ran: 0, cached: 0, failed: 0, skipped: 0, cancelled: 0 };
  for (const { state } of run.instances) counts[state] += 1;
  const time = run.seconds === undefined ? '' : ` in ${formatDuration(run.seconds)}`;
  return [
    `${run.workflow}  ${run.run}`,
    `workflow file  ${printableLine(run.file)}`,
    `started        ${run.startedAt}`,
    `state          ${run.state}${time}: ${countsText(counts)}`,
    `folder         ${printableLine(run.folder)}`,
    ...(run.report === undefined ? [] : [`report         ${printableLine(run.report)}`]),
  ];
}

function instanceTable(run: ShownRun): string[] {
  const columns = [
    { title: 'step' },
    { title: 'kind' },
    { title: 'state' },
    { title: 'time', align: 'right' as const },
    { title: 'key' },
  ];
  return textTable(
    columns,
    run.instances.map(({ id, kind, state, seconds, key }) => {
      const time = state === 'ran' || state === 'failed' ? formatDuration(seconds) : '';
      return [id, kind, state, time, key?.slice(0, 12) ?? ''];
    }),
  );
}

function measuresTable(instances: readonly ShownInstance[]): string[] {
  const rows = instances.flatMap(({ id, measures }) => {
    const entries = Object.entries(measures ?? {});
    return entries.length === 0
      ? []
      : [[id, entries.map(([name, value]) => `${name} ${formatMeasure(value)}`).join(', ')]];
  });
  return rows.length === 0 ? [] : textTable([{ title: 'step' }, { title: 'measures' }], rows);
}

function outputsTable(instances: readonly ShownInstance[]): string[] {
  const rows = instances.flatMap(({ id, outputs }) =>
    Object.entries(outputs ?? {}).map(([name, { file, bytes }]) => [
      `${id}.${name}`,
      formatBytes(bytes),
      file,
    ]),
  );
  const columns = [{ title: 'output' }, { title: 'size', align: 'right' as const }, { title: 'file' }];
  return rows.length === 0 ? [] : textTable(columns, rows);
}

function failuresText(instances: readonly ShownInstance[]): string[] {
  return instances.flatMap(({ id, failure }) =>
    failure === undefined || failure.reason === 'cancelled' || failure.reason === 'upstream-failed'
      ? []
      : failureMessage(failure)
          .split('\n')
          .map((line, index) => (index === 0 ? `failed ${id}: ${line}` : line)),
  );
}
