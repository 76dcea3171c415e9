import { spawn, type ChildProcess } from 'node:child_process';
import type { RunEventBody } from '../core/events.js';
import type { Failure } from '../core/failure.js';
import { endMarked, sendSignal } from './attempt-marker.js';
import { watchMemory } from './memory-use.js';
import { canSeeProcesses, processTable } from './process-table.js';
import type { JobPaths, RunnerMessage, WorkerMessage } from './worker-messages.js';

export interface JobRequest {
  readonly jobPaths: JobPaths;
  /** What the programs of all these jobs are known by. */
  readonly marker: string;
  readonly signal: AbortSignal;
  readonly graceMs: number;
  readonly memoryLimitBytes?: number;
  /** Tells how many threads the job may use each time that this changes. */
  readonly borrowThreads?: (listener: (threads: number) => void) => void;
  onEvent(event: RunEventBody): void;
}

/** How a job ended as the process shows it; `result.json`, if it is there, knows better. */
export interface JobEnding {
  /** Present when the process is gone. */
  readonly death?: WorkerDeath;
  /** What the step held when it was ended for it. */
  readonly usedBytes?: number;
  /** What went wrong, when there was no room to write it down. */
  readonly untold?: Failure;
}

export interface WorkerDeath {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stderrTail: string;
}

/** What the engine prints when the heap is full is followed by its stack. */
const stderrTailCharacters = 8000;
/** A program that was left behind may hold the pipe open for ever. */
const lastWordsMs = 250;
/** A process that has grown beyond this gives its memory back only by ending. */
const maxIdleBytes = 320 * 1024 * 1024;

/** A worker process, which leads a process group that goes with it, and does one job after another. */
export class WorkerProcess {
  readonly #child: ChildProcess;
  readonly #death: Promise<WorkerDeath>;
  #stderrTail = '';
  #isReusable = true;
  /** Its number may be another's by now. */
  #isGone = false;

  constructor([program, ...args]: readonly [string, ...string[]]) {
    this.#child = spawn(program, [...args, '--serve', '--parent', String(process.pid)], {
      // Its own group: a terminal's Ctrl-C reaches the runner alone, which then decides.
      detached: true,
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#stderrTail = (this.#stderrTail + text).slice(-stderrTailCharacters);
    });
    this.#death = this.#untilDeath();
  }

  /** Whether it may do another job: alive, as it was when it started, and not grown. */
  get isReusable(): boolean {
    return this.#isReusable;
  }

  /** Calls back when the process has ended, by itself or not. */
  onDeath(listener: () => void): void {
    void this.#death.then(listener);
  }

  /** Ends it and its whole group, at once. */
  kill(): void {
    this.#isReusable = false;
    this.#signalGroup('SIGKILL');
  }

  async run(request: JobRequest): Promise<JobEnding> {
    const watch: { usedBytes?: number; stop?: (() => void) | undefined } = {};
    let answer: (message: Extract<WorkerMessage, { type: 'done' }>) => void;
    const done = new Promise<Extract<WorkerMessage, { type: 'done' }>>((resolve) => (answer = resolve));
    const hear = (message: unknown): void => {
      const told = message as WorkerMessage;
      if (told.jobPath !== request.jobPaths[0]) return; // an afterthought of the job before
      if (told.type === 'event') request.onEvent(told.event);
      else if (told.type === 'done') answer(told);
      else watch.stop = this.#watchMemory(request, told.rssBytes, (bytes) => (watch.usedBytes = bytes));
    };
    const stop = (): void => this.#stop(request.graceMs);
    this.#child.on('message', hear);
    request.signal.addEventListener('abort', stop, { once: true });
    if (request.signal.aborted) stop();
    this.#send({ jobPaths: request.jobPaths });
    let isDone = false;
    request.borrowThreads?.((threads) => {
      if (!isDone) this.#send({ jobPath: request.jobPaths[0], threads });
    });
    const ended = await Promise.race([done, this.#death]);
    isDone = true;
    watch.stop?.();
    request.signal.removeEventListener('abort', stop);
    this.#child.off('message', hear);
    if (!('type' in ended)) {
      endMarked(request.marker);
      return { death: ended, ...(watch.usedBytes === undefined ? {} : { usedBytes: watch.usedBytes }) };
    }
    if (ended.hasStartedPrograms) this.#endPrograms(request.marker);
    this.#isReusable &&= ended.isClean && !request.signal.aborted && ended.rssBytes < maxIdleBytes;
    return ended.untold === undefined ? {} : { untold: ended.untold };
  }

  #send(message: RunnerMessage): void {
    // That it cannot be told shows in its death.
    this.#child.send(message, () => undefined);
  }

  #watchMemory(
    { memoryLimitBytes, marker }: JobRequest,
    baseBytes: number,
    told: (usedBytes: number) => void,
  ): (() => void) | undefined {
    const { pid } = this.#child;
    if (memoryLimitBytes === undefined || pid === undefined) return undefined;
    const onOver = (usedBytes: number): void => {
      told(usedBytes);
      this.kill();
      endMarked(marker);
    };
    return watchMemory(pid, { marker, limitBytes: memoryLimitBytes, baseBytes, onOver });
  }

  /** Ends what programs have left running, in this group or out of it. */
  #endPrograms(marker: string): void {
    const { pid } = this.#child;
    endMarked(marker);
    if (!canSeeProcesses()) this.kill();
    for (const row of processTable()) {
      if (row.group === pid && row.pid !== pid) sendSignal(row.pid, 'SIGKILL');
    }
  }

  #stop(graceMs: number): void {
    this.#isReusable = false;
    this.#signalGroup('SIGTERM');
    const timer = setTimeout(() => this.kill(), graceMs);
    this.onDeath(() => clearTimeout(timer));
  }

  #signalGroup(signal: NodeJS.Signals): void {
    if (this.#child.pid !== undefined && !this.#isGone) sendSignal(-this.#child.pid, signal);
  }

  #untilDeath(): Promise<WorkerDeath> {
    return new Promise((resolve) => {
      const settle = (exitCode: number | null, signal: NodeJS.Signals | null): void => {
        this.#isReusable = false;
        resolve({ exitCode, signal, stderrTail: this.#stderrTail });
      };
      this.#child.on('error', (error) => {
        this.#stderrTail += error.message;
        if (this.#child.pid === undefined) settle(null, null);
      });
      this.#child.on('exit', (exitCode, signal) => {
        this.#signalGroup('SIGKILL'); // what its step started
        this.#isGone = true;
        this.#isReusable = false;
        const timer = setTimeout(() => settle(exitCode, signal), lastWordsMs);
        this.#child.on('close', () => {
          clearTimeout(timer);
          settle(exitCode, signal);
        });
      });
    });
  }
}
