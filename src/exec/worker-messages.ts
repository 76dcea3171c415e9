import type { RunEventBody } from '../core/events.js';

/** What the runner tells a worker: do this job next. */
export interface RunnerMessage {
  readonly jobPath: string;
}

/** What a worker tells the runner, each with the job that it is about. */
export type WorkerMessage = { readonly jobPath: string } & (
  | { readonly type: 'began'; readonly rssBytes: number }
  | { readonly type: 'event'; readonly event: RunEventBody }
  /** `result.json` is in place. */
  | {
      readonly type: 'done';
      readonly rssBytes: number;
      /** Whether this process is as it was before the job. */
      readonly isClean: boolean;
      readonly hasStartedPrograms: boolean;
    }
);
