import { Worker } from 'node:worker_threads';

/**
 * Ends this process and all it started when its parent dies, however that happens. A thread of its own looks, since the
 * main thread may be deep in a kernel for minutes. The process must lead its own process group.
 */
export function dieWithParent(): void {
  const watch = `
    const parent = process.ppid;
    setInterval(() => {
      if (process.ppid !== parent) process.kill(-process.pid, 'SIGKILL');
    }, 250);
  `;
  new Worker(watch, { eval: true, stdout: false, stderr: false }).unref();
}
