import type { ThreadTask } from './map-in-order.js';

/** The same on this thread, which lets signals through between items. */
export async function* runInPlace<Setup, Item, Output>(
  task: ThreadTask<Setup, Item, Output>,
  setup: Setup,
  items: Iterable<Item>,
  signal: AbortSignal,
): AsyncGenerator<Output, void, undefined> {
  const perform = task.begin(setup);
  for (const item of items) {
    await new Promise((resolve) => setImmediate(resolve));
    if (signal.aborted) return;
    yield (await perform(item)).output;
  }
}
