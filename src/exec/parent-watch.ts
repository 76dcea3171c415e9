import { Worker } from 'node:worker_threads';

export interface ParentWatch {
  /** Tells which programs are now to be ended together with this process. */
  guard(marker: string): void;
}

/**
 * Ends this process and all it started when its parent dies, however that happens. A thread of its own looks, since the
 * main thread may be deep in a kernel for minutes. The process must lead its own process group.
 * @param parent The process that started this one: it may be gone already, so what the system says now does not count.
 */
export function dieWithParent(parent: number): ParentWatch {
  const thread = new Worker(new URL('./parent-watch-thread.js', import.meta.url), {
    workerData: { parent },
    stdout: false,
    stderr: false,
  });
  thread.unref();
  return { guard: (marker) => thread.postMessage(marker) };
}
