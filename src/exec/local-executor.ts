import { spawn, type ChildProcess } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunEventBody } from '../core/events.js';
import type { ExecutionOutcome, ExecutionRequest, Executor } from '../core/ports.js';
import { fail } from '../core/result.js';
import type { Job, JobResult } from './job.js';

export interface LocalExecutorOptions {
  /** The program and its first arguments; the job file's path follows. */
  readonly command: readonly [string, ...string[]];
  /** How long a step may take to stop cleanly before it is killed. */
  readonly graceMs: number;
}

interface Ending {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stderrTail: string;
}

const stderrTailBytes = 4000;

/** Runs each step in a process of its own on this machine, which leads a process group that goes with it. */
export class LocalExecutor implements Executor {
  readonly #options: LocalExecutorOptions;
  readonly #children = new Set<ChildProcess>();

  constructor(options: LocalExecutorOptions) {
    this.#options = options;
  }

  async execute(request: ExecutionRequest): Promise<ExecutionOutcome> {
    const jobPath = await writeJob(request);
    const ending = await this.#runProcess(jobPath, request);
    const result = await readResult(request.attempt.folder);
    if (result?.ok === true) return { ok: true, value: result };
    // The signal that stops a worker reaches its programs too: what it then says of them is no failure of theirs.
    if (request.signal.aborted) return fail({ reason: 'cancelled' });
    if (result !== undefined) return fail(result.failure);
    return fail({
      reason: 'worker-died',
      ...(ending.exitCode === null ? {} : { exitCode: ending.exitCode }),
      ...(ending.signal === null ? {} : { signal: ending.signal }),
      stderrTail: ending.stderrTail,
    });
  }

  /** Kills every process group at once: the second Ctrl-C, and the last resort when the runner itself ends. */
  killAll(): void {
    for (const child of this.#children) killGroup(child, 'SIGKILL');
  }

  #runProcess(jobPath: string, request: ExecutionRequest): Promise<Ending> {
    const [program, ...args] = this.#options.command;
    const child = spawn(program, [...args, jobPath, '--parent', String(process.pid)], {
      // Its own group: a terminal's Ctrl-C reaches the runner alone, which then decides.
      detached: true,
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.#children.add(child);
    return new Promise((resolve) => {
      let stderrTail = '';
      const stop = (): void => this.#stop(child);
      request.signal.addEventListener('abort', stop, { once: true });
      if (request.signal.aborted) stop();
      child.stderr?.setEncoding('utf8').on('data', (text: string) => {
        stderrTail = (stderrTail + text).slice(-stderrTailBytes);
      });
      child.on('message', (event) => request.onEvent(event as RunEventBody));
      child.on('error', (error) => {
        stderrTail += error.message;
        if (child.pid === undefined) resolve({ exitCode: null, signal: null, stderrTail });
      });
      child.on('close', (exitCode, signal) => {
        request.signal.removeEventListener('abort', stop);
        killGroup(child, 'SIGKILL'); // what the step started and left behind
        this.#children.delete(child);
        resolve({ exitCode, signal, stderrTail });
      });
    });
  }

  #stop(child: ChildProcess): void {
    killGroup(child, 'SIGTERM');
    const timer = setTimeout(() => killGroup(child, 'SIGKILL'), this.#options.graceMs);
    child.once('close', () => clearTimeout(timer));
  }
}

function killGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // The group is gone, which is what was wanted.
  }
}

async function writeJob(request: ExecutionRequest): Promise<string> {
  const { instance, inputs, attempt, threads } = request;
  const job: Job = {
    version: 1,
    id: instance.id,
    kind: instance.kind,
    params: instance.params,
    inputs,
    outputs: instance.outputs,
    attemptFolder: attempt.folder,
    threads,
  };
  const path = join(attempt.folder, 'job.json');
  await writeFile(path, JSON.stringify(job));
  return path;
}

async function readResult(folder: string): Promise<JobResult | undefined> {
  try {
    return JSON.parse(await readFile(join(folder, 'result.json'), 'utf8')) as JobResult;
  } catch {
    return undefined;
  }
}
