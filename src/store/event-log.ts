import type { RunEvent } from '../core/events.js';
import type { FileSystem } from './file-system.js';

/**
 * Appends events to a file in their order, many at a time when they come fast. An event that cannot be written stops no step:
 * the first trouble is remembered, and thrown when the log is closed.
 */
export class EventLog {
  readonly #path: string;
  readonly #files: FileSystem;
  #waiting: string[] = [];
  #writing: Promise<void> | undefined;
  #trouble: { readonly error: unknown } | undefined;

  constructor(path: string, files: FileSystem) {
    this.#path = path;
    this.#files = files;
  }

  write(event: RunEvent): void {
    this.#waiting.push(`${JSON.stringify(event)}\n`);
    this.#writing ??= this.#drain();
  }

  async #drain(): Promise<void> {
    while (this.#waiting.length > 0 && this.#trouble === undefined) {
      const lines = this.#waiting.join('');
      this.#waiting = [];
      await this.#files.append(this.#path, lines).catch((error: unknown) => {
        this.#trouble = { error };
      });
    }
    this.#writing = undefined;
  }

  /** @throws the system's first error of writing. */
  async close(): Promise<void> {
    await this.#writing;
    if (this.#trouble !== undefined) throw this.#trouble.error;
  }
}
