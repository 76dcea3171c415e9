import { assessPlan, type PlanRow } from '../core/assess-plan.js';
import type { Plan } from '../core/plan.js';
import type { Result } from '../core/result.js';
import { RunHistory } from '../store/run-history.js';
import type { Terminal } from './command.js';
import type { Workspace } from './workspace.js';

/** Holds a plan against the store, for the commands that only look. */
export async function assess(
  plan: Plan,
  { layout, store, memo }: Workspace,
  { environment }: Terminal,
  force: ReadonlySet<string> = new Set(),
): Promise<Result<readonly PlanRow[]>> {
  const history = new RunHistory(layout, store, plan.name);
  return assessPlan(plan, { kinds: plan.kinds, store, digests: memo, history, environment }, force);
}
