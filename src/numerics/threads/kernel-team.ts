import { Worker } from 'node:worker_threads';
import { instantiateKernels, type WasmMemory, type WasmModule } from '../wasm-kernels.js';
import { Meeting } from './meeting.js';

type Kernel = (layout: number, shard: number, slot: number, ...rest: number[]) => void;

/** What a worker thread starts from. */
export interface KernelWorkerStart {
  readonly module: WasmModule;
  readonly memory: WasmMemory;
  readonly control: SharedArrayBuffer;
  readonly slot: number;
}

// Of the team's own: a counter, the number of the kernel, of shards and of arguments; then the arguments, eight bytes each.
const nextShard = 0;
const kernelNumber = 1;
const shardCount = 2;
const argumentCount = 3;
const ownWords = 4;
const mostArguments = 12;

/** One thread's part: takes shards until none is left, then waits for the others. */
class Member {
  readonly meeting: Meeting;
  readonly words: Int32Array;
  readonly numbers: Float64Array;
  readonly names: readonly string[];
  readonly #kernels: readonly Kernel[];
  readonly #slot: number;

  constructor({ module, memory, control, slot }: KernelWorkerStart) {
    this.meeting = new Meeting(control);
    this.words = new Int32Array(control, Meeting.ownStart, ownWords);
    this.numbers = new Float64Array(control, Meeting.ownStart + 4 * ownWords, mostArguments);
    const functions = Object.entries(
      instantiateKernels(module, memory) as Readonly<Record<string, unknown>>,
    ).filter((entry): entry is [string, Kernel] => typeof entry[1] === 'function');
    this.names = functions.map(([name]) => name);
    this.#kernels = functions.map(([, kernel]) => kernel);
    this.#slot = slot;
  }

  run(): void {
    const { words } = this;
    const kernel = this.#kernels[words[kernelNumber]!]!;
    const [layout = 0, ...rest] = this.numbers.subarray(0, words[argumentCount]);
    const nShards = words[shardCount]!;
    for (;;) {
      const shard = Atomics.add(words, nextShard, 1);
      if (shard >= nShards) break;
      kernel(layout, shard, this.#slot, ...rest);
    }
    this.meeting.meet();
  }
}

/** Joins a team from a worker thread; returns when the team is stopped. */
export function serveKernels(start: KernelWorkerStart): void {
  const member = new Member(start);
  member.meeting.serve(() => member.run());
}

/**
 * Runs kernels over shards, on this thread and `threads - 1` workers. A kernel is an export
 * `(layout, shard, slot, ...rest)` that writes only its shard's places, and scratch of its thread's by `slot` (below `threads`):
 * then results do not depend on the number of threads.
 */
export class KernelTeam {
  readonly threads: number;
  readonly #member: Member;
  readonly #workers: readonly Worker[];

  constructor(module: WasmModule, memory: WasmMemory, threads: number) {
    this.threads = threads;
    const control = Meeting.control(4 * ownWords + 8 * mostArguments, threads);
    const startOf = (slot: number): KernelWorkerStart => ({ module, memory, control, slot });
    this.#member = new Member(startOf(0));
    this.#workers = Array.from(
      { length: threads - 1 },
      (_, i) => new Worker(new URL('./kernel-worker.js', import.meta.url), { workerData: startOf(i + 1) }),
    );
  }

  /**
   * Runs an export for each of `nShards` shards; blocks until all are done.
   * @param rest What the kernel takes after layout, shard and slot.
   */
  run(kernel: string, nShards: number, layout: number, ...rest: number[]): void {
    const { words, numbers, names, meeting } = this.#member;
    const number = names.indexOf(kernel);
    if (number < 0) throw new RangeError(`no kernel ${kernel}`);
    if (rest.length >= mostArguments) throw new RangeError(`${kernel} takes too many arguments`);
    words.set([0, number, nShards, rest.length + 1]);
    numbers.set([layout, ...rest]);
    meeting.start();
    this.#member.run();
  }

  async stop(): Promise<void> {
    this.#member.meeting.stop();
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }
}
