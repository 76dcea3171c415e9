import type { Action } from './action.js';
import type { StoredOutput } from './artifact.js';
import type { Preimage } from './fingerprint.js';
import type { ActionKey, Digest, InstanceId } from './identifiers.js';
import type { Instance } from './plan.js';
import type { RunEventBody } from './events.js';
import type { Result } from './result.js';
import type { InputArtifact, Note, StepInputs } from './step.js';

/** What the scheduler needs of a cache. */
export interface ActionStore {
  /** Whether a result is there whole: every object present, every byte vouched for. */
  lookup(key: ActionKey): Promise<Lookup>;
  /** A private folder on the store's file system. */
  openAttempt(): Promise<Result<Attempt>>;
  /** Moves an attempt's outputs into the store, then writes the action: the only commit point. */
  publish(action: Action, attempt: Attempt): Promise<Result<void>>;
  /** Removes what an attempt left. */
  discard(attempt: Attempt): Promise<void>;
  /** An output of the store as a step reads it. */
  artifact(output: StoredOutput): InputArtifact;
}

export type Lookup =
  | { readonly state: 'hit'; readonly action: Action }
  | { readonly state: 'miss' }
  /** The action is there, an object is not what it was: it has been put aside and must be computed again. */
  | { readonly state: 'lost'; readonly output: string; readonly problem: 'missing' | 'corrupt' };

export interface Attempt {
  readonly folder: string;
}

/** What the scheduler needs to know a file's content. */
export interface FileDigests {
  /** The digest of a file that is known to be what it was when it was hashed; undefined otherwise. */
  known(path: string): FileDigest | undefined;
  digest(path: string): Promise<Result<FileDigest>>;
}

export interface FileDigest {
  readonly sha256: Digest;
  readonly bytes: number;
}

/** Earlier results under the same instance id, for saying what changed. */
export interface History {
  lastPreimage(instance: InstanceId): Promise<Preimage | undefined>;
}

/** Runs one step instance somewhere. */
export interface Executor {
  execute(request: ExecutionRequest): Promise<ExecutionOutcome>;
}

export interface ExecutionRequest {
  readonly instance: Instance;
  readonly inputs: Readonly<Record<string, ResolvedInput>>;
  readonly attempt: Attempt;
  readonly threads: number;
  readonly signal: AbortSignal;
  onEvent(event: RunEventBody): void;
}

export type ExecutionOutcome = Result<{
  readonly outputs: Readonly<Record<string, StoredOutput>>;
  readonly seconds: number;
  readonly notes: readonly Note[];
  readonly measures: Readonly<Record<string, number | string>>;
}>;

/** An input with its digests: what the key is made of and what the job file holds. */
export type ResolvedInput =
  | { readonly form: 'one'; readonly artifact: InputArtifact }
  | { readonly form: 'gathered'; readonly items: ReturnType<StepInputs['gathered']> }
  | { readonly form: 'everything'; readonly items: ReturnType<StepInputs['everything']> };
