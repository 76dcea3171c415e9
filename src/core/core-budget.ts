/** Cores that a running step holds. */
export interface CoreGrant {
  readonly threads: number;
  release(): void;
}

interface Waiter {
  readonly priority: number;
  /** Exactly so many, or a fair share of what is free. */
  readonly cpus: number | undefined;
  readonly grant: (grant: CoreGrant) => void;
}

/**
 * Shares out a number of cores among steps, lowest priority number first. A step that asks for no number gets a fair share
 * of the free cores; one that asks for more than there are gets all of them. Its bytes never depend on what it gets.
 */
export function coreBudget(nCores: number): { acquire(priority: number, cpus?: number): Promise<CoreGrant> } {
  let free = nCores;
  const waiters: Waiter[] = [];
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
    waiters.sort((a, b) => a.priority - b.priority);
    for (let next = waiters[0]; next !== undefined && free > 0; next = waiters[0]) {
      const threads = next.cpus ?? Math.max(1, Math.floor(free / waiters.length));
      if (threads > free) return;
      waiters.shift();
      free -= threads;
      next.grant({ threads, release: once(() => giveBack(threads)) });
    }
  };

  const giveBack = (threads: number): void => {
    free += threads;
    schedule();
  };

  return {
    acquire(priority, cpus) {
      return new Promise((grant) => {
        waiters.push({
          priority,
          cpus: cpus === undefined ? undefined : Math.min(Math.max(1, cpus), nCores),
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
