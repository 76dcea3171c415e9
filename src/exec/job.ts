import type { StoredOutput } from '../core/artifact.js';
import type { Failure } from '../core/failure.js';
import type { InstanceId } from '../core/identifiers.js';
import type { JsonObject } from '../core/json.js';
import type { ResolvedInput } from '../core/ports.js';
import type { Note, OutputSpec, PluginFile } from '../core/step.js';

/** All that a worker process needs to run one step instance: the content of `job.json`. */
export interface Job {
  readonly version: 1;
  readonly id: InstanceId;
  readonly kind: string;
  /** The file to load the kind from, when it is not one of skysort's. */
  readonly plugin?: PluginFile;
  readonly params: JsonObject;
  readonly inputs: Readonly<Record<string, JobInput>>;
  readonly outputs: Readonly<Record<string, OutputSpec>>;
  /** The private folder of this attempt; outputs lie in `outputs/` below it. */
  readonly attemptFolder: string;
  readonly threads: number;
  /** Where the step's resumable state lies. */
  readonly checkpointFolder?: string;
  /** The file that keeps what the step's programs print. */
  readonly logFile?: string;
  /** What the step's programs are known by; a worker that nobody watches makes its own. */
  readonly marker?: string;
}

export type JobInput = ResolvedInput;

/** The content of `result.json`, renamed into place when the step has ended: its absence means that the worker died. */
export type JobResult =
  | {
      readonly ok: true;
      readonly outputs: Readonly<Record<string, StoredOutput>>;
      readonly seconds: number;
      readonly notes: readonly Note[];
      readonly measures: Readonly<Record<string, number | string>>;
    }
  | { readonly ok: false; readonly failure: Failure };
