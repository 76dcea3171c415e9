import { join } from 'node:path';
import { ok } from '../core/result.js';
import type { StoreLayout } from '../store/layout.js';
import { isPinned } from '../store/pin.js';
import { runIds, runTime, workflowsWithRuns } from '../store/run-history.js';
import { inspectRun } from '../store/run-record.js';
import { runsTable, type RunRow } from '../ui/runs-table.js';
import { countStates, shownState } from './manifest-facts.js';
import type { Command } from './command.js';
import { exitCodes } from './exit-codes.js';
import { openWorkspace } from './workspace.js';

export const ls: Command = {
  name: 'ls',
  usage: '[WORKFLOW]',
  summary: 'Lists the runs, the newest first.',
  arity: { least: 0, most: 1 },
  options: [],
  exits: [0],
  example: 'skysort ls demo',
  run(invocation, terminal) {
    const { layout } = openWorkspace(invocation, terminal);
    const [only] = invocation.args;
    const rows = workflowsWithRuns(layout)
      .filter((workflow) => only === undefined || workflow === only)
      .flatMap((workflow) => runIds(layout, workflow).map((run) => ({ workflow, run })))
      .flatMap(({ workflow, run }) => runRow(layout, workflow, run) ?? [])
      .sort((a, b) => b.startedAt.localeCompare(a.startedAt));
    terminal.stdout.write(runsTable(rows));
    return Promise.resolve(ok(exitCodes.done));
  },
};

function runRow(layout: StoreLayout, workflow: string, run: string): RunRow | undefined {
  const folder = join(layout.workflow(workflow), run);
  const found = inspectRun(folder);
  if (found.state === 'absent') return undefined;
  const pinned = isPinned(folder);
  if (found.state === 'damaged') {
    return { run, workflow, state: 'damaged', startedAt: runTime(run), counts: countStates([]), pinned };
  }
  const { startedAt, seconds, instances } = found.manifest;
  const state = shownState(found.manifest);
  const hasEnded = state !== 'running' && state !== 'interrupted';
  const counts = countStates(instances);
  return { run, workflow, state, startedAt, counts, pinned, ...(hasEnded ? { seconds } : {}) };
}
