import type { StoredOutput } from './artifact.js';
import type { Cell } from './cell.js';
import type { Failure } from './failure.js';
import type { ActionKey, InstanceId, RunId } from './identifiers.js';
import type { Staleness } from './staleness.js';
import type { Metric, Note, Progress } from './step.js';

export type InstanceState = 'ran' | 'cached' | 'failed' | 'skipped' | 'cancelled';

/** One line of events.ndjson and of `--json`. `at` is ISO 8601 in UTC with milliseconds. */
export type RunEvent = { readonly at: string } & RunEventBody;

export type RunEventBody =
  | RunStarted
  | {
      readonly type: 'step-started';
      readonly id: InstanceId;
      readonly threads: number;
      readonly reasons: readonly Staleness[];
    }
  /** It borrows cores that no other step has a use for, or gives them back: so many are its own from now on. */
  | { readonly type: 'step-threads'; readonly id: InstanceId; readonly threads: number }
  /** Another run computes the same key, or another instance of this run, `sharesWith`: this one waits for its result. */
  | {
      readonly type: 'step-waiting';
      readonly id: InstanceId;
      readonly owner: string;
      readonly sharesWith?: InstanceId;
    }
  | ({ readonly type: 'step-progress'; readonly id: InstanceId } & Progress & Speed)
  | ({ readonly type: 'step-metric'; readonly id: InstanceId } & Metric)
  | StepNote
  | {
      readonly type: 'step-line';
      readonly id: InstanceId;
      readonly stream: 'stdout' | 'stderr';
      readonly text: string;
    }
  | StepFinished
  | RunFinished;

export type StepNote = { readonly type: 'step-note'; readonly id: InstanceId } & Note;

/** Said only to those who watch: `events.ndjson` has the times themselves. */
export interface Speed {
  /** Units a second, averaged over some seconds. */
  readonly perSecond?: number;
  readonly secondsLeft?: number;
}

export interface RunStarted {
  readonly type: 'run-started';
  readonly run: RunId;
  readonly workflow: string;
  readonly file: string;
  readonly runFolder: string;
  readonly jobs: number;
  /** In the plan's order. */
  readonly instances: readonly {
    readonly id: InstanceId;
    readonly step: string;
    readonly kind: string;
    readonly cell: Cell;
    readonly description?: string;
    readonly needs: readonly InstanceId[];
  }[];
}

export interface StepFinished {
  readonly type: 'step-finished';
  readonly id: InstanceId;
  readonly state: InstanceState;
  readonly key?: ActionKey;
  /** Wall time of this run's work on it; near 0 when cached. */
  readonly seconds: number;
  /** For a cached step: how long it took when it ran. */
  readonly savedSeconds?: number;
  readonly outputs?: Readonly<Record<string, StoredOutput>>;
  readonly measures?: Readonly<Record<string, number | string>>;
  readonly failure?: Failure;
}

export interface RunFinished {
  readonly type: 'run-finished';
  readonly state: 'done' | 'failed' | 'cancelled';
  readonly seconds: number;
  readonly savedSeconds: number;
  readonly counts: Readonly<Record<InstanceState, number>>;
  readonly runFolder: string;
  /** Path of the report, when the workflow makes one. */
  readonly report?: string;
}
