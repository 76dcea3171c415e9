import { join } from 'node:path';
import type { Manifest } from '../core/manifest.js';
import { ok } from '../core/result.js';
import { readManifest, runIds, workflowsWithRuns } from '../store/run-history.js';
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
    const manifests = workflowsWithRuns(layout)
      .filter((workflow) => only === undefined || workflow === only)
      .flatMap((workflow) => runIds(layout, workflow).map((run) => join(layout.workflow(workflow), run)))
      .flatMap((folder) => readManifest(folder) ?? [])
      .sort((a, b) => b.startedAt.localeCompare(a.startedAt));
    terminal.stdout.write(runsTable(manifests.map(runRow)));
    return Promise.resolve(ok(exitCodes.done));
  },
};

function runRow(manifest: Manifest): RunRow {
  const { run, workflow, startedAt, seconds, instances } = manifest;
  const state = shownState(manifest);
  const hasEnded = state !== 'running' && state !== 'interrupted';
  return {
    run,
    workflow,
    state,
    startedAt,
    counts: countStates(instances),
    ...(hasEnded ? { seconds } : {}),
  };
}
