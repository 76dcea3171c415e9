import { readFileSync } from 'node:fs';
import { totalmem } from 'node:os';
import { markerVariable } from './attempt-marker.js';
import { hasVariable, processTable, type ProcessRow } from './process-table.js';

const pollMs = 200;

/** Bytes that this machine, or the control group that we run in, has in all. */
export function machineMemoryBytes(): number {
  const constrained = process.constrainedMemory();
  return constrained > 0 ? Math.min(constrained, totalmem()) : totalmem();
}

export interface MemoryLimit {
  /** What the step's programs are known by, wherever they forked to. */
  readonly marker: string;
  readonly limitBytes: number;
  /** What the worker held before the step: node itself does not count as the step's. */
  readonly baseBytes: number;
  readonly onOver: (usedBytes: number) => void;
}

/**
 * Watches the memory of a process group, of all that descends from its leader, and of all that has the marker, where the
 * system shows it.
 * @returns What ends the watch.
 */
export function watchMemory(
  leader: number,
  { marker, limitBytes, baseBytes, onOver }: MemoryLimit,
): () => void {
  const isMarked = markedOnce(marker);
  const look = (): void => {
    const table = processTable();
    const members = familyOf(leader, table, isMarked(table));
    const held = sum(members, residentBytes) - baseBytes;
    if (held <= limitBytes) return;
    // Pages that processes share were counted for each of them: only what is left when they are shared out counts.
    const used = sum(members, (pid) => proportionalBytes(pid) ?? residentBytes(pid)) - baseBytes;
    if (used <= limitBytes) return;
    clearInterval(timer);
    onOver(used);
  };
  const timer = setInterval(look, pollMs).unref();
  return () => clearInterval(timer);
}

/** Looks into each process's environment once: it is that of its beginning, and there are many processes. */
function markedOnce(marker: string): (table: readonly ProcessRow[]) => number[] {
  let known = new Map<string, boolean>();
  return (table) => {
    const now = new Map<string, boolean>();
    for (const { pid, startTicks } of table) {
      const name = `${pid} ${startTicks}`;
      now.set(name, known.get(name) ?? hasVariable(pid, markerVariable, marker));
    }
    known = now;
    return table
      .filter(({ pid, startTicks }) => now.get(`${pid} ${startTicks}`) === true)
      .map(({ pid }) => pid);
  };
}

function familyOf(leader: number, table: readonly ProcessRow[], marked: readonly number[]): number[] {
  const family = new Set<number>([leader, ...marked]);
  for (let size = 0; size !== family.size;) {
    size = family.size;
    for (const { pid, parent, group } of table) {
      if (group === leader || family.has(parent)) family.add(pid);
    }
  }
  return [...family];
}

function sum(pids: readonly number[], bytesOf: (pid: number) => number): number {
  return pids.reduce((total, pid) => total + bytesOf(pid), 0);
}

function residentBytes(pid: number): number {
  return kilobytes(`/proc/${pid}/status`, /^VmRSS:\s+(\d+) kB/m) ?? 0;
}

function proportionalBytes(pid: number): number | undefined {
  return kilobytes(`/proc/${pid}/smaps_rollup`, /^Pss:\s+(\d+) kB/m);
}

function kilobytes(path: string, pattern: RegExp): number | undefined {
  try {
    const found = pattern.exec(readFileSync(path, 'latin1'))?.[1];
    return found === undefined ? undefined : Number(found) * 1024;
  } catch {
    return undefined;
  }
}
