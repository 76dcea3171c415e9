import { ok } from '../core/result.js';
import type { Command } from './command.js';
import { exitCodes } from './exit-codes.js';
import { readWorkflow } from './read-workflow.js';

export const validate: Command = {
  name: 'validate',
  usage: 'FILE [--set P=V]…',
  summary: 'Checks a workflow file whole and tells all that is wrong with it at once, each with its line.',
  arity: { least: 1, most: 1 },
  options: [{ name: 'set', value: 'P=V', repeats: true, summary: 'override a param of the file' }],
  exits: [0, 2],
  example: 'skysort validate workflows/galaxies.yaml',
  async run(invocation, terminal) {
    const [file = ''] = invocation.args;
    const read = await readWorkflow(file, invocation.values('set'));
    if (!read.ok) return read;
    const { instances } = read.value;
    const steps = new Set(instances.map(({ step }) => step)).size;
    terminal.stdout.write(
      `${file} is valid: ${counted(steps, 'step')}, ${counted(instances.length, 'instance')}\n`,
    );
    return ok(exitCodes.done);
  },
};

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
