import { fail, ok, type Result } from '../core/result.js';

/** The value of `--jobs`; undefined when it was not given. */
export function parseJobs(text: string | undefined): Result<number | undefined> {
  if (text === undefined) return ok(undefined);
  const jobs = Number(text);
  return Number.isInteger(jobs) && jobs >= 1 && jobs <= 4096
    ? ok(jobs)
    : fail({ reason: 'usage', found: `--jobs ${text}`, expected: 'a whole number of cores, 1 to 4096' });
}
