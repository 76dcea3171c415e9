import type { InstanceState, RunEventBody } from '../core/events.js';
import type { Manifest } from '../core/manifest.js';
import type { Plan } from '../core/plan.js';

/** The first event of a run. */
export function runStarted(plan: Plan, manifest: Manifest, runFolder: string, jobs: number): RunEventBody {
  return {
    type: 'run-started',
    run: manifest.run,
    workflow: plan.name,
    file: plan.file,
    runFolder,
    jobs,
    instances: plan.instances.map(({ id, step, kind, cell, description, needs }) => ({
      id,
      step,
      kind,
      cell,
      ...(description === undefined ? {} : { description }),
      needs,
    })),
  };
}

/** Its last event. */
export function runFinished(manifest: Manifest, runFolder: string, report: string | undefined): RunEventBody {
  const count = (state: InstanceState): number =>
    manifest.instances.filter((one) => one.state === state).length;
  return {
    type: 'run-finished',
    state: manifest.state === 'running' ? 'failed' : manifest.state,
    seconds: manifest.seconds,
    savedSeconds: manifest.savedSeconds,
    counts: {
      ran: count('ran'),
      cached: count('cached'),
      failed: count('failed'),
      skipped: count('skipped'),
      cancelled: count('cancelled'),
    },
    runFolder,
    ...(report === undefined ? {} : { report }),
  };
}
