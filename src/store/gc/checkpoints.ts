import { join } from 'node:path';
import type { FileSystem } from '../file-system.js';
import type { CacheBounds } from './bounds.js';
import { entryAt, namesIn } from './inventory.js';

/** The resumable states of a family of steps. */
export interface CheckpointFolder {
  readonly path: string;
  readonly bytes: number;
  /** When a state was last kept in it. */
  readonly changedMs: number;
}

/** All families with states, the longest unused first. @throws the system's error. */
export async function checkpointFolders(folder: string, files: FileSystem): Promise<CheckpointFolder[]> {
  const found: CheckpointFolder[] = [];
  for (const name of await namesIn(folder, files)) {
    const path = join(folder, name);
    const entry = await entryAt(path, files);
    if (entry === undefined) continue;
    const states = await Promise.all(
      (await namesIn(path, files)).map((state) => entryAt(join(path, state), files)),
    );
    const bytes = states.reduce((sum, state) => sum + (state?.bytes ?? 0), 0);
    found.push({ path, bytes, changedMs: Math.max(entry.changedMs, entry.modifiedMs) });
  }
  return found.sort((a, b) => a.changedMs - b.changedMs || (a.path < b.path ? -1 : 1));
}

export interface CheckpointLimits {
  readonly bounds: CacheBounds;
  /** Of all results that stay: states only save time, so they go before any result does. */
  readonly resultBytes: number;
  /** What was kept at this time or later stays. */
  readonly keepSinceMs: number;
  readonly nowMs: number;
}

/** The families whose states are to go: those unused for too long, then as many as it takes to fit beside the results. */
export function chooseCheckpoints(
  folders: readonly CheckpointFolder[],
  { bounds, resultBytes, keepSinceMs, nowMs }: CheckpointLimits,
): CheckpointFolder[] {
  let bytes = folders.reduce((sum, folder) => sum + folder.bytes, resultBytes);
  const chosen: CheckpointFolder[] = [];
  for (const folder of folders) {
    if (folder.changedMs >= keepSinceMs) break;
    if (nowMs - folder.changedMs <= bounds.maxAgeMs && bytes <= bounds.maxBytes) break;
    chosen.push(folder);
    bytes -= folder.bytes;
  }
  return chosen;
}
