import type { Action } from './action.js';
import { assessInstance, type AssessmentPorts } from './assess-instance.js';
import type { InstanceId } from './identifiers.js';
import type { Instance, Plan } from './plan.js';
import { ok, type Result } from './result.js';
import type { Freshness } from './staleness.js';

export interface PlanRow {
  readonly instance: Instance;
  readonly freshness: Freshness;
  /** For a fresh instance: its stored result. */
  readonly action?: Action;
}

/** What a run would do, without doing it: which instances are fresh, and why each other one is not. */
export async function assessPlan(
  plan: Plan,
  ports: AssessmentPorts,
  force: ReadonlySet<string>,
): Promise<Result<readonly PlanRow[]>> {
  const instances = new Map(plan.instances.map((instance) => [instance.id, instance]));
  const actions = new Map<InstanceId, Action>();
  const rows: PlanRow[] = [];
  const sources = {
    action: (id: InstanceId) => actions.get(id),
    instance: (id: InstanceId) => instanceOf(instances, id),
  };
  for (const instance of plan.instances) {
    const assessed = await assessInstance(instance, ports, sources, isForced(instance, force));
    if (!assessed.ok) return assessed;
    if (assessed.value.state === 'fresh') {
      actions.set(instance.id, assessed.value.action);
      rows.push({ instance, freshness: { fresh: true }, action: assessed.value.action });
    } else {
      rows.push({ instance, freshness: { fresh: false, reasons: assessed.value.reasons } });
    }
  }
  return ok(rows);
}

/** `--force` takes a step's name, for all its cells, or one instance's id. */
export function isForced(instance: Instance, force: ReadonlySet<string>): boolean {
  return force.has(instance.step) || force.has(instance.id);
}

export function instanceOf(instances: ReadonlyMap<InstanceId, Instance>, id: InstanceId): Instance {
  const instance = instances.get(id);
  if (instance === undefined) throw new TypeError(`the plan has no instance ${id}`);
  return instance;
}
