import type { InstanceState } from '../core/events.js';
import { formatDuration } from './format-quantity.js';
import { countsText } from './run-summary.js';
import { textTable } from './text-table.js';

export interface RunRow {
  readonly run: string;
  readonly workflow: string;
  /** `running` and `interrupted` (its process is gone) when the run has written no end; `damaged`: its manifest is. */
  readonly state: 'done' | 'failed' | 'cancelled' | 'running' | 'interrupted' | 'damaged';
  /** ISO 8601 in UTC. */
  readonly startedAt: string;
  readonly seconds?: number;
  readonly counts: Readonly<Record<InstanceState, number>>;
  readonly pinned?: boolean;
}

/** What `skysort ls` prints: a row for each run in the order given. */
export function runsTable(rows: readonly RunRow[]): string {
  if (rows.length === 0) return 'no runs yet: `skysort run FILE` makes one\n';
  const table = textTable(
    [
      { title: 'run' },
      { title: 'workflow' },
      { title: 'state' },
      { title: 'started (UTC)' },
      { title: 'time', align: 'right' },
      { title: 'steps' },
    ],
    rows.map((row) => [
      row.run,
      row.workflow,
      row.state + (row.pinned === true ? ', pinned' : ''),
      row.startedAt.slice(0, 16).replace('T', ' '),
      row.seconds === undefined ? '' : formatDuration(row.seconds),
      countsText(row.counts),
    ]),
  );
  return `${table.join('\n')}\n`;
}
