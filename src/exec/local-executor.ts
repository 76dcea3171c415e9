import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { InstanceId } from '../core/identifiers.js';
import type { Failure } from '../core/failure.js';
import type { ExecutionOutcome, ExecutionRequest, ExecutionRequests, Executor } from '../core/ports.js';
import { canonicalJson, type Json } from '../core/json.js';
import { fail } from '../core/result.js';
import { attemptMarker, endMarked, endStrays } from './attempt-marker.js';
import { deathFailure, withKernelWord } from './death-failure.js';
import type { Job, JobResult } from './job.js';
import { kernelKills } from './kernel-kills.js';
import { codeOf } from './storage-error.js';
import { WorkerPool } from './worker-pool.js';
import type { JobPaths } from './worker-messages.js';
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
    const [outcome] = await this.#executeAll([request]);
    if (outcome === undefined) throw new TypeError('a request without an outcome');
    return outcome;
  }

  executeTogether(requests: ExecutionRequests): Promise<readonly ExecutionOutcome[]> {
    return this.#executeAll(requests);
  }

  async #executeAll(requests: ExecutionRequests): Promise<readonly ExecutionOutcome[]> {
    const [first, ...others] = requests;
    if (!this.#hasEndedStrays) endStrays(dirname(first.attempt.folder));
    this.#hasEndedStrays = true;
    const marker = attemptMarker(first.attempt.folder);
    let jobPaths: JobPaths;
    try {
      jobPaths = [await this.#writeJob(first, marker)];
      for (const request of others) jobPaths = [...jobPaths, await this.#writeJob(request, marker)];
    } catch (error) {
      const path = first.attempt.folder;
      const operation = 'write';
      return requests.map(() =>
        fail({ reason: 'storage', operation, path, code: codeOf(error) ?? String(error) }),
      );
    }
    const killsBefore = kernelKills();
    const ending = await this.#runJobs(jobPaths, marker, requests);
    const outcomes: ExecutionOutcome[] = [];
    for (const request of requests) {
      const outcome = await outcomeOf(request, ending);
      outcomes.push(outcome.ok ? outcome : fail(withKernelWord(outcome.failure, killsBefore, kernelKills())));
    }
    return outcomes;
  }

  /** Kills every worker and what the steps have started, at once: the second Ctrl-C, and when the runner itself ends. */
  killAll(): void {
    this.#pool.killAll();
    for (const marker of this.#markers) endMarked(marker);
  }

  async #runJobs(jobPaths: JobPaths, marker: string, requests: ExecutionRequests): Promise<JobEnding> {
    const [{ instance, signal, borrowThreads, onEvent }] = requests;
    const { memoryBytes } = instance.resources;
    const worker = this.#pool.take();
    this.#markers.add(marker);
    try {
      return await worker.run({
        jobPaths,
        marker,
        signal,
        graceMs: this.#options.graceMs,
        ...(memoryBytes === undefined ? {} : { memoryLimitBytes: memoryBytes }),
        ...(borrowThreads === undefined ? {} : { borrowThreads }),
        onEvent,
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
