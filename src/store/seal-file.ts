import type { Digest } from '../core/identifiers.js';
import { nodeFileSystem } from './file-system.js';
import { hashFile } from './hash-file.js';

/** Hashes a finished output and makes its bytes safe on disk: what comes before publishing. */
export async function sealFile(path: string): Promise<{ sha256: Digest; bytes: number }> {
  const hashed = await hashFile(path);
  await nodeFileSystem.sync(path);
  return hashed;
}
