import { randomBytes } from 'node:crypto';
import { dirname } from 'node:path';
import { nodeFileSystem, type FileSystem } from './file-system.js';

/** Ends the names of files that are not in their place yet; one that a killed process left is removed by `gc`. */
export const temporarySuffix = '.tmp';

export function temporaryName(path: string): string {
  return `${path}.${randomBytes(6).toString('hex')}${temporarySuffix}`;
}

/** Writes a file so that it is seen whole or not at all: a private file, fsync, rename, fsync of the folder. */
export async function writeAtomically(
  path: string,
  content: string | Uint8Array | Iterable<Uint8Array>,
  files: FileSystem = nodeFileSystem,
): Promise<void> {
  const folder = dirname(path);
  await files.mkdir(folder);
  const temporary = temporaryName(path);
  try {
    await files.create(temporary, content);
    await files.sync(temporary);
    await files.rename(temporary, path);
  } catch (error) {
    await files.remove(temporary).catch(() => undefined);
    throw error;
  }
  await files.sync(folder);
}
