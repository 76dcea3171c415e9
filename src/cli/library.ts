import { assessPlan, type PlanRow } from '../core/assess-plan.js';
import type { RunEvent } from '../core/events.js';
import type { Failure } from '../core/failure.js';
import type { Plan } from '../core/plan.js';
import type { Result } from '../core/result.js';
import { RunHistory } from '../store/run-history.js';
import { failureMessage } from '../ui/failure-message.js';
import { printDiagnostics } from '../ui/print-diagnostics.js';
import { executeRun, type RunReport } from './execute-run.js';
import { keepWithinBounds } from './keep-within-bounds.js';
import { choosePart, readWorkflow } from './read-workflow.js';
import { workspaceAt } from './workspace.js';

/**
 * Reads and checks a workflow file.
 * @param file Its path; paths in it resolve against the working directory.
 * @param set Overrides of params, `k=[2,3]`, as `--set` takes them.
 * @returns The plan, or a failure that holds every diagnostic.
 */
export function loadWorkflow(file: string, set: readonly string[] = []): Promise<Result<Plan>> {
  return readWorkflow(file, set);
}

/** Holds a plan against the store in `runs`: which instances are fresh, and why each other one is not. Runs nothing. */
export function planWorkflow(plan: Plan, runs = 'runs'): Promise<Result<readonly PlanRow[]>> {
  const { layout, store, memo } = workspaceAt(runs);
  const history = new RunHistory(layout, store, plan.name);
  return assessPlan(
    plan,
    { kinds: plan.kinds, store, digests: memo, history, environment: process.env },
    new Set(),
  );
}

export interface RunWorkflowOptions {
  /** The folder of runs and of the cache; `runs` by default. */
  readonly runs?: string;
  /** Cores in all; by default as many as there are. */
  readonly jobs?: number;
  readonly keepGoing?: boolean;
  /** Steps or instances to run, with what they need; all by default. */
  readonly target?: readonly string[];
  /** Steps or instances to run even if they are fresh. */
  readonly force?: readonly string[];
  /** Aborting it stops the run cleanly. */
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: RunEvent) => void;
}

/** Runs what is stale of a plan, as `skysort run` does. A failed step is told in the report; trouble with the store fails. */
export async function runWorkflow(plan: Plan, options: RunWorkflowOptions = {}): Promise<Result<RunReport>> {
  const { runs = 'runs', jobs, keepGoing = false, target = [], force = [], onEvent } = options;
  const part = choosePart(plan, { targets: target, force });
  if (!part.ok) return part;
  const workspace = workspaceAt(runs);
  const ran = await executeRun({
    plan: part.value,
    workspace,
    ...(jobs === undefined ? {} : { jobs }),
    keepGoing,
    force: new Set(force),
    environment: process.env,
    command: `skysort run ${plan.file}`,
    signal: options.signal ?? new AbortController().signal,
    killSignal: new AbortController().signal,
    onEvent: (event) => onEvent?.(event),
  });
  // That the cache could not be brought within its bounds is no trouble of this run.
  if (ran.ok) await keepWithinBounds(workspace, ran.value.publishedBytes, process.env);
  return ran;
}

/**
 * What a person reads about a failure: for an invalid workflow every diagnostic with its place, otherwise what was found, what is
 * expected and what to do.
 */
export function describeFailure(failure: Failure): string {
  return failure.reason === 'invalid-workflow'
    ? printDiagnostics(failure.diagnostics, { color: false })
    : failureMessage(failure);
}
