import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { Ajv } from 'ajv';
import { parseDigest } from '../../src/core/identifiers.js';
import type { JsonObject } from '../../src/core/json.js';
import type { Result } from '../../src/core/result.js';
import type {
  Checkpoints,
  InputFile,
  Metric,
  Note,
  OutputSpec,
  Progress,
  StepKind,
} from '../../src/core/step.js';
import type { JobInput } from '../../src/exec/job.js';
import { stepInputs, stepOutputs } from '../../src/exec/step-inputs.js';
import { temporaryFolder } from './temporary-folder.js';

/** What a test wants a step to run on: a path, a folder, or a list of paths for each input. */
export interface StepRun {
  readonly inputs?: Readonly<Record<string, string | readonly string[] | JobInput>>;
  readonly params?: JsonObject;
  readonly threads?: number;
  readonly outputs?: Readonly<Record<string, OutputSpec>>;
  readonly signal?: AbortSignal;
  readonly checkpoints?: Checkpoints;
  readonly progress?: (progress: Progress) => void;
}

export interface StepOutcome {
  readonly result: Result<void>;
  readonly path: (output: string) => string;
  readonly notes: readonly Note[];
  readonly metrics: readonly Metric[];
  readonly measures: Readonly<Record<string, number | string>>;
}

export function inputFile(path: string, name = basename(path)): InputFile {
  const bytes = readFileSync(path);
  return {
    name,
    path,
    sha256: parseDigest(createHash('sha256').update(bytes).digest('hex')),
    bytes: bytes.length,
  };
}

function folderFiles(folder: string): InputFile[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => statSync(join(folder, name)).isFile())
    .sort()
    .map((name) => inputFile(join(folder, name), relative(folder, join(folder, name))));
}

function jobInput(input: string | readonly string[] | JobInput): JobInput {
  if (typeof input === 'object' && 'form' in input) return input;
  if (typeof input !== 'string') {
    return { form: 'one', artifact: { form: 'files', files: input.map((path) => inputFile(path)) } };
  }
  return statSync(input).isDirectory()
    ? { form: 'one', artifact: { form: 'files', files: folderFiles(input) } }
    : { form: 'one', artifact: { form: 'file', file: inputFile(input) } };
}

/** Runs one kind in this process, in a temporary folder, its parameters checked and defaulted by its schema. */
export async function runStep(kind: StepKind, run: StepRun): Promise<StepOutcome> {
  const params = structuredClone(run.params ?? {}) as Record<string, unknown>;
  if (kind.stochastic) params['seed'] ??= 0;
  const validate = new Ajv({ useDefaults: true, allErrors: true, strict: false }).compile(kind.params);
  if (!validate(params)) throw new Error(`parameters of ${kind.name}: ${JSON.stringify(validate.errors)}`);

  const specs = run.outputs ?? (kind.outputs === 'declared' ? {} : kind.outputs);
  const outputs = stepOutputs(specs, temporaryFolder());
  for (const [name, spec] of Object.entries(specs)) {
    mkdirSync('file' in spec ? dirname(outputs.path(name)) : outputs.path(name), { recursive: true });
  }
  const notes: Note[] = [];
  const metrics: Metric[] = [];
  const measures: Record<string, number | string> = {};
  const inputs = Object.fromEntries(
    Object.entries(run.inputs ?? {}).map(([name, input]) => [name, jobInput(input)]),
  );
  const result = await kind.run({
    params: params as JsonObject,
    inputs: stepInputs(inputs),
    outputs,
    threads: run.threads ?? 1,
    scratchFolder: temporaryFolder(),
    signal: run.signal ?? new AbortController().signal,
    ...(run.checkpoints === undefined ? {} : { checkpoints: run.checkpoints }),
    progress: run.progress ?? (() => undefined),
    metric: (metric) => metrics.push(metric),
    note: (note) => notes.push(note),
    measure: (added) => Object.assign(measures, added),
    line: () => undefined,
    programs: { environment: () => ({}), endLeftBehind: () => undefined },
  });
  return { result, path: (output) => outputs.path(output), notes, metrics, measures };
}
