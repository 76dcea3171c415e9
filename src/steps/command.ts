import { copyFile, constants, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { FromSchema } from 'json-schema-to-ts';
import { cellText } from '../core/cell.js';
import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../core/json.js';
import { joinWithin } from '../core/join-within.js';
import {
  defineStep,
  type InputArtifact,
  type InputFile,
  type ParamFault,
  type ParamsSchema,
  type StepInputs,
  type StepNames,
} from '../core/step.js';
import { expandArguments } from './command/expand-arguments.js';
import { knownPlaceholders, wrongPlaceholders } from './command/placeholders.js';
import { runProgram } from './command/run-program.js';

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
  paramFaults: placeholderFaults,
  async run(context) {
    const argv = expandArguments(context.params.command.map(String), {
      inputs: await copyInputs(context.inputs, context.scratchFolder),
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

/** @returns For each input the paths of its copies, or of the folder of its cells, relative to the private folder. */
async function copyInputs(inputs: StepInputs, folder: string): Promise<Map<string, string[]>> {
  const paths = new Map<string, string[]>();
  for (const name of inputs.names()) {
    const own = joinWithin(join(folder, 'inputs'), name);
    if (inputs.isGathered(name)) {
      for (const { cell, artifact } of inputs.gathered(name)) {
        await copyFiles(filesOf(artifact), joinWithin(own, cellText(cell)));
      }
      paths.set(name, [join('inputs', name)]);
    } else {
      const files = inputs.files(name);
      await copyFiles(files, own);
      paths.set(
        name,
        files.map((file) => join('inputs', name, file.name)),
      );
    }
  }
  return paths;
}

function filesOf(artifact: InputArtifact): readonly InputFile[] {
  return artifact.form === 'file' ? [artifact.file] : artifact.files;
}

async function copyFiles(files: readonly InputFile[], folder: string): Promise<void> {
  for (const file of files) {
    const copy = joinWithin(folder, file.name);
    await mkdir(dirname(copy), { recursive: true });
    // Where the file system can share blocks this costs nothing; the program never touches the store's own bytes.
    await copyFile(file.path, copy, constants.COPYFILE_FICLONE);
  }
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
