import { changedInput } from './changed-input.js';
import { locateFailure } from './locate-failure.js';
import type { ExecutionOutcome, ExecutionRequest, Executor, FileDigests } from './ports.js';
import { fail } from './result.js';
import { timeLimit } from './time-limit.js';

export interface ExecutionPorts {
  readonly executor: Pick<Executor, 'execute'>;
  readonly digests: FileDigests;
}

/**
 * Runs an instance within its time limit, from the input files that its key was made of: a file that is another before
 * it starts or when it has ended fails it, whatever it made of that. Failures name what a person knows.
 */
export async function executeInstance(
  request: ExecutionRequest,
  { executor, digests }: ExecutionPorts,
): Promise<ExecutionOutcome> {
  const { instance, inputs, signal } = request;
  const changedBefore = await changedInput(instance, inputs, digests);
  if (changedBefore !== undefined) return fail(changedBefore);
  const executed = await executeInTime(request, executor);
  if (signal.aborted && !executed.ok) return executed;
  const changed = await changedInput(instance, inputs, digests);
  if (changed !== undefined) return fail(changed);
  return executed.ok ? executed : fail(locateFailure(executed.failure, instance, inputs));
}

async function executeInTime(
  request: ExecutionRequest,
  executor: ExecutionPorts['executor'],
): Promise<ExecutionOutcome> {
  const { timeoutMs } = request.instance;
  if (timeoutMs === undefined) return executor.execute(request);
  const limit = timeLimit(timeoutMs);
  const signal = AbortSignal.any([request.signal, limit.signal]);
  const executed = await executor.execute({ ...request, signal });
  limit.clear();
  const hasTimedOut = limit.signal.aborted && !executed.ok && !request.signal.aborted;
  return hasTimedOut ? fail({ reason: 'timed-out', limitMs: timeoutMs }) : executed;
}
