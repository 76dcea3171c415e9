import type { RunEventBody } from '../core/events.js';
import type { Failure } from '../core/failure.js';

/** What the runner tells a worker: do this job next, or these jobs of one kind in one go; the job may use so many threads by now. */
export type RunnerMessage =
  { readonly jobPaths: JobPaths } | { readonly jobPath: string; readonly threads: number };

export type JobPaths = readonly [string, ...string[]];

/** What a worker tells the runner, each with the job that it is about: the first of those that are done together. */
export type WorkerMessage = { readonly jobPath: string } & (
  | { readonly type: 'began'; readonly rssBytes: number }
  | { readonly type: 'event'; readonly event: RunEventBody }
  /** `result.json` is in place, unless there was no room for it: then `untold` says why. */
  | {
      readonly type: 'done';
      readonly untold?: Failure;
      readonly rssBytes: number;
      /** Whether this process is as it was before the job. */
      readonly isClean: boolean;
      readonly hasStartedPrograms: boolean;
    }
);
