import type { Transferable } from 'node:worker_threads';
import { runInPlace } from './run-in-place.js';
import { TaskThread } from './task-thread.js';

/** What a task gives for an item: the output, and which of its buffers may be moved to the other thread instead of copied. */
export interface TaskResult<Output> {
  readonly output: Output;
  readonly transfer?: readonly Transferable[];
}

/** Work that any thread can do: begins from a setup once, then takes items one after the other. */
export interface ThreadTask<Setup, Item, Output> {
  /** URL of the module that exports it under the name `task`. */
  readonly module: string;
  readonly begin: (setup: Setup) => (item: Item) => TaskResult<Output> | Promise<TaskResult<Output>>;
}

/**
 * Declares a task: `export const task = threadTask(import.meta.url, (setup: Setup) => (item: Item) => ({ output }))`, alone in a
 * module that a thread can import without doing anything else. What goes in and comes out must be cloneable.
 */
export function threadTask<Setup, Item, Output>(
  module: string,
  begin: ThreadTask<Setup, Item, Output>['begin'],
): ThreadTask<Setup, Item, Output> {
  return { module, begin };
}

interface MapOptions {
  /** With one, the work is done in place; with more, on so many worker threads, while this one takes the outputs. */
  readonly threads: number;
  readonly signal: AbortSignal;
}

/** Items ahead of the one whose output is taken, for each thread: they bound the memory. */
const lookAhead = 3;

/**
 * The outputs of a task over items, in the order of the items, whatever the number of threads. Items are taken lazily, at most a
 * few for each thread ahead of the output that is awaited. When the signal is aborted the outputs just end: ask the signal.
 * @throws What the task throws; the threads are gone when this generator has ended in any way.
 */
export async function* mapInOrder<Setup, Item, Output>(
  task: ThreadTask<Setup, Item, Output>,
  setup: Setup,
  items: Iterable<Item>,
  { threads, signal }: MapOptions,
): AsyncGenerator<Output, void, undefined> {
  if (threads <= 1) {
    yield* runInPlace(task, setup, items, signal);
    return;
  }
  const team = Array.from({ length: threads }, () => new TaskThread<Item, Output>(task.module, setup));
  const source = items[Symbol.iterator]();
  const pending: Promise<Output>[] = [];
  const takeMore = (): void => {
    while (pending.length < lookAhead * threads) {
      const next = source.next();
      if (next.done === true) return;
      const idlest = team.reduce((least, thread) => (thread.load < least.load ? thread : least));
      pending.push(idlest.run(next.value));
    }
  };
  try {
    for (;;) {
      takeMore();
      const first = pending.shift();
      if (first === undefined || signal.aborted) return;
      const output = await untilAborted(first, signal);
      if (output === undefined) return;
      yield output.value;
    }
  } finally {
    source.return?.();
    await Promise.all(team.map((thread) => thread.stop()));
  }
}

/** The value in a box, or nothing as soon as the signal is aborted. */
async function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<{ value: T } | undefined> {
  const ended = new AbortController();
  const aborted = new Promise<undefined>((resolve) => {
    const onAbort = (): void => {
      resolve(undefined);
    };
    signal.addEventListener('abort', onAbort, { once: true, signal: ended.signal });
  });
  try {
    return await Promise.race([promise.then((value) => ({ value })), aborted]);
  } finally {
    ended.abort();
  }
}
