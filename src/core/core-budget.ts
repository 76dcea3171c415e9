import { priorityQueue } from './priority-queue.js';

/** Cores, and perhaps memory, that a running step holds. */
export interface CoreGrant {
  readonly threads: number;
  /**
   * Lets the step borrow cores that nobody else has a use for: `listener` is told, each time it changes, how many it may use, never
   * fewer than `threads`. A borrowed core is taken back when another step asks for it.
   */
  readonly borrow?: (listener: (threads: number) => void) => void;
  release(): void;
}

/** What a step asks for: exactly so many cores, or a fair share of what is free; so much memory, or none that is counted. */
export interface CoreRequest {
  readonly cpus?: number;
  readonly memoryBytes?: number;
}

export interface CoreBudget {
  acquire(priority: number, request?: CoreRequest): Promise<CoreGrant>;
}

interface Waiter {
  readonly cpus: number | undefined;
  readonly memoryBytes: number;
  readonly grant: (grant: CoreGrant) => void;
}

/** A step that borrows what is free. */
interface Borrower {
  readonly granted: number;
  readonly tell: (threads: number) => void;
  borrowed: number;
}

/** Cores between two short steps are not worth changing hands for. */
const lendAfterMs = 1000;

/**
 * Shares out cores and memory among steps, lowest priority number first. A step that asks for no number of cores gets a
 * fair share of the free ones, and may borrow what is left over; one that asks for more than there is of anything gets all of it.
 * Nobody is overtaken, so that a large step cannot starve. A step's bytes never depend on what it gets.
 */
export function coreBudget(nCores: number, memoryBytes = Infinity, lendingDelayMs = lendAfterMs): CoreBudget {
  /** Those that are lent count as free. */
  let freeCores = nCores;
  let freeBytes = memoryBytes;
  const waiters = priorityQueue<Waiter>();
  const borrowers = new Set<Borrower>();
  let isScheduled = false;
  let lending: NodeJS.Timeout | undefined;
  /** The fewest cores that were free at a time since `lending` runs. */
  let leastFree = 0;

  // Steps that become ready together are seen together, so that each gets its fair share.
  const schedule = (): void => {
    if (isScheduled) return;
    isScheduled = true;
    setImmediate(() => {
      isScheduled = false;
      serve();
      takeBack();
      leastFree = Math.min(leastFree, freeCores);
      watch();
    });
  };

  /** Lends what is free all the while, also when others come and go beside it. */
  const watch = (): void => {
    if (lending !== undefined || borrowers.size === 0 || freeCores <= lent()) return;
    leastFree = freeCores;
    lending = setTimeout(() => {
      lending = undefined;
      lend(leastFree);
      watch();
    }, lendingDelayMs).unref();
  };

  const lent = (): number => [...borrowers].reduce((sum, { borrowed }) => sum + borrowed, 0);

  const serve = (): void => {
    for (let next = waiters.first(); next !== undefined && freeCores > 0; next = waiters.first()) {
      const threads = next.cpus ?? Math.max(1, Math.floor(freeCores / waiters.size()));
      if (threads > freeCores || next.memoryBytes > freeBytes) return;
      waiters.takeFirst();
      freeCores -= threads;
      freeBytes -= next.memoryBytes;
      next.grant(grantOf(next, threads));
    }
  };

  const grantOf = ({ cpus, memoryBytes: bytes }: Waiter, threads: number): CoreGrant => {
    let borrower: Borrower | undefined;
    const release = once(() => {
      if (borrower !== undefined) borrowers.delete(borrower);
      freeCores += threads;
      freeBytes += bytes;
      schedule();
    });
    // Who says how much it needs is held to it.
    if (cpus !== undefined || bytes > 0) return { threads, release };
    const borrow = (tell: Borrower['tell']): void => {
      // Begun anew, it has what it was granted.
      if (borrower !== undefined) borrowers.delete(borrower);
      if (borrower !== undefined && borrower.borrowed > 0) tell(threads);
      borrower = { granted: threads, tell, borrowed: 0 };
      borrowers.add(borrower);
      schedule();
    };
    return { threads, release, borrow };
  };

  /** What is lent beyond what is still free. */
  const takeBack = (): void => {
    let nLent = lent();
    for (const borrower of borrowers) {
      const returned = Math.min(borrower.borrowed, Math.max(0, nLent - freeCores));
      nLent -= returned;
      settle(borrower, borrower.borrowed - returned);
    }
  };

  /** Shares out so many cores, to those who hold least first. */
  const lend = (cores: number): void => {
    const shares = new Map([...borrowers].map((borrower) => [borrower, 0]));
    for (let core = 0; core < cores && shares.size > 0; core++) {
      const [poorest] = [...shares].sort(([a, of], [b, other]) => a.granted + of - (b.granted + other));
      if (poorest !== undefined) shares.set(poorest[0], poorest[1] + 1);
    }
    for (const [borrower, share] of shares) settle(borrower, share);
  };

  const settle = (borrower: Borrower, borrowed: number): void => {
    if (borrower.borrowed === borrowed) return;
    borrower.borrowed = borrowed;
    borrower.tell(borrower.granted + borrowed);
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
