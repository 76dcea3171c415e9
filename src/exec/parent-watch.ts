import { Worker } from 'node:worker_threads';

/**
 * Ends this process and all it started when its parent dies, however that happens. A thread of its own looks, since the
 * main thread may be deep in a kernel for minutes. The process must lead its own process group.
 * @param parent The process that started this one: it may be gone already, so what the system says now does not count.
 */
export function dieWithParent(parent: number): void {
  const watch = `
    const look = () => {
      if (process.ppid !== ${parent}) process.kill(-process.pid, 'SIGKILL');
    };
    look();
    setInterval(look, 250);
  `;
  new Worker(watch, { eval: true, stdout: false, stderr: false }).unref();
}
