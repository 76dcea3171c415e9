/** skysort as a library: read a workflow, plan it, run it. */
export { loadWorkflow, planWorkflow, runWorkflow, type RunWorkflowOptions } from './cli/library.js';
export type { RunReport } from './cli/execute-run.js';
export type { PlanRow } from './core/assess-plan.js';
export type { RunEvent } from './core/events.js';
export type { Failure } from './core/failure.js';
export type { Instance, Plan } from './core/plan.js';
export type { Result } from './core/result.js';
