import type { Action } from '../core/action.js';
import type { InstanceId } from '../core/identifiers.js';
import type { Manifest } from '../core/manifest.js';
import type { Plan } from '../core/plan.js';

/** When this run worked on a step instance; ISO 8601. */
export interface WorkedTimes {
  readonly startedAt: string;
  readonly endedAt: string;
}

/** What is told of a run that has ended. */
export interface RunFacts {
  readonly manifest: Manifest;
  readonly plan: Plan;
  /** ISO 8601. */
  readonly endedAt: string;
  /** Only of the instances that this run worked on: a result from the cache has none. */
  readonly times: ReadonlyMap<InstanceId, WorkedTimes>;
  readonly actions: ReadonlyMap<InstanceId, Action>;
  /** The report's path in the run folder. */
  readonly report?: string;
}

/** Where the run folder keeps the workflow as it was run. */
export const workflowCopy = 'workflow.yaml';
