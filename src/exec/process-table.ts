import { readFileSync, readdirSync } from 'node:fs';

/** One process as `/proc` shows it. */
export interface ProcessRow {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  /** When it started, in the kernel's ticks since boot: with the pid it names a process for good. */
  readonly startTicks: string;
}

/** Whether this system shows its processes; elsewhere process groups must do. */
export function canSeeProcesses(): boolean {
  return processRow(process.pid) !== undefined;
}

/** Every live process; empty where the system does not show them. */
export function processTable(): ProcessRow[] {
  return pids().flatMap((pid) => processRow(pid) ?? []);
}

/** @returns undefined for a process that is not there, or has ended and only waits to be reaped. */
export function processRow(pid: number): ProcessRow | undefined {
  const text = readIfThere(`/proc/${pid}/stat`);
  // The name of the program comes in brackets and may hold anything, brackets and spaces too.
  const fields = text?.slice(text.lastIndexOf(')') + 2).split(' ') ?? [];
  const [state, parent, group] = fields;
  const startTicks = fields[19];
  if (startTicks === undefined || state === 'Z' || state === 'X') return undefined;
  return { pid, parent: Number(parent), group: Number(group), startTicks };
}

/** Whether a process's environment, as it was when its program began, has a variable with this value. */
export function hasVariable(pid: number, name: string, value: string): boolean {
  return readIfThere(`/proc/${pid}/environ`)?.split('\0').includes(`${name}=${value}`) ?? false;
}

/** Processes whose environment, as it was when their program began, has a variable; with its value. */
export function processesWithVariable(name: string): { pid: number; value: string }[] {
  const start = `${name}=`;
  return pids().flatMap((pid) => {
    const entry = readIfThere(`/proc/${pid}/environ`)
      ?.split('\0')
      .find((variable) => variable.startsWith(start));
    return entry === undefined ? [] : [{ pid, value: entry.slice(start.length) }];
  });
}

/** Numbers of all processes; none where the system does not show them. */
export function pids(): number[] {
  try {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(Number);
  } catch {
    return [];
  }
}

/** Processes end while one looks, and those of other people cannot be read. */
function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return undefined;
  }
}
