import { readlinkSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { sha256 } from '../core/fingerprint.js';
import { processRow, processesWithVariable } from './process-table.js';

/** The variable that every program of a step has in its environment. */
export const markerVariable = 'SKYSORT_ATTEMPT';

/** Names an attempt, its store, and the process that answers for it, this one: `namespace:pid:start:store:attempt`. */
export function attemptMarker(attemptFolder: string): string {
  const started = processRow(process.pid)?.startTicks ?? '';
  const store = storeName(dirname(attemptFolder));
  return [pidNamespace(), process.pid, started, store, basename(attemptFolder)].join(':');
}

/** A short name for a folder of attempts: what other stores left running is not ours to end. */
function storeName(attemptsFolder: string): string {
  return sha256(resolve(attemptsFolder)).slice(0, 12);
}

/**
 * Ends every process with this marker, also those that have left their group, session and parents.
 * A leader takes its group along: it may be another runner's worker, whose programs carry another marker.
 */
export function endMarked(marker: string): void {
  endProcesses((value) => value === marker);
}

/** Ends what was left by runners of a store that are gone: they and their workers may have been killed together. */
export function endStrays(attemptsFolder: string): void {
  const here = pidNamespace();
  const store = storeName(attemptsFolder);
  endProcesses((value) => {
    const [namespace, pid, startTicks, strayStore] = value.split(':');
    // A process of another namespace, a container's, has a runner that cannot be seen from here.
    if (namespace !== here || startTicks === undefined || strayStore !== store) return false;
    return processRow(Number(pid))?.startTicks !== startTicks;
  });
}

function endProcesses(isToEnd: (marker: string) => boolean): void {
  // One that forks while it is looked for is found in the next round.
  for (let round = 0; round < 50; round++) {
    const found = processesWithVariable(markerVariable).filter(
      ({ pid, value }) => pid !== process.pid && isToEnd(value),
    );
    if (found.length === 0) return;
    for (const { pid } of found) endProcess(pid);
  }
}

function endProcess(pid: number): void {
  const row = processRow(pid);
  if (row !== undefined) sendSignal(row.group === pid ? -pid : pid, 'SIGKILL');
}

/** Sends a signal to a process, or to a group when negative; that it is gone already is no trouble. */
export function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // Gone, which is what was wanted.
  }
}

function pidNamespace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid').replace(/\D/g, '');
  } catch {
    return '';
  }
}
