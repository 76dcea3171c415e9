import { readFileSync } from 'node:fs';

/** How many processes the kernel's out-of-memory killer has ended so far; undefined where it does not tell. */
export function kernelKills(): number | undefined {
  const counts = [...controlGroupFiles(), '/proc/vmstat'].flatMap((path) => countIn(path) ?? []);
  return counts.length === 0 ? undefined : counts.reduce((total, count) => total + count, 0);
}

/** A container cannot always read the machine's counter, but may read that of its own control group. */
function controlGroupFiles(): string[] {
  try {
    const own = /^0::(\/.*)$/m.exec(readFileSync('/proc/self/cgroup', 'latin1'))?.[1];
    return own === undefined ? [] : [`/sys/fs/cgroup${own.replace(/\/$/, '')}/memory.events`];
  } catch {
    return [];
  }
}

function countIn(path: string): number | undefined {
  try {
    const found = /^oom_kill (\d+)$/m.exec(readFileSync(path, 'latin1'))?.[1];
    return found === undefined ? undefined : Number(found);
  } catch {
    return undefined;
  }
}
