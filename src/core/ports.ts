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
  lookup(key: ActionKey): Promise<Result<Lookup>>;
  /** Asks to be the only one, among all runs that share the store, who computes a key. */
  takeLease(key: ActionKey): Promise<Result<LeaseOffer>>;
  /** Resolves when another's lease has ended, or its owner is gone; at once when the signal aborts. */
  leaseEnded(key: ActionKey, signal: AbortSignal): Promise<Result<void>>;
  /** A private folder on the store's file system. */
  openAttempt(lease: Lease): Promise<Result<Attempt>>;
  /**
   * Moves an attempt's outputs into the store, then writes the action: the only commit point. It does nothing when the lease
   * has been taken over, since its owner was thought to be gone.
   */
  publish(action: Action, attempt: Attempt): Promise<Result<'published' | 'lease-lost'>>;
  /** Where the resumable states of a family of steps lie; it need not be there yet. */
  checkpointFolder(family: Digest): string;
  /** Removes what an attempt left. */
  discard(attempt: Attempt): Promise<void>;
  /** An output of the store as a step reads it. */
  artifact(output: StoredOutput): InputArtifact;
}

export type Lookup =
  | { readonly state: 'hit'; readonly action: Action }
  | { readonly state: 'miss' }
  /** The result was there, but it is not what it was, and must be computed again; without `output`, its record is not. */
  | { readonly state: 'lost'; readonly output?: string; readonly problem: 'missing' | 'corrupt' };

/** Leave to compute a key. */
export interface Lease {
  /** Begins the names of its attempts' folders. */
  readonly attempt: string;
  release(): Promise<Result<void>>;
}

export type LeaseOffer =
  | { readonly state: 'ours'; readonly lease: Lease }
  /** `owner` is a phrase: `pid 4711 on vega`. */
  | { readonly state: 'theirs'; readonly owner: string };

export interface Attempt {
  readonly folder: string;
  readonly lease: Lease;
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
  /** Whether it ever had a result, though nothing of that may be left. */
  hasResult(instance: InstanceId): boolean;
}

/** Runs step instances somewhere. */
export interface Executor {
  execute(request: ExecutionRequest): Promise<ExecutionOutcome>;
  /** Runs instances of one kind with `runBatch` in one job, under the first one's signal: an outcome for each, in their order. */
  executeTogether(requests: ExecutionRequests): Promise<readonly ExecutionOutcome[]>;
}

export type ExecutionRequests = readonly [ExecutionRequest, ...ExecutionRequest[]];

export interface ExecutionRequest {
  readonly instance: Instance;
  readonly inputs: Readonly<Record<string, ResolvedInput>>;
  /** Where to work; the lease on the key is the scheduler's affair. */
  readonly attempt: Pick<Attempt, 'folder'>;
  readonly threads: number;
  /** Tells how many threads it may use each time that this changes; absent for a step that has no use for it. */
  readonly borrowThreads?: (listener: (threads: number) => void) => void;
  /** Where resumable state lies; absent for a kind that keeps none, and when it is to begin anew. */
  readonly checkpointFolder?: string;
  readonly signal: AbortSignal;
  readonly onEvent: (event: RunEventBody) => void;
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
