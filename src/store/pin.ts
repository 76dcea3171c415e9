import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { FileSystem } from './file-system.js';

/** The mark in a run's folder that keeps the run, and all it produced, from being collected. */
function pinPath(runFolder: string): string {
  return join(runFolder, 'pinned');
}

export function isPinned(runFolder: string): boolean {
  return existsSync(pinPath(runFolder));
}

/** @throws the system's error. */
export async function setPinned(runFolder: string, pinned: boolean, files: FileSystem): Promise<void> {
  if (!pinned) await files.remove(pinPath(runFolder));
  else if (!isPinned(runFolder)) await files.create(pinPath(runFolder), '');
}
