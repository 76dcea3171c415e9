import type { InstanceId } from '../core/identifiers.js';
import { manifestInputs, manifestOutputs, type Manifest, type ManifestInstance } from '../core/manifest.js';
import type { Instance, Plan } from '../core/plan.js';
import type { InstanceOutcome } from '../core/run-plan.js';
import { ownIdentity } from '../store/process-identity.js';
import { newRunId } from '../store/run-folder.js';
import { packageVersion } from './package.js';

/** A run's manifest as it begins: every instance waits. */
export function openingManifest(plan: Plan, startedAt: Date, command: string): Manifest {
  return {
    version: 1,
    run: newRunId(startedAt),
    workflow: plan.name,
    file: plan.file,
    params: plan.params,
    seed: plan.seed,
    state: 'running',
    startedAt: startedAt.toISOString(),
    seconds: 0,
    savedSeconds: 0,
    skysort: packageVersion(),
    node: process.version,
    platform: `${process.platform}-${process.arch}`,
    runner: ownIdentity(),
    command,
    instances: plan.instances.map((instance): ManifestInstance => ({
      ...whatItIs(instance),
      state: 'waiting',
      seconds: 0,
      outputs: {},
    })),
  };
}

function whatItIs({ id, step, kind, cell, params, description, inputs, outputs }: Instance) {
  return {
    id,
    step,
    kind,
    cell,
    params,
    ...(description === undefined ? {} : { description }),
    inputs: manifestInputs(inputs),
    types: Object.fromEntries(Object.entries(outputs).map(([name, { type }]) => [name, type])),
  };
}

/** The manifest of a run that has ended: what became of each instance. */
export function closingManifest(
  opening: Manifest,
  outcomes: ReadonlyMap<InstanceId, InstanceOutcome>,
  isCancelled: boolean,
  seconds: number,
): Manifest {
  const instances = opening.instances.map((instance) => closedInstance(instance, outcomes.get(instance.id)));
  const isDone = instances.every(({ state }) => state === 'ran' || state === 'cached');
  const savedSeconds = instances.reduce((sum, instance) => sum + (instance.savedSeconds ?? 0), 0);
  const state = isDone ? 'done' : isCancelled ? 'cancelled' : 'failed';
  return { ...opening, state, seconds, savedSeconds, instances };
}

function closedInstance(instance: ManifestInstance, outcome: InstanceOutcome | undefined): ManifestInstance {
  if (outcome === undefined) return instance;
  const { state, seconds, key, savedSeconds, action, failure } = outcome;
  return {
    ...instance,
    state,
    seconds,
    ...(key === undefined ? {} : { key }),
    ...(savedSeconds === undefined ? {} : { savedSeconds }),
    ...(action === undefined
      ? {}
      : { measures: action.measures, outputs: manifestOutputs(instance.id, action.outputs) }),
    ...(failure === undefined ? {} : { failure }),
  };
}
