import { mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { RunEventBody } from '../core/events.js';
import { fail, type Result } from '../core/result.js';
import type { Note, PluginFile, StepContext, StepKind, StepOutputs } from '../core/step.js';
import { collectOutputs, type SealFile } from './collect-outputs.js';
import type { Job, JobResult } from './job.js';
import { stepInputs, stepOutputs } from './step-inputs.js';

export interface JobPorts {
  /** The kind of a name, from its plugin when it is not one of skysort's. */
  readonly loadKind: (name: string, plugin: PluginFile | undefined) => Promise<Result<StepKind | undefined>>;
  readonly sealFile: SealFile;
  readonly writeAtomically: (path: string, content: string) => Promise<void>;
  readonly send: (event: RunEventBody) => void;
  readonly clockMs: () => number;
  readonly signal: AbortSignal;
}

/** Progress is told at most this often; the last word always. */
const progressIntervalMs = 100;

/** Runs the job in a file and leaves `result.json` beside it. */
export async function runJob(jobPath: string, ports: JobPorts): Promise<void> {
  const job = JSON.parse(await readFile(jobPath, 'utf8')) as Job;
  const result = await attemptJob(job, ports);
  await ports.writeAtomically(join(job.attemptFolder, 'result.json'), JSON.stringify(result));
}

async function attemptJob(job: Job, ports: JobPorts): Promise<JobResult> {
  const loaded = await ports.loadKind(job.kind, job.plugin);
  if (!loaded.ok) return loaded;
  const kind = loaded.value;
  if (kind === undefined) throw new TypeError(`job of unknown kind ${job.kind}`);
  const startMs = ports.clockMs();
  const outputs = stepOutputs(job.outputs, job.attemptFolder);
  await makeOutputFolders(job, outputs);
  const notes: Note[] = [];
  const measures: Record<string, number | string> = {};
  const context = await jobContext(job, outputs, { ports, notes, measures });
  const ran = await runCatching(kind, context);
  if (!ran.ok) return ran;
  const collected = await collectOutputs(job.outputs, outputs, ports.sealFile);
  if (!collected.ok) return collected;
  return { ok: true, outputs: collected.value, seconds: (ports.clockMs() - startMs) / 1000, notes, measures };
}

/** The one place that turns a throw into a failure. */
async function runCatching(kind: StepKind, context: StepContext): Promise<Result<void>> {
  try {
    return await kind.run(context);
  } catch (error) {
    if (isStorageError(error)) {
      return fail({ reason: 'storage', operation: 'write', path: error.path ?? '', code: error.code });
    }
    const { message, stack } = error instanceof Error ? error : new Error(String(error));
    return fail({ reason: 'step-threw', message, stack: stack ?? '' });
  }
}

function isStorageError(error: unknown): error is Error & { code: string; path?: string } {
  const codes = ['ENOSPC', 'EDQUOT', 'EROFS', 'EIO'];
  return (
    error instanceof Error && 'code' in error && typeof error.code === 'string' && codes.includes(error.code)
  );
}

async function makeOutputFolders(job: Job, outputs: StepOutputs): Promise<void> {
  for (const [name, spec] of Object.entries(job.outputs)) {
    const path = outputs.path(name);
    await mkdir('file' in spec ? dirname(path) : path, { recursive: true });
  }
}

async function jobContext(
  job: Job,
  outputs: StepOutputs,
  kept: { ports: JobPorts; notes: Note[]; measures: Record<string, number | string> },
): Promise<StepContext> {
  const { ports, notes, measures } = kept;
  const { id } = job;
  const scratchFolder = join(job.attemptFolder, 'scratch');
  await mkdir(scratchFolder, { recursive: true });
  let lastProgressMs = -Infinity;
  return {
    params: job.params,
    inputs: stepInputs(job.inputs),
    outputs,
    threads: job.threads,
    signal: ports.signal,
    scratchFolder,
    ...(job.checkpointFolder === undefined ? {} : { checkpointFolder: job.checkpointFolder }),
    progress(progress) {
      const nowMs = ports.clockMs();
      if (progress.done < progress.total && nowMs - lastProgressMs < progressIntervalMs) return;
      lastProgressMs = nowMs;
      ports.send({ type: 'step-progress', id, ...progress });
    },
    metric: (metric) => ports.send({ type: 'step-metric', id, ...metric }),
    note(note) {
      notes.push(note);
      ports.send({ type: 'step-note', id, ...note });
    },
    measure: (added) => void Object.assign(measures, added),
    line: (stream, text) => ports.send({ type: 'step-line', id, stream, text }),
  };
}
