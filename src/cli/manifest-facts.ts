import { hostname } from 'node:os';
import type { InstanceState } from '../core/events.js';
import type { Manifest, ManifestInstance } from '../core/manifest.js';

/** A run's state, with a run that wrote no end told apart: still going, or its process is gone. */
export function shownState({
  state,
  runner,
}: Manifest): 'done' | 'failed' | 'cancelled' | 'running' | 'interrupted' {
  if (state !== 'running') return state;
  return runner.host !== hostname() || isThere(runner.pid) ? 'running' : 'interrupted';
}

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

export function countStates(
  instances: readonly Pick<ManifestInstance, 'state'>[],
): Record<InstanceState, number> {
  const counts = { ran: 0, cached: 0, failed: 0, skipped: 0, cancelled: 0 };
  for (const { state } of instances) if (state !== 'waiting') counts[state] += 1;
  return counts;
}
