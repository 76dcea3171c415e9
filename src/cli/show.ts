import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { ok } from '../core/result.js';
import type { Manifest } from '../core/manifest.js';
import { runText, type ShownRun } from '../ui/run-text.js';
import { shownState } from './manifest-facts.js';
import type { Command } from './command.js';
import { exitCodes } from './exit-codes.js';
import { findRun } from './find-run.js';
import { openWorkspace } from './workspace.js';

export const show: Command = {
  name: 'show',
  usage: 'RUN [--json]',
  summary:
    'Shows a run: each step with its state, time, figures and outputs. RUN is a workflow, a run id or a folder.',
  arity: { least: 1, most: 1 },
  options: [{ name: 'json', summary: 'print the manifest' }],
  exits: [0, 2],
  example: 'skysort show demo',
  run(invocation, terminal) {
    const { layout } = openWorkspace(invocation, terminal);
    const found = findRun(layout, invocation.args[0] ?? '');
    if (!found.ok) return Promise.resolve(found);
    const { manifest, folder } = found.value;
    terminal.stdout.write(
      invocation.has('json')
        ? `${JSON.stringify(manifest, null, 2)}\n`
        : runText(shownRun(manifest, relative(process.cwd(), folder) || folder)),
    );
    return Promise.resolve(ok(exitCodes.done));
  },
};

function shownRun(manifest: Manifest, folder: string): ShownRun {
  const { run, workflow, file, startedAt, seconds, instances } = manifest;
  const report = join(folder, 'report', 'index.html');
  return {
    run,
    workflow,
    file,
    state: shownState(manifest),
    startedAt,
    seconds,
    folder,
    ...(existsSync(report) ? { report } : {}),
    instances: instances.flatMap((instance) => {
      const { state } = instance;
      return state === 'waiting' ? [] : [{ ...instance, state }];
    }),
  };
}
