import { nearest } from '../config/nearest.js';
import { fail, ok } from '../core/result.js';
import { kinds as registry } from '../steps/index.js';
import { kindText, kindsText } from '../ui/kind-text.js';
import type { Command } from './command.js';
import { exitCodes } from './exit-codes.js';
import { readWorkflow } from './read-workflow.js';

export const kinds: Command = {
  name: 'kinds',
  usage: '[KIND] [--workflow FILE]',
  summary: 'Lists the kinds of steps, or explains one: its inputs, outputs and parameters.',
  arity: { least: 0, most: 1 },
  options: [{ name: 'workflow', value: 'FILE', summary: "the kinds of this workflow's plugins too" }],
  exits: [0, 2],
  example: 'skysort kinds kmeans',
  async run(invocation, terminal) {
    const [name] = invocation.args;
    const known = new Map(registry);
    const file = invocation.value('workflow');
    if (file !== undefined) {
      const read = await readWorkflow(file, []);
      if (!read.ok) return read;
      for (const kind of read.value.kinds.values()) known.set(kind.name, kind);
    }
    if (name === undefined) {
      terminal.stdout.write(kindsText([...known.values()]));
      return ok(exitCodes.done);
    }
    const kind = known.get(name);
    if (kind === undefined) {
      const near = nearest(name, known.keys());
      return fail({
        reason: 'usage' as const,
        found: `no kind ${name}`,
        expected: [...known.keys()].join(', '),
        ...(near === undefined ? {} : { remedy: `did you mean ${near}?` }),
      });
    }
    terminal.stdout.write(kindText(kind));
    return ok(exitCodes.done);
  },
};
