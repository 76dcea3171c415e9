import { lstatSync } from 'node:fs';
import { resolve } from 'node:path';
import { fail, ok } from '../core/result.js';
import { exportRun } from '../store/export-run.js';
import { formatBytes, formatCounted } from '../ui/format-quantity.js';
import type { Command } from './command.js';
import { exitCodes } from './exit-codes.js';
import { findRun } from './find-run.js';
import { openWorkspace } from './workspace.js';

export const exportCommand: Command = {
  name: 'export',
  usage: 'RUN DIR',
  summary:
    'Copies a run with all its outputs into a new folder that needs nothing else: real files, no links, each checked against its digest. RUN is a workflow, a run id or a folder.',
  arity: { least: 2, most: 2 },
  options: [],
  exits: [0, 2, 4],
  example: 'skysort export demo /tmp/demo-results',
  async run(invocation, terminal) {
    const [name = '', folder = ''] = invocation.args;
    const { layout, files } = openWorkspace(invocation, terminal);
    const found = findRun(layout, name);
    if (!found.ok) return found;
    if (lstatSync(folder, { throwIfNoEntry: false }) !== undefined) {
      return fail({
        reason: 'usage',
        found: `${folder}, which already exists`,
        expected: 'the name of a folder to make',
      });
    }
    const { manifest, folder: runFolder } = found.value;
    const exported = await exportRun({ layout, files, manifest, runFolder, to: resolve(folder) });
    if (!exported.ok) return exported;
    const { files: count, bytes } = exported.value;
    terminal.stderr.write(`copied ${formatCounted(count, 'file')}, ${formatBytes(bytes)}\n`);
    terminal.stdout.write(`${folder}\n`);
    return ok(exitCodes.done);
  },
};
