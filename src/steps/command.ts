import type { FromSchema } from 'json-schema-to-ts';
import { ok, type Result } from '../core/result.js';
import { defineStep, type ParamsSchema } from '../core/step.js';
import { copyInputs } from './command/copy-inputs.js';
import { expandArguments, type Placeholders } from './command/expand-arguments.js';
import { runProgram } from './command/run-program.js';
import { shellScript } from './command/shell-script.js';

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
        'Whether to join the arguments by spaces and hand them to /bin/sh, for pipes and redirections. What placeholders stand for is quoted, so write them without quotes of your own, or within double ones.',
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
    const { command: template, shell, env, values } = context.params;
    const placeholders = { inputs: copied.value, outputs: context.outputs, values };
    const argv = shell ? shellArguments(template, placeholders) : expandArguments(template, placeholders);
    if (!argv.ok) return argv;
    return runProgram(context, {
      argv: argv.value,
      environment: visibleEnvironment(env),
    });
  },
});

function shellArguments(template: readonly string[], placeholders: Placeholders): Result<string[]> {
  const script = shellScript(template, placeholders);
  return script.ok ? ok(['/bin/sh', '-c', script.value]) : script;
}

/** PATH is passed and not hashed; the rest is in the key. */
function visibleEnvironment(env: readonly string[]): Record<string, string> {
  const visible = ['PATH', ...env].flatMap((name) => {
    // eslint-disable-next-line no-restricted-properties -- the step declares what it sees.
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(visible);
}
