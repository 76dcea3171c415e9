import type { InstanceId } from '../core/identifiers.js';
import type { Freshness } from '../core/staleness.js';
import { formatCounted, formatDuration } from './format-quantity.js';
import { stalenessMessage } from './staleness-message.js';
import { textTable } from './text-table.js';

export interface PlanRow {
  readonly id: InstanceId;
  readonly kind: string;
  readonly freshness: Freshness;
  /** How long a fresh one took when it ran. */
  readonly savedSeconds?: number;
}

/** `may run`: a step above it must run first, and its own inputs may turn out as they were. */
export type PlanState = 'fresh' | 'stale' | 'may run';

/** From so many alike cells on, a sweep is told in one row. */
const foldedCells = 6;

/** What `skysort plan` prints: each instance, whether it is fresh, and every reason why not; then the counts. */
export function planText(rows: readonly PlanRow[]): string {
  const told = foldSweeps(rows).flatMap(({ name, state, row }) => {
    const [first = '', ...rest] = whyLines(row);
    return [[state, name, row.kind, first], ...rest.map((line) => ['', '', '', line])];
  });
  const table = textTable([{ title: 'state' }, { title: 'step' }, { title: 'kind' }, { title: 'why' }], told);
  return `${[...table, '', planSummary(rows)].join('\n')}\n`;
}

/** What a plan says about one instance: stale by itself, or only perhaps. */
export function planState(freshness: Freshness): PlanState {
  if (freshness.fresh) return 'fresh';
  return freshness.reasons.every(({ rule }) => rule === 'upstream') ? 'may run' : 'stale';
}

function planSummary(rows: readonly PlanRow[]): string {
  const count = (state: PlanState): number => rows.filter((row) => planState(row.freshness) === state).length;
  const [fresh, stale, perhaps] = [count('fresh'), count('stale'), count('may run')];
  const saved = rows.reduce((sum, row) => sum + (row.freshness.fresh ? (row.savedSeconds ?? 0) : 0), 0);
  const savedText = saved >= 0.05 ? ` (${formatDuration(saved)} of work)` : '';
  if (stale + perhaps === 0) return `everything is fresh: ${formatCounted(fresh, 'step')}${savedText}`;
  return [
    `${formatCounted(stale, 'step')} to run`,
    ...(perhaps > 0 ? [`${perhaps} that may run, depending on them`] : []),
    ...(fresh > 0 ? [`${fresh} fresh${savedText}`] : []),
  ].join(', ');
}

function whyLines(row: PlanRow): string[] {
  if (!row.freshness.fresh) return row.freshness.reasons.map(stalenessMessage);
  return [row.savedSeconds === undefined ? '' : `took ${formatDuration(row.savedSeconds)}`];
}

interface FoldedRow {
  readonly name: string;
  readonly state: PlanState;
  readonly row: PlanRow;
}

/** Neighbouring cells of one step with the same state and reasons become one row when they are many. */
function foldSweeps(rows: readonly PlanRow[]): FoldedRow[] {
  const groups: { key: string; rows: PlanRow[] }[] = [];
  for (const row of rows) {
    const reasons = row.freshness.fresh ? [] : row.freshness.reasons.map(stalenessMessage);
    const key = JSON.stringify([stepName(row.id), planState(row.freshness), reasons]);
    const last = groups.at(-1);
    if (last?.key === key) last.rows.push(row);
    else groups.push({ key, rows: [row] });
  }
  return groups.flatMap(({ rows: group }) => {
    const [first] = group;
    if (first === undefined) return [];
    if (group.length < foldedCells) {
      return group.map((row) => ({ name: row.id, state: planState(row.freshness), row }));
    }
    const row = { id: first.id, kind: first.kind, freshness: first.freshness, ...sumOfSaved(group) };
    return [
      { name: `${stepName(first.id)} (${group.length} cells)`, state: planState(first.freshness), row },
    ];
  });
}

function sumOfSaved(rows: readonly PlanRow[]): { readonly savedSeconds?: number } {
  const known = rows.flatMap((row) => row.savedSeconds ?? []);
  return known.length === 0 ? {} : { savedSeconds: known.reduce((sum, seconds) => sum + seconds, 0) };
}

function stepName(id: string): string {
  return id.split('@', 1)[0] ?? id;
}
