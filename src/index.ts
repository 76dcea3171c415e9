/** skysort as a library: read a workflow, plan it, run it; and define kinds of steps of your own. */
export {
  describeFailure,
  loadWorkflow,
  planWorkflow,
  runWorkflow,
  type RunWorkflowOptions,
} from './cli/library.js';
export type { RunReport } from './cli/execute-run.js';
export type { PlanRow } from './core/assess-plan.js';
export type { RunEvent } from './core/events.js';
export type { Failure } from './core/failure.js';
export type { Instance, Plan } from './core/plan.js';
export type { Result } from './core/result.js';
export type { ArtifactType, StoredFile } from './core/artifact.js';
export { fail, ok } from './core/result.js';
export {
  defineStep,
  type Checkpoints,
  type GatheredInput,
  type InputArtifact,
  type InputFile,
  type InputSpec,
  type Metric,
  type Note,
  type OutputSpec,
  type ParamsSchema,
  type Progress,
  type StepContext,
  type StepInputs,
  type StepKind,
  type StepOutputs,
} from './core/step.js';
