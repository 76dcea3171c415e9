import { parentPort, workerData } from 'node:worker_threads';
import type { ThreadTask } from './map-in-order.js';
import type { TaskAnswer, TaskStart } from './task-thread.js';

// The entry of a worker thread: performs the task of a module on what it is sent, one item after the other.
const { module, setup } = workerData as TaskStart;
const { task } = (await import(module)) as { task: ThreadTask<unknown, unknown, unknown> };
const perform = task.begin(setup);

let last: Promise<void> = Promise.resolve();
parentPort?.on('message', (item: unknown) => {
  last = last.then(() => answer(item));
});

async function answer(item: unknown): Promise<void> {
  try {
    const { output, transfer = [] } = await perform(item);
    parentPort?.postMessage({ output } satisfies TaskAnswer, transfer);
  } catch (error) {
    parentPort?.postMessage({ error, facts: systemFacts(error) } satisfies TaskAnswer);
  }
}

/** What the system's errors say beside their message, which an error that is sent to another thread loses. */
function systemFacts(error: unknown): object {
  return error instanceof Error
    ? Object.fromEntries(
        Object.entries(error).filter(([, value]) => ['string', 'number'].includes(typeof value)),
      )
    : {};
}
