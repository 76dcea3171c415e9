import type { Failure } from '../core/failure.js';
import type { WorkerDeath } from './worker-process.js';

/** What the death of a worker that left no result means. */
export function deathFailure({ exitCode, signal, stderrTail }: WorkerDeath): Failure {
  if (/JavaScript heap out of memory|Reached heap limit/.test(stderrTail))
    return { reason: 'heap-exhausted' };
  return {
    reason: 'worker-died',
    ...(exitCode === null ? {} : { exitCode }),
    ...(signal === null ? {} : { signal }),
    stderrTail,
  };
}

/** Adds, to the end by a SIGKILL that we did not send, whether the kernel's counter of its own kills has moved. */
export function withKernelWord(
  failure: Failure,
  killsBefore: number | undefined,
  killsAfter: number | undefined,
): Failure {
  if (failure.reason !== 'worker-died' && failure.reason !== 'command-failed') return failure;
  if (failure.signal !== 'SIGKILL' || killsBefore === undefined || killsAfter === undefined) return failure;
  return { ...failure, kernelKill: killsAfter > killsBefore ? 'seen' : 'not-seen' };
}
