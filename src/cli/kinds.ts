import { nearest } from '../config/nearest.js';
import { fail, ok } from '../core/result.js';
import { kinds as registry } from '../steps/index.js';
import { kindText, kindsText } from '../ui/kind-text.js';
import type { Command } from './command.js';
import { exitCodes } from './exit-codes.js';

export const kinds: Command = {
  name: 'kinds',
  usage: '[KIND]',
  summary: 'Lists the kinds of steps, or explains one: its inputs, outputs and parameters.',
  arity: { least: 0, most: 1 },
  options: [],
  exits: [0, 2],
  example: 'skysort kinds kmeans',
  run({ args: [name] }, terminal) {
    if (name === undefined) {
      terminal.stdout.write(kindsText([...registry.values()]));
      return Promise.resolve(ok(exitCodes.done));
    }
    const kind = registry.get(name);
    if (kind === undefined) {
      const near = nearest(name, [...registry.keys()]);
      return Promise.resolve(
        fail({
          reason: 'usage' as const,
          found: `no kind ${name}`,
          expected: [...registry.keys()].join(', '),
          ...(near === undefined ? {} : { remedy: `did you mean ${near}?` }),
        }),
      );
    }
    terminal.stdout.write(kindText(kind));
    return Promise.resolve(ok(exitCodes.done));
  },
};
