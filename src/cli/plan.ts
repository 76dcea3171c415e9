import { ok } from '../core/result.js';
import { graphText } from '../ui/graph-text.js';
import { planText } from '../ui/plan-text.js';
import { assess } from './assess.js';
import type { Command } from './command.js';
import { exitCodes } from './exit-codes.js';
import { choosePart, readWorkflow } from './read-workflow.js';
import { openWorkspace } from './workspace.js';

export const plan: Command = {
  name: 'plan',
  usage: 'FILE [--set P=V]… [--target STEP]… [--force STEP]… [--dot]',
  summary: 'Says what a run would do and why, without doing it. Exit code 3 when something is stale.',
  arity: { least: 1, most: 1 },
  options: [
    { name: 'set', value: 'P=V', repeats: true, summary: 'override a param of the file' },
    { name: 'target', value: 'STEP', repeats: true, summary: 'only this step and what it needs' },
    { name: 'force', value: 'STEP', repeats: true, summary: 'this step even if it is fresh' },
    { name: 'dot', summary: 'print the graph of steps for Graphviz' },
    { name: 'mermaid', summary: 'print the graph of steps for Mermaid' },
  ],
  exits: [0, 2, 3, 4],
  example: 'skysort plan workflows/demo.yaml',
  async run(invocation, terminal) {
    const read = await readWorkflow(invocation.args[0] ?? '', invocation.values('set'));
    if (!read.ok) return read;
    const force = invocation.values('force');
    const part = choosePart(read.value, { targets: invocation.values('target'), force });
    if (!part.ok) return part;
    if (invocation.has('dot') || invocation.has('mermaid')) {
      terminal.stdout.write(graphText(part.value.instances, invocation.has('dot') ? 'dot' : 'mermaid'));
      return ok(exitCodes.done);
    }
    const rows = await assess(part.value, openWorkspace(invocation, terminal), terminal, new Set(force));
    if (!rows.ok) return rows;
    const shown = rows.value.map(({ instance: { id, kind }, freshness, action }) => ({
      id,
      kind,
      freshness,
      ...(action === undefined ? {} : { savedSeconds: action.seconds }),
    }));
    terminal.stdout.write(planText(shown));
    return ok(shown.every(({ freshness }) => freshness.fresh) ? exitCodes.done : exitCodes.stale);
  },
};
