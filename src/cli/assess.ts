import { existsSync } from 'node:fs';
import { assessPlan, type PlanRow } from '../core/assess-plan.js';
import type { Plan } from '../core/plan.js';
import type { Result } from '../core/result.js';
import { RunHistory } from '../store/run-history.js';
import type { Terminal } from './command.js';
import type { Workspace } from './workspace.js';

/** Holds a plan against the store, for who only looks. */
export async function assess(
  plan: Plan,
  { layout, store, memo }: Workspace,
  { environment }: Pick<Terminal, 'environment'>,
): Promise<Result<readonly PlanRow[]>> {
  const history = new RunHistory(layout, store, plan.name);
  const rows = await assessPlan(
    plan,
    { kinds: plan.kinds, store, digests: memo, history, environment },
    new Set(),
  );
  // What was hashed just to look need not be hashed again; a store that was never made, or cannot be written, stays as it is.
  if (existsSync(layout.cacheFolder)) await memo.save().catch(() => undefined);
  return rows;
}
