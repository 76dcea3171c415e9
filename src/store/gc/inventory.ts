import { join } from 'node:path';
import { parseActionKey, type ActionKey } from '../../core/identifiers.js';
import { decodeAction } from '../action-file.js';
import { temporarySuffix } from '../atomic-file.js';
import type { FileSystem } from '../file-system.js';
import type { StoreLayout } from '../layout.js';
import { storedFiles } from '../object-store.js';
import { errorCode } from '../storage-trouble.js';

/** A file or folder that lies somewhere below the cache, with what tells later whether it is still the same. */
export interface Entry {
  readonly path: string;
  readonly bytes: number;
  readonly inode: number;
  /** Last change of content, for an action: when it was last used. */
  readonly modifiedMs: number;
  /** Last change of anything, a new name included. */
  readonly changedMs: number;
}

export interface ActionEntry extends Entry {
  readonly key: string;
  /** Digests of its outputs' files; none for a damaged one. */
  readonly objects: readonly string[];
}

export interface Inventory {
  readonly actions: readonly ActionEntry[];
  /** By digest. */
  readonly objects: ReadonlyMap<string, Entry>;
  /** Files of writers that were killed, or are still writing. */
  readonly temporaries: readonly Entry[];
}

/** Everything in the cache's actions and objects. @throws the system's error. */
export async function takeInventory(layout: StoreLayout, files: FileSystem): Promise<Inventory> {
  const temporaries: Entry[] = [];
  const actions: ActionEntry[] = [];
  for (const name of await namesIn(layout.actionsFolder, files)) {
    const entry = await entryAt(join(layout.actionsFolder, name), files);
    const key = /^([0-9a-f]{64})\.json$/.exec(name)?.[1];
    if (entry === undefined) continue;
    if (key !== undefined)
      actions.push({ ...entry, key, objects: await objectsOf(entry.path, parseActionKey(key), files) });
    else if (name.endsWith(temporarySuffix)) temporaries.push(entry);
  }
  const objects = new Map<string, Entry>();
  for (const prefix of await namesIn(layout.objectsFolder, files)) {
    const folder = join(layout.objectsFolder, prefix);
    for (const name of await namesIn(folder, files)) {
      const entry = await entryAt(join(folder, name), files);
      if (entry === undefined) continue;
      if (/^[0-9a-f]{64}$/.test(name)) objects.set(name, entry);
      else if (name.endsWith(temporarySuffix)) temporaries.push(entry);
    }
  }
  for (const folder of [layout.cacheFolder, layout.leasesFolder]) {
    for (const name of await namesIn(folder, files)) {
      const entry = name.endsWith(temporarySuffix) ? await entryAt(join(folder, name), files) : undefined;
      if (entry !== undefined) temporaries.push(entry);
    }
  }
  return { actions, objects, temporaries };
}

/** Names in a folder; none when it is not there. */
export async function namesIn(folder: string, files: FileSystem): Promise<string[]> {
  try {
    return (await files.list(folder)).map(({ name }) => name).sort();
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') return [];
    throw error;
  }
}

/** undefined when it has gone meanwhile. */
export async function entryAt(path: string, files: FileSystem): Promise<Entry | undefined> {
  try {
    const { size, ino, mtimeMs, ctimeMs } = await files.stat(path);
    return { path, bytes: size, inode: ino, modifiedMs: mtimeMs, changedMs: ctimeMs };
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** A damaged action vouches for nothing; it is put aside by who looks it up. */
async function objectsOf(path: string, key: ActionKey, files: FileSystem): Promise<string[]> {
  try {
    const action = decodeAction(await files.read(path), key);
    return Object.values(action?.outputs ?? {}).flatMap((output) =>
      storedFiles(output).map(({ sha256 }) => sha256),
    );
  } catch {
    return [];
  }
}
