import { mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { RunEventBody } from '../core/events.js';
import { isFailureReason, type Failure } from '../core/failure.js';
import { fail, ok, type Result } from '../core/result.js';
import type { Checkpoints, Note, PluginFile, StepContext, StepKind, StepOutputs } from '../core/step.js';
import { attemptMarker, endMarked, markerVariable } from './attempt-marker.js';
import { collectOutputs, undeclaredFiles, type SealFile } from './collect-outputs.js';
import { filesHeldForWriting } from './held-files.js';
import type { Job, JobResult } from './job.js';
import { lineFlow } from './line-flow.js';
import { stepInputs, stepOutputs } from './step-inputs.js';
import { stepLog } from './step-log.js';
import { codeOf, storageTrouble } from './storage-error.js';
import type { JobPaths } from './worker-messages.js';

export interface JobPorts {
  /** The kind of a name, from its plugin when it is not one of skysort's. */
  readonly loadKind: (name: string, plugin: PluginFile | undefined) => Promise<Result<StepKind | undefined>>;
  readonly sealFile: SealFile;
  readonly writeAtomically: (path: string, content: string) => Promise<void>;
  readonly openCheckpoints: (folder: string, note: (note: Note) => void) => Checkpoints;
  readonly send: (event: RunEventBody) => void;
  readonly clockMs: () => number;
  readonly signal: AbortSignal;
  /** How many threads the job may use by now; undefined when it is as the job says. */
  readonly threads?: () => number | undefined;
  /** Told what the job's programs are known by, so that they can be ended together with this process. */
  readonly guard: (marker: string) => void;
}

export interface JobSummary {
  /** What went wrong, when it could not even be written down. */
  readonly untold?: Failure;
  /** Whether it ran code that is not ours, or ours broke down: the process may not be as it was. */
  readonly mayHaveChanged: boolean;
  readonly hasStartedPrograms: boolean;
}

/** Progress is told at most this often; the last word always. */
const progressIntervalMs = 100;

/** Runs the jobs in some files, all of one kind, and leaves `result.json` beside each. */
export async function runJobs(jobPaths: JobPaths, ports: JobPorts): Promise<JobSummary> {
  const tasks = await Promise.all(jobPaths.map((path) => openTask(path, ports)));
  const results = await attemptOrStorage(tasks, ports);
  for (const { telling } of tasks) telling.close();
  const untold: Failure[] = [];
  for (const [i, { job }] of tasks.entries()) {
    const failure = await leaveResult(job, resultAt(results, i), ports);
    if (failure !== undefined) untold.push(failure);
  }
  const isPlugin = tasks.some(({ job }) => job.plugin !== undefined);
  return {
    ...(untold[0] === undefined ? {} : { untold: untold[0] }),
    mayHaveChanged:
      isPlugin || results.some((result) => !result.ok && result.failure.reason === 'step-threw'),
    hasStartedPrograms: isPlugin || tasks.some(({ telling }) => telling.hasStartedPrograms()),
  };
}

/** A job that is being done. */
interface Task {
  readonly job: Job;
  readonly telling: Tellings;
}

async function openTask(jobPath: string, ports: JobPorts): Promise<Task> {
  const job = JSON.parse(await readFile(jobPath, 'utf8')) as Job;
  const marker = job.marker ?? attemptMarker(job.attemptFolder);
  // A plugin may start programs without a word to us: they inherit it.
  if (job.plugin !== undefined) process.env[markerVariable] = marker;
  ports.guard(marker);
  return { job, telling: tellings(job, marker, ports) };
}

function resultAt<T>(results: readonly T[], i: number): T {
  const result = results[i];
  if (result === undefined) throw new TypeError(`nothing in place ${i}`);
  return result;
}

/** A disk that is full may show at any write: making the folders, hashing, syncing. */
async function attemptOrStorage(tasks: readonly Task[], ports: JobPorts): Promise<readonly JobResult[]> {
  try {
    return await attemptJobs(tasks, ports);
  } catch (error) {
    return tasks.map(({ job }) => {
      const trouble = storageTrouble(error, job.attemptFolder);
      if (trouble === undefined) throw error;
      return { ok: false, failure: trouble };
    });
  }
}

/** @returns The failure that is to be told in another way, when there is no room for `result.json` either. */
async function leaveResult(job: Job, result: JobResult, ports: JobPorts): Promise<Failure | undefined> {
  try {
    await ports.writeAtomically(join(job.attemptFolder, 'result.json'), JSON.stringify(result));
    return undefined;
  } catch (error) {
    const trouble = storageTrouble(error, job.attemptFolder);
    if (trouble === undefined) throw error;
    return result.ok ? trouble : result.failure;
  }
}

async function attemptJobs(tasks: readonly Task[], ports: JobPorts): Promise<readonly JobResult[]> {
  const { job } = resultAt(tasks, 0);
  const loaded = await ports.loadKind(job.kind, job.plugin);
  if (!loaded.ok) return tasks.map(() => loaded);
  const kind = loaded.value;
  if (kind === undefined) throw new TypeError(`job of unknown kind ${job.kind}`);
  const startMs = ports.clockMs();
  const contexts: StepContext[] = [];
  for (const task of tasks) contexts.push(await contextOf(task, ports));
  const returned = await runCatching(kind, contexts);
  const results: JobResult[] = [];
  for (const [i, task] of tasks.entries()) {
    const ran = checkedResult(returned[i], task.job);
    results.push(ran.ok ? await collect(task, resultAt(contexts, i).outputs, ports) : ran);
  }
  // What cells that are done together took is shared out among them.
  const seconds = (ports.clockMs() - startMs) / 1000 / tasks.length;
  return results.map((result) => (result.ok ? { ...result, seconds } : result));
}

async function contextOf({ job, telling }: Task, ports: JobPorts): Promise<StepContext> {
  const { context: told } = telling;
  const outputs = stepOutputs(job.outputs, job.attemptFolder);
  await makeOutputFolders(job, outputs);
  const scratchFolder = join(job.attemptFolder, 'scratch');
  await mkdir(scratchFolder, { recursive: true });
  return {
    params: job.params,
    inputs: stepInputs(job.inputs),
    outputs,
    get threads() {
      return ports.threads?.() ?? job.threads;
    },
    signal: ports.signal,
    scratchFolder,
    ...(job.checkpointFolder === undefined
      ? {}
      : { checkpoints: ports.openCheckpoints(job.checkpointFolder, (note) => told.note(note)) }),
    ...told,
  };
}

async function collect({ job, telling }: Task, outputs: StepOutputs, ports: JobPorts): Promise<JobResult> {
  const mayBeHeld = job.plugin !== undefined || telling.hasStartedPrograms();
  const held = mayBeHeld ? filesHeldForWriting(job.attemptFolder) : new Set<string>();
  const collected = await collectOutputs(job.outputs, outputs, ports.sealFile, held);
  if (!collected.ok) return { ok: false, failure: withPlugin(collected.failure, job) };
  for (const note of await extraNotes(job, outputs)) telling.context.note(note);
  const { notes, measures } = telling;
  return { ok: true, outputs: collected.value, seconds: 0, notes, measures };
}

/** What a plugin returns is of any type: nothing, when its author forgot to; or facts that no message is known for. */
function checkedResult(returned: unknown, { plugin }: Job): Result<void> {
  const at = plugin === undefined ? {} : { plugin: plugin.path };
  if (typeof returned !== 'object' || returned === null || !('ok' in returned))
    return fail({ reason: 'no-result', found: returned === undefined ? 'nothing' : typeof returned, ...at });
  if (returned.ok === true) return ok();
  const failure: unknown = 'failure' in returned ? returned.failure : undefined;
  if (typeof failure === 'object' && failure !== null && 'reason' in failure) {
    const reason = String(failure.reason);
    if (isFailureReason(reason)) return fail(failure as Failure);
    return fail({
      reason: 'no-result',
      found: `a failure of the unknown reason ${JSON.stringify(reason)}`,
      ...at,
    });
  }
  return fail({ reason: 'no-result', found: 'a failure without a reason', ...at });
}

/** A missing output is the fault of a program, or of the plugin that should have written it. */
function withPlugin(failure: Failure, { plugin }: Job): Failure {
  const isOfPlugin = failure.reason === 'missing-output' && plugin !== undefined;
  return isOfPlugin ? { ...failure, plugin: plugin.path } : failure;
}

/** The one place that turns a throw into a failure: of all that were done together. */
async function runCatching(kind: StepKind, contexts: readonly StepContext[]): Promise<readonly unknown[]> {
  const first = resultAt(contexts, 0);
  try {
    if (contexts.length === 1) return [await kind.run(first)];
    if (kind.runBatch === undefined) throw new TypeError(`kind ${kind.name} has no runBatch`);
    const results = await kind.runBatch(contexts);
    if (results.length === contexts.length) return results;
    throw new TypeError(
      `runBatch of ${kind.name} gave ${results.length} results for ${contexts.length} contexts`,
    );
  } catch (error) {
    const failure = failureOfThrow(error, first.scratchFolder);
    return contexts.map(() => fail(failure));
  }
}

function failureOfThrow(error: unknown, folder: string): Failure {
  const trouble = storageTrouble(error, folder);
  if (trouble !== undefined) return trouble;
  if (codeOf(error) === 'ERR_WORKER_OUT_OF_MEMORY') return { reason: 'heap-exhausted' };
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  return { reason: 'step-threw', message, stack: stack ?? '' };
}

async function makeOutputFolders(job: Job, outputs: StepOutputs): Promise<void> {
  for (const [name, spec] of Object.entries(job.outputs)) {
    const path = outputs.path(name);
    await mkdir('file' in spec ? dirname(path) : path, { recursive: true });
  }
}

/** What a program wrote among its outputs without declaring it is lost with the attempt: better to say so. */
async function extraNotes(job: Job, outputs: StepOutputs): Promise<Note[]> {
  const extra = await undeclaredFiles(job.outputs, outputs, join(job.attemptFolder, 'outputs'));
  if (extra.length === 0) return [];
  const shown = extra.slice(0, 5).join(', ');
  const more = extra.length > 5 ? ` and ${extra.length - 5} more` : '';
  return [
    {
      level: 'warning',
      text: `not declared under outputs, so not kept: ${shown}${more}`,
    },
  ];
}

type Told = Pick<StepContext, 'progress' | 'metric' | 'note' | 'measure' | 'line' | 'programs'>;

interface Tellings {
  readonly context: Told;
  readonly notes: Note[];
  readonly measures: Record<string, number | string>;
  readonly hasStartedPrograms: () => boolean;
  close(): void;
}

/** The part of a step's context through which it tells something. */
function tellings({ id, logFile }: Job, marker: string, ports: JobPorts): Tellings {
  const notes: Note[] = [];
  const measures: Record<string, number | string> = {};
  const log = stepLog(logFile);
  const flow = lineFlow((stream, text) => ports.send({ type: 'step-line', id, stream, text }), ports.clockMs);
  let lastProgressMs = -Infinity;
  let hasStartedPrograms = false;
  const context: Told = {
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
    line(stream, text) {
      log.line(text);
      flow.line(stream, text);
    },
    programs: {
      environment() {
        hasStartedPrograms = true;
        return { [markerVariable]: marker };
      },
      endLeftBehind: () => endMarked(marker),
    },
  };
  const close = (): void => {
    flow.close();
    log.close();
  };
  return { context, notes, measures, hasStartedPrograms: () => hasStartedPrograms, close };
}
