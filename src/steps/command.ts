import type { FromSchema } from 'json-schema-to-ts';
import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../core/json.js';
import { ok, type Result } from '../core/result.js';
import { defineStep, type ParamFault, type ParamsSchema, type StepNames } from '../core/step.js';
import { copyInputs } from './command/copy-inputs.js';
import { expandArguments, type Placeholders } from './command/expand-arguments.js';
import { knownPlaceholders, wrongPlaceholders } from './command/placeholders.js';
import { runProgram } from './command/run-program.js';
import { shellScript } from './command/shell-script.js';

const params = {
  type: 'object',
  additionalProperties: false,
  required: ['command'],
  properties: {
    command: {
      description:
        'The program and its arguments, numbers and booleans as text. {inputs.NAME} and {outputs.NAME} stand for paths, {values.NAME} for a value, and all other braces for themselves (a text that looks like a placeholder can come from a value); an argument that is only an input of several files becomes several arguments. An input that `gather` collects is a folder with one folder for each cell, named as the cell: `k=3`, `k=3,seed=1`.',
      type: 'array',
      items: { type: ['string', 'number', 'boolean'] },
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
  paramFaults: placeholderFaults,
  async run(context) {
    const copied = await copyInputs(context.inputs, context.scratchFolder);
    if (!copied.ok) return copied;
    const { shell, env, values } = context.params;
    const template = context.params.command.map(String);
    const placeholders = { inputs: copied.value, outputs: context.outputs, values };
    const argv = shell ? shellArguments(template, placeholders) : expandArguments(template, placeholders);
    if (!argv.ok) return argv;
    return runProgram(context, {
      argv: argv.value,
      environment: visibleEnvironment(env),
    });
  },
});

/** Placeholders that would not be filled in; the names of the values are known before the values are. */
function placeholderFaults({ command, values }: JsonObject, names: StepNames): ParamFault[] {
  const given = values !== undefined && isJsonObject(values) ? Object.keys(values) : [];
  const known = { ...names, values: [...new Set([...given, ...names.swept])] };
  const placeholders = knownPlaceholders(known);
  const shown = [...placeholders.slice(0, 8), ...(placeholders.length > 8 ? ['…'] : [])].join(', ');
  const words: readonly Json[] = command !== undefined && isJsonArray(command) ? command : [];
  return words.flatMap((word, position) =>
    (typeof word === 'string' ? wrongPlaceholders(word, known) : []).map(({ found, nearest }) => ({
      path: ['command', position],
      expected: `text with no placeholders but ${shown}`,
      found,
      remedy:
        nearest === undefined
          ? 'a text like a placeholder can come from "values:"'
          : `did you mean ${nearest}?`,
    })),
  );
}

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
