import { Worker } from 'node:worker_threads';

/** What a worker thread starts from. */
export interface TaskStart {
  readonly module: string;
  readonly setup: unknown;
}

/** What it answers for each item, in the order in which it was given them. */
export type TaskAnswer =
  | { readonly output: unknown }
  /** `facts` are properties that the error had of its own: `code`, `path`. */
  | { readonly error: unknown; readonly facts: object };

interface Waiting<Output> {
  readonly resolve: (output: Output) => void;
  readonly reject: (error: unknown) => void;
}

/** A worker thread that performs a task. When it dies, what it was asked and what it will be asked fails with the reason. */
export class TaskThread<Item, Output> {
  readonly #worker: Worker;
  readonly #waiting: Waiting<Output>[] = [];
  #death: Error | undefined;

  constructor(module: string, setup: unknown) {
    const workerData: TaskStart = { module, setup };
    this.#worker = new Worker(new URL('./serve-tasks.js', import.meta.url), { workerData });
    this.#worker.on('message', (answer: TaskAnswer) => {
      const asked = this.#waiting.shift();
      if ('error' in answer) asked?.reject(withFacts(answer.error, answer.facts));
      else asked?.resolve(answer.output as Output);
    });
    this.#worker.on('error', (error: Error) => this.#die(error));
    this.#worker.on('exit', (code) => this.#die(new Error(`a worker thread ended with code ${code}`)));
  }

  /** Items that it has been given and not yet done. */
  get load(): number {
    return this.#waiting.length;
  }

  run(item: Item): Promise<Output> {
    const output = new Promise<Output>((resolve, reject) => {
      if (this.#death !== undefined) {
        reject(this.#death);
        return;
      }
      this.#waiting.push({ resolve, reject });
      this.#worker.postMessage(item);
    });
    // One that fails while an earlier one is awaited is told when its turn comes.
    output.catch(() => undefined);
    return output;
  }

  async stop(): Promise<void> {
    await this.#worker.terminate();
  }

  #die(reason: Error): void {
    this.#death ??= reason;
    for (const asked of this.#waiting.splice(0)) asked.reject(this.#death);
  }
}

function withFacts(error: unknown, facts: object): unknown {
  return error instanceof Error ? Object.assign(error, facts) : error;
}
