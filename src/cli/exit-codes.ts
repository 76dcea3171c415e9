import type { Failure } from '../core/failure.js';

export const exitCodes = {
  done: 0,
  stepFailed: 1,
  invalid: 2,
  /** Stale (`plan`, `why`) or different (`verify`, `diff`). */
  stale: 3,
  storage: 4,
  engineUnavailable: 5,
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** What each exit code means, for `--help`. */
export const exitCodeMeanings: Readonly<Record<ExitCode, string>> = {
  0: 'done, or fresh',
  1: 'a step failed',
  2: 'invalid workflow or usage',
  3: 'stale, or different',
  4: 'storage trouble: disk full, read-only, no permission',
  5: 'an engine or executor is not available',
  130: 'interrupted',
};

/** The exit code that tells most about a failure. */
export function exitCodeOf(failure: Failure): ExitCode {
  switch (failure.reason) {
    case 'invalid-workflow':
    case 'usage':
      return exitCodes.invalid;
    case 'storage':
      return exitCodes.storage;
    case 'engine-unavailable':
      return exitCodes.engineUnavailable;
    case 'cancelled':
      return exitCodes.interrupted;
    default:
      return exitCodes.stepFailed;
  }
}
