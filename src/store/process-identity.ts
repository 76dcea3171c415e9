import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import type { ProcessIdentity } from '../core/manifest.js';

let own: ProcessIdentity | undefined;

export function ownIdentity(): ProcessIdentity {
  return (own ??= {
    host: hostname(),
    boot: readOr('', () => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()),
    pidSpace: readOr('', () => readlinkSync('/proc/self/ns/pid')),
    pid: process.pid,
    started: processState(process.pid)?.started ?? '',
  });
}

/**
 * Whether a process still is. `unknown` when it cannot be seen from here: it runs on another machine or in another container,
 * or its pid may have been given to another process.
 */
export function livenessOf(
  identity: ProcessIdentity,
  here: ProcessIdentity = ownIdentity(),
): 'there' | 'gone' | 'unknown' {
  if (identity.host !== here.host) return 'unknown';
  if (identity.boot !== here.boot) return 'gone';
  if (identity.pidSpace !== here.pidSpace) return 'unknown';
  if (!hasPid(identity.pid)) return 'gone';
  const state = processState(identity.pid);
  if (state === undefined || identity.started === '') return 'unknown';
  return state.isDead || state.started !== identity.started ? 'gone' : 'there';
}

/** Whether some process of this machine has the pid. */
function hasPid(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** Fields 3 and 22 of /proc/<pid>/stat; the name before them may hold blanks and brackets. */
function processState(pid: number): { started: string; isDead: boolean } | undefined {
  const text = readOr('', () => readFileSync(`/proc/${pid}/stat`, 'utf8'));
  const fields = text.slice(text.lastIndexOf(') ') + 2).split(' ');
  const started = fields[19];
  return text === '' || started === undefined
    ? undefined
    : { started, isDead: fields[0] === 'Z' || fields[0] === 'X' };
}

function readOr(fallback: string, read: () => string): string {
  try {
    return read();
  } catch {
    return fallback;
  }
}
