import { Worker } from 'node:worker_threads';
import { sharedMemory, type WasmMemory } from '../../wasm-kernels.js';
import { layOut, type EnginePlan, type LaidOut, type Program } from './program.js';
import type { Step } from './machine.js';
import { Meeting } from '../../threads/meeting.js';

// Of the team's own: the learning rate; then, as words, the program, the batch and a counter for each phase.
const programNumber = 0;
const imageCount = 1;
const stepNumber = 2;
const firstCounter = 3;
const mostPhases = 1024;

/** What a worker thread starts from. */
export interface WorkerStart {
  readonly plan: EnginePlan;
  readonly memory: WasmMemory;
  readonly control: SharedArrayBuffer;
  readonly thread: number;
  /** See `Meeting.serve`. */
  readonly since: number;
}

/** One thread's part in running programs: takes tasks of a phase until none is left, then waits for the others. */
class Member {
  readonly meeting: Meeting;
  readonly words: Int32Array;
  readonly rate: Float64Array;
  readonly #laidOut: LaidOut;

  constructor(laidOut: LaidOut, control: SharedArrayBuffer) {
    this.#laidOut = laidOut;
    this.meeting = new Meeting(control);
    this.rate = new Float64Array(control, Meeting.ownStart, 1);
    this.words = new Int32Array(control, Meeting.ownStart + 8);
  }

  run(): void {
    const { words } = this;
    const program = words[programNumber] === 1 ? this.#laidOut.training : this.#laidOut.inference;
    const step: Step = { images: words[imageCount]!, number: words[stepNumber]!, rate: this.rate[0]! };
    for (const [i, phase] of program?.phases.entries() ?? []) {
      for (;;) {
        const task = Atomics.add(words, firstCounter + i, 1);
        if (task >= phase.tasks) break;
        phase.run(task, step);
      }
      this.meeting.meet();
    }
  }
}

/** Joins a team from a worker thread; returns when the team is stopped. */
export function serve({ plan, memory, control, thread, since }: WorkerStart): void {
  const laidOut = layOut(plan, thread);
  laidOut.machine.attach(memory);
  const member = new Member(laidOut, control);
  member.meeting.serve(() => member.run(), since);
}

/**
 * Runs programs on this thread and some workers. Results do not depend on their number: tasks are those of the phases, and each
 * writes its own places.
 */
export class Team {
  readonly laidOut: LaidOut;
  readonly #member: Member;
  readonly #mostThreads: number;
  readonly #workers: Worker[] = [];
  readonly #start: Omit<WorkerStart, 'thread' | 'since'>;

  /** @param mostThreads For so many there is room: memory that is not used costs nothing. */
  constructor(plan: EnginePlan, threads: number, mostThreads = threads) {
    this.laidOut = layOut(plan, 0);
    this.#mostThreads = mostThreads;
    const { machine } = this.laidOut;
    const memory = sharedMemory(machine.bytesFor(mostThreads));
    machine.attach(memory);
    const control = Meeting.control(8 + 4 * (firstCounter + mostPhases), threads);
    this.#member = new Member(this.laidOut, control);
    this.#start = { plan, memory, control };
    this.#addWorkers(threads);
  }

  /** This one and the workers. */
  get threads(): number {
    return this.#workers.length + 1;
  }

  /** Goes on with so many threads, or with as many as there is room for. Not while a program runs. */
  async setThreads(threads: number): Promise<void> {
    const wanted = Math.min(threads, this.#mostThreads);
    if (wanted === this.threads) return;
    const leaving = this.#workers.splice(wanted - 1);
    this.#member.meeting.threads = wanted;
    // They wait for the next round, in which they have no part.
    await Promise.all(leaving.map((worker) => worker.terminate()));
    this.#addWorkers(wanted);
  }

  #addWorkers(threads: number): void {
    const since = this.#member.meeting.round;
    while (this.#workers.length < threads - 1) {
      const workerData: WorkerStart = { ...this.#start, thread: this.#workers.length + 1, since };
      this.#workers.push(new Worker(new URL('./worker.js', import.meta.url), { workerData }));
    }
  }

  /** Runs a program on the batch that lies in its input; blocks until it is done. */
  run(program: Program, step: Step): void {
    const { words, rate } = this.#member;
    if (program.phases.length > mostPhases) throw new RangeError('the network has too many layers');
    words[programNumber] = program === this.laidOut.training ? 1 : 0;
    words[imageCount] = step.images;
    words[stepNumber] = step.number;
    rate[0] = step.rate;
    words.fill(0, firstCounter);
    this.#member.meeting.start();
    this.#member.run();
  }

  async stop(): Promise<void> {
    this.#member.meeting.stop();
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }
}
