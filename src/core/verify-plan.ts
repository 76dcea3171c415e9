import type { Action } from './action.js';
import { assessInstance, type Assessment, type AssessmentPorts } from './assess-instance.js';
import { instanceOf } from './assess-plan.js';
import { compareOutputs, type OutputDifference } from './compare-outputs.js';
import { coreBudget } from './core-budget.js';
import type { RunEventBody } from './events.js';
import { executeInstance } from './execute-instance.js';
import type { Failure } from './failure.js';
import type { ActionKey, InstanceId } from './identifiers.js';
import type { Instance, Plan } from './plan.js';
import type { Executor, Lease, Lookup, ResolvedInput } from './ports.js';
import { ok, type Result } from './result.js';

export interface VerifyPorts extends AssessmentPorts {
  readonly executor: Executor;
  emit(event: RunEventBody): void;
}

export interface VerifyOptions {
  readonly jobs: number;
  /** What steps that say how much memory they need may hold together; no limit when absent. */
  readonly memoryBytes?: number;
  readonly signal: AbortSignal;
  /** Holds the private folders of what is run again. */
  readonly lease: Lease;
  /** Whether to run an instance again. */
  wants(instance: Instance): boolean;
  /** The key under which its result is asked for; whatever it is now when absent. */
  expectedKey?(id: InstanceId): ActionKey | undefined;
  onVerified(verified: VerifiedInstance): void;
}

/** What running an instance again has shown. */
export type Verdict =
  | { readonly state: 'same'; readonly seconds: number }
  | {
      readonly state: 'different';
      readonly seconds: number;
      readonly differences: readonly OutputDifference[];
    }
  | { readonly state: 'failed'; readonly failure: Failure }
  /** There is nothing in the store to compare with. */
  | { readonly state: 'absent' }
  /** What is in the store is not what was stored; without `output`, the record of it is not. */
  | { readonly state: 'lost'; readonly output?: string; readonly problem: 'missing' | 'corrupt' }
  /** Its parameters or inputs are others now than in the run that was named. */
  | { readonly state: 'changed' }
  | { readonly state: 'cancelled' };

export interface VerifiedInstance {
  readonly id: InstanceId;
  readonly verdict: Verdict;
  /** What its bytes depend on beside its key; empty for a kind that promises the same bytes everywhere. */
  readonly reproducibility: Readonly<Record<string, string>>;
}

interface Task {
  readonly instance: Instance;
  readonly action: Action;
  readonly inputs: Readonly<Record<string, ResolvedInput>>;
}

/** Runs instances again from their stored inputs, and holds their outputs against the stored ones. Publishes nothing. */
export async function verifyPlan(
  plan: Plan,
  ports: VerifyPorts,
  options: VerifyOptions,
): Promise<Result<readonly VerifiedInstance[]>> {
  const prepared = await prepareTasks(plan, ports, options);
  if (!prepared.ok) return prepared;
  const cores = coreBudget(options.jobs, options.memoryBytes);
  const verified = prepared.value.map(async (task, priority): Promise<VerifiedInstance> => {
    if ('verdict' in task) {
      options.onVerified(task);
      return task;
    }
    const grant = await cores.acquire(priority, task.instance.resources);
    try {
      const verdict = await runAgain(task, ports, options, grant.threads);
      const { reproducibility } = task.action.preimage;
      const one = { id: task.instance.id, verdict, reproducibility };
      options.onVerified(one);
      return one;
    } finally {
      grant.release();
    }
  });
  return ok(await Promise.all(verified));
}

/** In the plan's order: what to run, or why it cannot be verified. */
async function prepareTasks(
  plan: Plan,
  ports: VerifyPorts,
  options: VerifyOptions,
): Promise<Result<readonly (Task | VerifiedInstance)[]>> {
  const instances = new Map(plan.instances.map((instance) => [instance.id, instance]));
  const actions = new Map<InstanceId, Action>();
  const sources = {
    action: (id: InstanceId) => actions.get(id),
    instance: (id: InstanceId) => instanceOf(instances, id),
  };
  const tasks: (Task | VerifiedInstance)[] = [];
  for (const instance of plan.instances) {
    const assessed = await assessInstance(instance, ports, sources, true);
    if (!assessed.ok) return assessed;
    const looked = await lookUp(assessed.value, ports);
    if (!looked.ok) return looked;
    const stored = storedResult(assessed.value, looked.value);
    if (stored !== undefined) actions.set(instance.id, stored.action);
    if (!options.wants(instance)) continue;
    const expected = options.expectedKey?.(instance.id);
    const isChanged = expected !== undefined && expected !== stored?.action.key;
    if (stored !== undefined && !isChanged) tasks.push({ instance, ...stored });
    else {
      const isKnown = assessed.value.state === 'stale' && assessed.value.key !== expected;
      const verdict: Verdict = isChanged && isKnown ? { state: 'changed' } : notStored(looked.value);
      tasks.push({ id: instance.id, verdict, reproducibility: {} });
    }
  }
  return ok(tasks);
}

async function lookUp(assessment: Assessment, { store }: VerifyPorts): Promise<Result<Lookup>> {
  return assessment.state === 'stale' ? store.lookup(assessment.key) : ok({ state: 'miss' });
}

function storedResult(assessment: Assessment, looked: Lookup): Omit<Task, 'instance'> | undefined {
  return assessment.state === 'stale' && looked.state === 'hit'
    ? { action: looked.action, inputs: assessment.inputs }
    : undefined;
}

function notStored(looked: Lookup): Verdict {
  return looked.state === 'lost' ? looked : { state: 'absent' };
}

async function runAgain(
  { instance, action, inputs }: Task,
  ports: VerifyPorts,
  { signal, lease }: VerifyOptions,
  threads: number,
): Promise<Verdict> {
  if (signal.aborted) return { state: 'cancelled' };
  const opened = await ports.store.openAttempt(lease);
  if (!opened.ok) return { state: 'failed', failure: opened.failure };
  try {
    const executed = await executeInstance(
      {
        ...{ instance, inputs, attempt: opened.value, threads, signal },
        onEvent: (event) => ports.emit(event),
      },
      ports,
    );
    if (!executed.ok)
      return executed.failure.reason === 'cancelled'
        ? { state: 'cancelled' }
        : { state: 'failed', failure: executed.failure };
    const { seconds, outputs } = executed.value;
    const differences = compareOutputs(action.outputs, outputs);
    return differences.length === 0
      ? { state: 'same', seconds }
      : { state: 'different', seconds, differences };
  } finally {
    await ports.store.discard(opened.value);
  }
}
