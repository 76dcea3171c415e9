import { relative } from 'node:path';
import { ok } from '../core/result.js';
import { setPinned } from '../store/pin.js';
import { storing } from '../store/storage-trouble.js';
import type { Command } from './command.js';
import { exitCodes } from './exit-codes.js';
import { findRun } from './find-run.js';
import { openWorkspace } from './workspace.js';

export const pin: Command = {
  name: 'pin',
  usage: 'RUN',
  summary:
    'Keeps a run and all that it produced from being collected, until skysort unpin. RUN is a workflow, a run id or a folder.',
  arity: { least: 1, most: 1 },
  options: [],
  exits: [0, 2, 4],
  example: 'skysort pin demo',
  async run(invocation, terminal) {
    const { layout, files } = openWorkspace(invocation, terminal);
    const found = findRun(layout, invocation.args[0] ?? '');
    if (!found.ok) return found;
    const { folder } = found.value;
    const set = await storing('pin', folder, () => setPinned(folder, true, files));
    if (!set.ok) return set;
    terminal.stdout.write(`${relative(process.cwd(), folder) || folder}\n`);
    return ok(exitCodes.done);
  },
};
