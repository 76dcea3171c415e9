import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { InstanceId } from '../core/identifiers.js';
import type { Failure } from '../core/failure.js';
import type { ExecutionOutcome, ExecutionRequest, Executor } from '../core/ports.js';
import { canonicalJson, type Json } from '../core/json.js';
import { fail } from '../core/result.js';
import { attemptMarker, endMarked, endStrays } from './attempt-marker.js';
import { deathFailure, withKernelWord } from './death-failure.js';
import type { Job, JobResult } from './job.js';
import { kernelKills } from './kernel-kills.js';
import { codeOf } from './storage-error.js';
import { WorkerPool } from './worker-pool.js';
import type { JobEnding } from './worker-process.js';

export interface LocalExecutorOptions {
  /** The program and its first arguments; `--serve --parent PID` follow. */
  readonly command: readonly [string, ...string[]];
  /** How long a step may take to stop cleanly before it is killed. */
  readonly graceMs: number;
  /** Where to keep what an instance's programs print. */
  logFile?(instance: InstanceId): string;
}

/** Runs steps in a pool of worker processes on this machine. */
export class LocalExecutor implements Executor {
  readonly #options: LocalExecutorOptions;
  readonly #pool: WorkerPool;
  readonly #markers = new Set<string>();
  #hasEndedStrays = false;

  constructor(options: LocalExecutorOptions) {
    this.#options = options;
    this.#pool = new WorkerPool(options.command);
  }

  async execute(request: ExecutionRequest): Promise<ExecutionOutcome> {
    if (!this.#hasEndedStrays) endStrays(dirname(request.attempt.folder));
    this.#hasEndedStrays = true;
    const marker = attemptMarker(request.attempt.folder);
    let jobPath: string;
    try {
      jobPath = await this.#writeJob(request, marker);
    } catch (error) {
      const path = request.attempt.folder;
      return fail({ reason: 'storage', operation: 'write', path, code: codeOf(error) ?? String(error) });
    }
    const killsBefore = kernelKills();
    const ending = await this.#runJob(jobPath, marker, request);
    const outcome = await outcomeOf(request, ending);
    return outcome.ok ? outcome : fail(withKernelWord(outcome.failure, killsBefore, kernelKills()));
  }

  /** Kills every worker and what the steps have started, at once: the second Ctrl-C, and when the runner itself ends. */
  killAll(): void {
    this.#pool.killAll();
    for (const marker of this.#markers) endMarked(marker);
  }

  async #runJob(jobPath: string, marker: string, request: ExecutionRequest): Promise<JobEnding> {
    const { memoryBytes } = request.instance.resources;
    const worker = this.#pool.take();
    this.#markers.add(marker);
    try {
      return await worker.run({
        jobPath,
        marker,
        signal: request.signal,
        graceMs: this.#options.graceMs,
        ...(memoryBytes === undefined ? {} : { memoryLimitBytes: memoryBytes }),
        onEvent: (event) => request.onEvent(event),
      });
    } finally {
      this.#pool.giveBack(worker);
      this.#markers.delete(marker);
    }
  }

  async #writeJob(request: ExecutionRequest, marker: string): Promise<string> {
    const { instance, inputs, attempt, threads, checkpointFolder } = request;
    const logFile = this.#options.logFile?.(instance.id);
    const job: Job = {
      version: 1,
      id: instance.id,
      kind: instance.kind,
      ...(instance.plugin === undefined ? {} : { plugin: instance.plugin }),
      params: instance.params,
      inputs,
      outputs: instance.outputs,
      attemptFolder: attempt.folder,
      threads,
      ...(checkpointFolder === undefined ? {} : { checkpointFolder }),
      marker,
      ...(logFile === undefined ? {} : { logFile }),
    };
    const path = join(attempt.folder, 'job.json');
    // Canonical: a step that prints its parameters writes the same bytes whatever order the workflow has them in.
    await writeFile(path, canonicalJson(job as unknown as Json));
    return path;
  }
}

async function outcomeOf(request: ExecutionRequest, ending: JobEnding): Promise<ExecutionOutcome> {
  const result = await readResult(request.attempt.folder);
  if (result?.ok === true) return { ok: true, value: result };
  // The signal that stops a worker reaches its programs too: what it then says of them is no failure of theirs.
  if (result !== undefined && !request.signal.aborted) return fail(result.failure);
  return fail(endingFailure(request, ending));
}

function endingFailure(
  { instance, signal }: ExecutionRequest,
  { death, usedBytes, untold }: JobEnding,
): Failure {
  if (untold !== undefined) return untold;
  const limitBytes = instance.resources.memoryBytes;
  if (usedBytes !== undefined && limitBytes !== undefined)
    return { reason: 'out-of-memory', limitBytes, usedBytes };
  if (signal.aborted) return { reason: 'cancelled' };
  return deathFailure(death ?? { exitCode: null, signal: null, stderrTail: '' });
}

async function readResult(folder: string): Promise<JobResult | undefined> {
  try {
    return JSON.parse(await readFile(join(folder, 'result.json'), 'utf8')) as JobResult;
  } catch {
    return undefined;
  }
}
