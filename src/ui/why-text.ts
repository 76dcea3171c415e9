import { formatDuration } from './format-quantity.js';
import type { PlanRow } from './plan-text.js';
import { planState } from './plan-text.js';
import { stalenessMessage } from './staleness-message.js';

/** What `skysort why` prints about each instance of a step: its state, then one reason a line. */
export function whyText(rows: readonly PlanRow[]): string {
  return rows.map(whyBlock).join('');
}

function whyBlock(row: PlanRow): string {
  const head = `${row.id} (${row.kind})`;
  if (row.freshness.fresh) {
    const took = row.savedSeconds === undefined ? '' : `; it took ${formatDuration(row.savedSeconds)}`;
    return `${head} is fresh: nothing that it depends on has changed${took}\n`;
  }
  const opening = planState(row.freshness) === 'stale' ? 'is stale' : 'may have to run';
  return [
    `${head} ${opening}:`,
    ...row.freshness.reasons.map((reason) => `  ${stalenessMessage(reason)}`),
    '',
  ].join('\n');
}
