import { Worker } from 'node:worker_threads';
import { sharedMemory, type WasmMemory } from '../../wasm-kernels.js';
import { layOut, type EnginePlan, type LaidOut, type Program } from './program.js';
import type { Step } from './machine.js';

/** Places in the shared control words. */
const generation = 0;
const arrived = 1;
const released = 2;
const programNumber = 3;
const imageCount = 4;
const stepNumber = 5;
const broken = 6;
const stopped = 7;
const firstCounter = 16;
const mostPhases = 1024;

const spins = 2000;
const waitMs = 500;

/** What a worker thread starts from. */
export interface WorkerStart {
  readonly plan: EnginePlan;
  readonly memory: WasmMemory;
  readonly control: SharedArrayBuffer;
  readonly thread: number;
  readonly threads: number;
}

/** Waits until a control word is no longer `old`; looks for a while before it sleeps. */
function awaitChange(words: Int32Array, place: number, old: number): void {
  for (let i = 0; i < spins; i++) if (Atomics.load(words, place) !== old) return;
  while (Atomics.load(words, place) === old) {
    if (Atomics.load(words, broken) !== 0) throw new Error('another thread of the training engine failed');
    Atomics.wait(words, place, old, waitMs);
  }
}

/** One thread's part in running programs: takes tasks of a phase until none is left, then waits for the others. */
class Member {
  readonly words: Int32Array;
  readonly rate: Float64Array;
  readonly #threads: number;
  readonly #laidOut: LaidOut;

  constructor(laidOut: LaidOut, control: SharedArrayBuffer, threads: number) {
    this.#laidOut = laidOut;
    this.#threads = threads;
    this.words = new Int32Array(control, 8);
    this.rate = new Float64Array(control, 0, 1);
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
      this.#meet();
    }
  }

  #meet(): void {
    if (this.#threads === 1) return;
    const { words } = this;
    const old = Atomics.load(words, released);
    if (Atomics.add(words, arrived, 1) === this.#threads - 1) {
      Atomics.store(words, arrived, 0);
      Atomics.add(words, released, 1);
      Atomics.notify(words, released);
    } else awaitChange(words, released, old);
  }

  /** What a worker does until the team is stopped. */
  serve(): void {
    let seen = 0;
    for (;;) {
      while (Atomics.load(this.words, generation) === seen) Atomics.wait(this.words, generation, seen);
      seen = Atomics.load(this.words, generation);
      if (Atomics.load(this.words, stopped) !== 0) return;
      try {
        this.run();
      } catch (error) {
        Atomics.store(this.words, broken, 1);
        throw error;
      }
    }
  }
}

/** Joins a team from a worker thread; returns when the team is stopped. */
export function serve({ plan, memory, control, thread, threads }: WorkerStart): void {
  const laidOut = layOut(plan, thread);
  laidOut.machine.attach(memory);
  new Member(laidOut, control, threads).serve();
}

/**
 * Runs programs on this thread and `threads - 1` workers. Results do not depend on the number: tasks are those of the phases, and
 * each writes its own places.
 */
export class Team {
  readonly laidOut: LaidOut;
  readonly #member: Member;
  readonly #workers: readonly Worker[];

  constructor(plan: EnginePlan, threads: number) {
    this.laidOut = layOut(plan, 0);
    const { machine } = this.laidOut;
    const memory = sharedMemory(machine.bytesFor(threads));
    machine.attach(memory);
    const control = new SharedArrayBuffer(8 + 4 * (firstCounter + mostPhases));
    this.#member = new Member(this.laidOut, control, threads);
    this.#workers = Array.from({ length: threads - 1 }, (_, i) => {
      const workerData: WorkerStart = { plan, memory, control, thread: i + 1, threads };
      return new Worker(new URL('./worker.js', import.meta.url), { workerData });
    });
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
    Atomics.add(words, generation, 1);
    Atomics.notify(words, generation);
    this.#member.run();
  }

  async stop(): Promise<void> {
    Atomics.store(this.#member.words, stopped, 1);
    Atomics.add(this.#member.words, generation, 1);
    Atomics.notify(this.#member.words, generation);
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }
}
