import { copyFile, constants, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { FromSchema } from 'json-schema-to-ts';
import { fail, ok, type Result } from '../core/result.js';
import { defineStep, type ParamsSchema, type StepInputs, type StepOutputs } from '../core/step.js';
import { runProgram } from './command/run-program.js';

const params = {
  type: 'object',
  additionalProperties: false,
  required: ['command'],
  properties: {
    command: {
      description:
        'The program and its arguments. {inputs.NAME} and {outputs.NAME} stand for paths; an argument that is only an input of several files becomes several arguments.',
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
  inputs: 'any',
  outputs: 'declared',
  environment: ({ env }) => env,
  async run(context) {
    const inputPaths = await copyInputs(context.inputs, context.scratchFolder);
    const argv = expandArguments(context.params.command, inputPaths, context.outputs);
    if (!argv.ok) return argv;
    const { shell, env } = context.params;
    return runProgram(context, {
      argv: shell ? ['/bin/sh', '-c', argv.value.join(' ')] : argv.value,
      environment: visibleEnvironment(env),
    });
  },
});

/** @returns For each input the paths of its copies, relative to the private folder. */
async function copyInputs(inputs: StepInputs, folder: string): Promise<Map<string, string[]>> {
  const paths = new Map<string, string[]>();
  for (const name of inputs.names()) {
    const copies: string[] = [];
    for (const file of inputs.files(name)) {
      const copy = join('inputs', name, file.name);
      await mkdir(dirname(join(folder, copy)), { recursive: true });
      // Where the file system can share blocks this costs nothing; the program never touches the store's own bytes.
      await copyFile(file.path, join(folder, copy), constants.COPYFILE_FICLONE);
      copies.push(copy);
    }
    paths.set(name, copies);
  }
  return paths;
}

function expandArguments(
  template: readonly string[],
  inputs: ReadonlyMap<string, readonly string[]>,
  outputs: StepOutputs,
): Result<string[]> {
  const argv: string[] = [];
  for (const [position, argument] of template.entries()) {
    const whole = /^\{inputs\.([A-Za-z0-9_-]+)\}$/.exec(argument)?.[1];
    const several = whole === undefined ? undefined : inputs.get(whole);
    if (several !== undefined) {
      argv.push(...several);
      continue;
    }
    const expanded = expandText(argument, inputs, outputs);
    if (expanded.unknown !== undefined) {
      return fail({
        reason: 'unsuitable-parameter',
        parameter: `command[${position}]`,
        found: expanded.unknown,
        expected: [...inputs.keys()]
          .map((name) => `{inputs.${name}}`)
          .concat(outputs.names().map((name) => `{outputs.${name}}`))
          .join(', '),
        remedy: 'name a declared input or output; an input of several files must be an argument of its own',
      });
    }
    argv.push(expanded.text);
  }
  return ok(argv);
}

function expandText(
  text: string,
  inputs: ReadonlyMap<string, readonly string[]>,
  outputs: StepOutputs,
): { text: string; unknown?: string } {
  let unknown: string | undefined;
  const expanded = text.replace(
    /\{(inputs|outputs)\.([A-Za-z0-9_-]+)\}/g,
    (reference, side: string, name: string) => {
      const files = inputs.get(name);
      if (side === 'inputs' && files?.length === 1) return files[0] ?? '';
      if (side === 'outputs' && outputs.names().includes(name)) return outputs.path(name);
      unknown ??= reference;
      return reference;
    },
  );
  return unknown === undefined ? { text: expanded } : { text: expanded, unknown };
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
