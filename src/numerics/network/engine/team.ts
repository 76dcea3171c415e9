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
  readonly threads: number;
}

/** One thread's part in running programs: takes tasks of a phase until none is left, then waits for the others. */
class Member {
  readonly meeting: Meeting;
  readonly words: Int32Array;
  readonly rate: Float64Array;
  readonly #laidOut: LaidOut;

  constructor(laidOut: LaidOut, control: SharedArrayBuffer, threads: number) {
    this.#laidOut = laidOut;
    this.meeting = new Meeting(control, threads);
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
export function serve({ plan, memory, control, thread, threads }: WorkerStart): void {
  const laidOut = layOut(plan, thread);
  laidOut.machine.attach(memory);
  const member = new Member(laidOut, control, threads);
  member.meeting.serve(() => member.run());
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
    const control = Meeting.control(8 + 4 * (firstCounter + mostPhases));
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
    this.#member.meeting.start();
    this.#member.run();
  }

  async stop(): Promise<void> {
    this.#member.meeting.stop();
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }
}
