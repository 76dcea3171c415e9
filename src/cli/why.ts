import { ok } from '../core/result.js';
import { whyText } from '../ui/why-text.js';
import { assess } from './assess.js';
import type { Command } from './command.js';
import { exitCodes } from './exit-codes.js';
import { checkNames, readWorkflow } from './read-workflow.js';
import { openWorkspace } from './workspace.js';

export const why: Command = {
  name: 'why',
  usage: 'FILE STEP [--set P=V]…',
  summary:
    'Says, field by field, what makes a step stale: which parameter, input, version or variable differs from its last result. STEP is a step, for all its cells, or one cell, clusters@k=6.',
  arity: { least: 2, most: 2 },
  options: [{ name: 'set', value: 'P=V', repeats: true, summary: 'override a param of the file' }],
  exits: [0, 2, 3, 4],
  example: 'skysort why workflows/demo.yaml clusters',
  async run(invocation, terminal) {
    const [file = '', step = ''] = invocation.args;
    const read = await readWorkflow(file, invocation.values('set'));
    if (!read.ok) return read;
    const named = checkNames(read.value, 'step', [step]);
    if (!named.ok) return named;
    const rows = await assess(read.value, openWorkspace(invocation, terminal), terminal);
    if (!rows.ok) return rows;
    const asked = rows.value.filter(({ instance }) => instance.step === step || instance.id === step);
    terminal.stdout.write(
      whyText(asked.map(({ instance: { id, kind }, freshness }) => ({ id, kind, freshness }))),
    );
    return ok(asked.every(({ freshness }) => freshness.fresh) ? exitCodes.done : exitCodes.stale);
  },
};
