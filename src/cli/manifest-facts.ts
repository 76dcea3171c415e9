import type { InstanceState } from '../core/events.js';
import type { Manifest, ManifestInstance } from '../core/manifest.js';
import { livenessOf } from '../store/process-identity.js';

/** A run's state, with a run that wrote no end told apart: still going, or its process is gone. */
export function shownState({
  state,
  runner,
}: Manifest): 'done' | 'failed' | 'cancelled' | 'running' | 'interrupted' {
  if (state !== 'running') return state;
  return livenessOf(runner) === 'gone' ? 'interrupted' : 'running';
}

export function countStates(
  instances: readonly Pick<ManifestInstance, 'state'>[],
): Record<InstanceState, number> {
  const counts = { ran: 0, cached: 0, failed: 0, skipped: 0, cancelled: 0 };
  for (const { state } of instances) if (state !== 'waiting') counts[state] += 1;
  return counts;
}
