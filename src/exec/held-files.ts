import { readdirSync, readFileSync, readlinkSync, realpathSync } from 'node:fs';
import { sep } from 'node:path';
import { pids } from './process-table.js';

/**
 * Files below a folder that some process holds open for writing, where the system shows it: they may still change, under
 * whatever name they get.
 * @returns Real paths.
 */
export function filesHeldForWriting(folder: string): ReadonlySet<string> {
  const below = realpathSync(folder) + sep;
  const held = new Set<string>();
  for (const pid of pids()) {
    for (const descriptor of listed(`/proc/${pid}/fd`)) {
      const path = attempt(() => readlinkSync(`/proc/${pid}/fd/${descriptor}`));
      if (path?.startsWith(below) === true && isForWriting(pid, descriptor)) held.add(path);
    }
  }
  return held;
}

function listed(folder: string): string[] {
  return attempt(() => readdirSync(folder)) ?? [];
}

/** The last two bits of the flags, which are octal: 0 is for reading only. */
function isForWriting(pid: number, descriptor: string): boolean {
  const text = attempt(() => readFileSync(`/proc/${pid}/fdinfo/${descriptor}`, 'latin1')) ?? '';
  const flags = /^flags:\s*([0-7]+)/m.exec(text)?.[1];
  return flags === undefined || (parseInt(flags, 8) & 3) !== 0;
}

/** Processes end while one looks, and those of other people cannot be read. */
function attempt<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch {
    return undefined;
  }
}
