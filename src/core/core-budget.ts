import { priorityQueue } from './priority-queue.js';

/** Cores, and perhaps memory, that a running step holds. */
export interface CoreGrant {
  readonly threads: number;
  release(): void;
}

/** What a step asks for: exactly so many cores, or a fair share of what is free; so much memory, or none that is counted. */
export interface CoreRequest {
  readonly cpus?: number;
  readonly memoryBytes?: number;
}

interface Waiter {
  readonly cpus: number | undefined;
  readonly memoryBytes: number;
  readonly grant: (grant: CoreGrant) => void;
}

/**
 * Shares out cores and memory among steps, lowest priority number first. A step that asks for no number of cores gets a
 * fair share of the free ones; one that asks for more than there is of anything gets all of it. Nobody is overtaken, so
 * that a large step cannot starve. A step's bytes never depend on what it gets.
 */
export function coreBudget(
  nCores: number,
  memoryBytes = Infinity,
): { acquire(priority: number, request?: CoreRequest): Promise<CoreGrant> } {
  let freeCores = nCores;
  let freeBytes = memoryBytes;
  const waiters = priorityQueue<Waiter>();
  let isScheduled = false;

  // Steps that become ready together are seen together, so that each gets its fair share.
  const schedule = (): void => {
    if (isScheduled) return;
    isScheduled = true;
    setImmediate(() => {
      isScheduled = false;
      serve();
    });
  };

  const serve = (): void => {
    for (let next = waiters.first(); next !== undefined && freeCores > 0; next = waiters.first()) {
      const threads = next.cpus ?? Math.max(1, Math.floor(freeCores / waiters.size()));
      if (threads > freeCores || next.memoryBytes > freeBytes) return;
      waiters.takeFirst();
      freeCores -= threads;
      freeBytes -= next.memoryBytes;
      next.grant({ threads, release: once(giveBack(threads, next.memoryBytes)) });
    }
  };

  const giveBack = (threads: number, bytes: number) => (): void => {
    freeCores += threads;
    freeBytes += bytes;
    schedule();
  };

  return {
    acquire(priority, { cpus, memoryBytes: bytes = 0 } = {}) {
      return new Promise((grant) => {
        waiters.add(priority, {
          cpus: cpus === undefined ? undefined : Math.min(Math.max(1, cpus), nCores),
          memoryBytes: Math.min(bytes, memoryBytes),
          grant,
        });
        schedule();
      });
    },
  };
}

function once(action: () => void): () => void {
  let isDone = false;
  return () => {
    if (!isDone) action();
    isDone = true;
  };
}
