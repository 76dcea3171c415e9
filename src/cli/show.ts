import { relative } from 'node:path';
import { ok } from '../core/result.js';
import { runText } from '../ui/runs-table.js';
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
        : runText(manifest, relative(process.cwd(), folder) || folder),
    );
    return Promise.resolve(ok(exitCodes.done));
  },
};
