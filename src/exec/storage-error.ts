import type { StorageTrouble } from '../core/failure.js';

const storageCodes = ['ENOSPC', 'EDQUOT', 'EROFS', 'EIO'];

/** What the system says when the disk is full, read-only or broken; undefined for any other throw. */
export function storageTrouble(error: unknown, folder: string): StorageTrouble | undefined {
  const code = codeOf(error);
  if (code === undefined || !storageCodes.includes(code)) return undefined;
  const path =
    error instanceof Error && 'path' in error && typeof error.path === 'string' ? error.path : folder;
  return { reason: 'storage', operation: 'write', path, code };
}

export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
