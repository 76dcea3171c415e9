import { open } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { threadTask } from '../../../src/steps/threads/map-in-order.js';

/** Multiplies; an item of -13 fails, one of -99 ends the thread, and one of -28 fails by the system. Earlier items take longer, so that threads overtake each other. */
export const task = threadTask(
  import.meta.url,
  ({ factor, slowness }: { factor: number; slowness: number }) =>
    async (item: number) => {
      if (item === -13) throw new RangeError('thirteen');
      if (item === -99) process.exit(7);
      if (item === -28) await open('/nothing/here', 'w');
      await sleep(slowness / (1 + item));
      const output = Float64Array.of(factor * item);
      return { output, transfer: [output.buffer] };
    },
);
