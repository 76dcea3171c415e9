import { Worker } from 'node:worker_threads';

/** How often a held lease is touched. */
const beatMs = 5000;

/**
 * Keeps files looking alive by touching them now and then. A thread of its own does it, since the main thread may be busy for
 * long. It touches a file only while that begins with the given text, so that it never keeps another's alive.
 */
export class Heartbeat {
  #worker: Worker | undefined;

  add(path: string, content: string): void {
    this.#post({ path, content });
  }

  drop(path: string): void {
    this.#post({ path });
  }

  #post(message: { path: string; content?: string }): void {
    if (this.#worker === undefined) {
      this.#worker = new Worker(beating, { eval: true, workerData: beatMs, stdout: false, stderr: false });
      this.#worker.unref();
      // Without it a lease on this machine is as good: its process can be seen.
      this.#worker.on('error', () => undefined);
    }
    this.#worker.postMessage(message);
  }
}

const beating = `
  const { readFileSync, utimesSync } = require('node:fs');
  const { parentPort, workerData } = require('node:worker_threads');
  const held = new Map();
  parentPort.on('message', ({ path, content }) => {
    if (content === undefined) held.delete(path);
    else held.set(path, content);
  });
  setInterval(() => {
    const now = new Date();
    for (const [path, content] of held) {
      try {
        if (readFileSync(path, 'utf8') === content) utimesSync(path, now, now);
      } catch {}
    }
  }, workerData);
`;
