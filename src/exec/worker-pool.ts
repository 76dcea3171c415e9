import { WorkerProcess } from './worker-process.js';

/** An idle process holds memory that steps could use. */
const maxIdleMs = 15_000;

/** Worker processes that do one job after another. One that cannot be trusted to be as new is replaced. */
export class WorkerPool {
  readonly #command: readonly [string, ...string[]];
  readonly #all = new Set<WorkerProcess>();
  /** The one that was used last comes first: the others may retire. */
  readonly #idle: { readonly worker: WorkerProcess; readonly timer: NodeJS.Timeout }[] = [];

  constructor(command: readonly [string, ...string[]]) {
    this.#command = command;
  }

  take(): WorkerProcess {
    for (let idle = this.#idle.pop(); idle !== undefined; idle = this.#idle.pop()) {
      clearTimeout(idle.timer);
      if (idle.worker.isReusable) return idle.worker;
    }
    const worker = new WorkerProcess(this.#command);
    this.#all.add(worker);
    worker.onDeath(() => this.#all.delete(worker));
    return worker;
  }

  giveBack(worker: WorkerProcess): void {
    if (!worker.isReusable) {
      worker.kill();
      return;
    }
    const timer = setTimeout(() => worker.kill(), maxIdleMs).unref();
    this.#idle.push({ worker, timer });
  }

  killAll(): void {
    for (const worker of this.#all) worker.kill();
  }
}
