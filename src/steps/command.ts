import type { FromSchema } from 'json-schema-to-ts';
import { defineStep, type ParamsSchema } from '../core/step.js';
import { copyInputs } from './command/copy-inputs.js';
import { expandArguments } from './command/expand-arguments.js';
import { runProgram } from './command/run-program.js';

const params = {
  type: 'object',
  additionalProperties: false,
  required: ['command'],
  properties: {
    command: {
      description:
        'The program and its arguments. {inputs.NAME} and {outputs.NAME} stand for paths, {values.NAME} for a value; an argument that is only an input of several files becomes several arguments.',
      type: 'array',
      items: { type: 'string' },
      minItems: 1,
    },
    shell: {
      description:
        'Whether to join the arguments by spaces and hand them to /bin/sh, for pipes and redirections.',
      type: 'boolean',
      default: false,
    },
    values: {
      description:
        'Values for {values.NAME} in the command. An axis of `sweep` that is no parameter is a value of that name.',
      type: 'object',
      additionalProperties: { type: ['string', 'number', 'boolean'] },
      default: {},
    },
    env: {
      description:
        'Environment variables that the program sees besides PATH; their values are part of the key.',
      type: 'array',
      items: { type: 'string', pattern: '^[A-Za-z_][A-Za-z0-9_]*$' },
      uniqueItems: true,
      default: [],
    },
  },
} as const satisfies ParamsSchema;

type Params = FromSchema<typeof params>;

/** Runs any program in a private folder that holds copies of its declared inputs and nothing else. */
export const command = defineStep<Params>({
  name: 'command',
  version: 1,
  summary: 'Runs any program in a private folder: declared inputs, declared outputs, declared environment.',
  stochastic: false,
  params,
  sweepsInto: 'values',
  inputs: 'any',
  outputs: 'declared',
  environment: ({ env }) => env,
  async run(context) {
    const copied = await copyInputs(context.inputs, context.scratchFolder);
    if (!copied.ok) return copied;
    const argv = expandArguments(context.params.command, {
      inputs: copied.value,
      outputs: context.outputs,
      values: context.params.values,
    });
    if (!argv.ok) return argv;
    const { shell, env } = context.params;
    return runProgram(context, {
      argv: shell ? ['/bin/sh', '-c', argv.value.join(' ')] : argv.value,
      environment: visibleEnvironment(env),
    });
  },
});

/** PATH is passed and not hashed; the rest is in the key. */
function visibleEnvironment(env: readonly string[]): Record<string, string> {
  const visible = ['PATH', ...env].flatMap((name) => {
    // eslint-disable-next-line no-restricted-properties -- the step declares what it sees.
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(visible);
}
