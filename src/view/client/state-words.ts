import type { LiveState, StepModel } from '../../ui/screen-model.js';

/** What each state is called on the page. */
export const stateWords: Readonly<Record<LiveState, string>> = {
  waiting: 'waiting',
  shared: 'waits for another',
  running: 'running',
  ran: 'done',
  cached: 'from the cache',
  failed: 'failed',
  skipped: 'skipped',
  cancelled: 'stopped',
};

/** A mark for each, so that colour alone never tells. */
export const stateMarks: Readonly<Record<LiveState, string>> = {
  waiting: '·',
  shared: '…',
  running: '▶',
  ran: '✓',
  cached: '✓',
  failed: '✗',
  skipped: '–',
  cancelled: '■',
};

/** What tells most about a step of several cells: trouble first, then what goes on. */
const telling: readonly LiveState[] = [
  'failed',
  'running',
  'shared',
  'waiting',
  'cancelled',
  'skipped',
  'ran',
  'cached',
];

export function stepState({ counts, finished }: StepModel): LiveState {
  const begun = counts.ran + counts.cached > 0 && !finished;
  if (counts.failed === 0 && counts.running === 0 && counts.shared === 0 && begun) return 'running';
  return telling.find((state) => counts[state] > 0) ?? 'waiting';
}
