import type { StorageTrouble } from '../core/failure.js';
import { fail, type Result } from '../core/result.js';

/** The system's error code, or its message when it has none. */
export function errorCode(error: unknown): string {
  if (error instanceof Error)
    return 'code' in error && typeof error.code === 'string' ? error.code : error.message;
  return String(error);
}

/** Turns what the file system threw into a fact. */
export function storageTrouble(operation: string, path: string, error: unknown): StorageTrouble {
  return { reason: 'storage', operation, path, code: errorCode(error) };
}

/** Runs a piece of file work; what it throws becomes a failure. */
export async function storing<T>(
  operation: string,
  path: string,
  work: () => Promise<T>,
): Promise<Result<T>> {
  try {
    return { ok: true, value: await work() };
  } catch (error) {
    return fail(storageTrouble(operation, path, error));
  }
}
