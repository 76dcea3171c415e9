import { join } from 'node:path';
import { temporaryName } from '../atomic-file.js';
import type { FileSystem } from '../file-system.js';
import type { StoreLayout } from '../layout.js';
import type { LeaseFile } from '../lease-file.js';
import { Leases, type HeldLease, type LeaseOffer } from '../leases.js';
import { isPinned } from '../pin.js';
import { errorCode } from '../storage-trouble.js';
import { collecting, graceMs, quarantineMs, useSlackMs, type CacheBounds } from './bounds.js';
import { checkpointFolders, chooseCheckpoints } from './checkpoints.js';
import { chooseActions, chooseObjects, totalBytes, type Roots } from './choose-garbage.js';
import { entryAt, namesIn, takeInventory, type ActionEntry, type Entry } from './inventory.js';
import { listRuns, type RunEntry } from './runs.js';
import { writeSize, type SizeEstimate } from './size-estimate.js';

export interface CollectRequest {
  readonly layout: StoreLayout;
  readonly files: FileSystem;
  readonly bounds: CacheBounds;
  readonly nowMs: number;
  /** Says what would go and leaves it there. */
  readonly dryRun: boolean;
  /** Aborts waiting for another collection. */
  readonly signal: AbortSignal;
}

/** What went, or would go. */
export interface Collected {
  readonly results: number;
  readonly objects: number;
  readonly runs: number;
  readonly attempts: number;
  readonly quarantined: number;
  readonly checkpoints: number;
  readonly temporaries: number;
  readonly freedBytes: number;
  /** Bytes of the objects and checkpoints that are left. */
  readonly leftBytes: number;
}

/**
 * Brings the cache within its bounds. It is safe beside runs that go on, for these reasons:
 *
 * 1. A result that a run looks up is marked as used (its action's time of change is set) before the run relies on it. What
 *    was used since the oldest run or lease that is alive began, or in the last hour, stays.
 * 2. An action goes in two moves: it gets a private name, and only when its time of change is then still the one that
 *    was judged, it is removed; otherwise it is put back. A run either marked it before, and it comes back; or it finds the
 *    action missing when it marks it, and computes the result again. It never goes on with a result that is removed.
 * 3. Publishing always puts a fresh file in an object's place, whose inode is new and whose last change is now. An object
 *    is removed only when no action names it, its last change is older than all in 1, and, in the same two moves, it is
 *    still the very file that was judged. So objects of an attempt that is being published stay. One may be away for the
 *    instant between the two moves, when it was published just before the first: who publishes or looks up beside a
 *    collection therefore looks again before it believes that an object is missing.
 * 4. An attempt's folder is named after its lease, which is older and is released later; attempts are listed before leases. One
 *    whose lease is not there is nobody's.
 * 5. Checkpoints may go at any time: a step that finds none begins anew. Those of steps that may be going on stay all the same.
 * 6. On a disk too full for its own lease it goes on without. Then others do not know that an object may be away for an
 *    instant, and two collections may meet: at worst a result that was whole is computed again.
 *
 * @returns undefined when another collection was at work and the signal aborted. @throws the system's error.
 */
export async function collectGarbage(request: CollectRequest): Promise<Collected | undefined> {
  const { layout, files, signal } = request;
  const leases = new Leases(layout.leasesFolder, files, () => Promise.resolve());
  if (request.dryRun) return sweep(request, leases, undefined);
  for (;;) {
    const offer = await takeIfRoom(leases);
    if (offer.state === 'no-room') {
      if ((await leases.exists(collecting)) && signal.aborted) return undefined;
      await leases.freed(collecting, signal);
      return sweep(request, leases, undefined);
    }
    if (offer.state === 'theirs') {
      if (signal.aborted) return undefined;
      await leases.freed(collecting, signal);
      continue;
    }
    try {
      return await sweep(request, leases, offer.lease);
    } finally {
      await leases.release(offer.lease);
    }
  }
}

/** On a full disk there is no room for a lease, and that is when room must be made. */
async function takeIfRoom(leases: Leases): Promise<LeaseOffer | { readonly state: 'no-room' }> {
  try {
    return await leases.take(collecting);
  } catch (error) {
    if (isFull(error)) return { state: 'no-room' };
    throw error;
  }
}

function isFull(error: unknown): boolean {
  return ['ENOSPC', 'EDQUOT'].includes(errorCode(error));
}

async function sweep(
  request: CollectRequest,
  leases: Leases,
  own: HeldLease | undefined,
): Promise<Collected> {
  const { layout, files, bounds, nowMs, dryRun } = request;
  const attempts = await namesIn(layout.attemptsFolder, files);
  const held = (await leases.held()).filter((lease) => lease === undefined || lease.attempt !== own?.attempt);
  const runs = await listRuns(layout, files, nowMs);
  const roots = rootsOf(runs, held, nowMs);
  const inventory = await takeInventory(layout, files);
  const remover = new Remover(files, dryRun);

  const chosen = chooseActions(inventory, roots, bounds, nowMs);
  const gone = new Set<ActionEntry>();
  for (const action of chosen) if (await remover.removeUnchanged(action)) gone.add(action);
  const staying = inventory.actions.filter((action) => !gone.has(action));
  let objects = 0;
  let freedBytes = 0;
  for (const object of chooseObjects(inventory, staying, roots)) {
    if (!(await remover.removeUnchanged(object))) continue;
    objects += 1;
    freedBytes += object.bytes;
  }
  const resultBytes = totalBytes(inventory) - freedBytes;
  const folders = await checkpointFolders(layout.checkpointsFolder, files);
  const { keepSinceMs } = roots;
  const goingStates = chooseCheckpoints(folders, { bounds, resultBytes, keepSinceMs, nowMs });
  const stateBytes = bytesOf(goingStates);
  freedBytes += stateBytes;
  const leftBytes = resultBytes + bytesOf(folders) - stateBytes;
  const oldRuns = runs.filter(({ isRoot, startedMs }) => !isRoot && nowMs - startedMs > bounds.maxAgeMs);
  const old = async (folder: string, ageMs: number): Promise<string[]> =>
    olderThan(folder, files, nowMs - ageMs);
  const collected = {
    results: gone.size,
    objects,
    runs: await remover.removeAll(oldRuns.map(({ folder }) => folder).filter((folder) => !isPinned(folder))),
    attempts: await remover.removeAll(
      staleAttempts(attempts, held).map((name) => join(layout.attemptsFolder, name)),
    ),
    quarantined: await remover.removeAll(await old(layout.quarantineFolder, quarantineMs)),
    checkpoints: await remover.removeAll(goingStates.map(({ path }) => path)),
    temporaries: await remover.removeAll(
      inventory.temporaries.filter(({ changedMs }) => changedMs < roots.keepSinceMs).map(({ path }) => path),
    ),
    freedBytes,
    leftBytes,
  };
  if (!dryRun) await noteSize(layout, files, { bytes: leftBytes, atMs: nowMs, floorBytes: leftBytes });
  return collected;
}

const bytesOf = (entries: readonly { readonly bytes: number }[]): number =>
  entries.reduce((sum, { bytes }) => sum + bytes, 0);

/** Room was made, or there was nothing to remove: that the estimate has none is no trouble. */
async function noteSize(layout: StoreLayout, files: FileSystem, size: SizeEstimate): Promise<void> {
  await writeSize(layout, files, size).catch((error: unknown) => {
    if (!isFull(error)) throw error;
  });
}

function rootsOf(runs: readonly RunEntry[], held: readonly (LeaseFile | undefined)[], nowMs: number): Roots {
  // A lease that cannot be read may be anybody's, and of any age.
  const begun = held.map((lease) => (lease === undefined ? 0 : Date.parse(lease.since)));
  const going = runs.filter(({ isGoing }) => isGoing).map(({ startedMs }) => startedMs);
  return {
    keys: new Set(runs.filter(({ isRoot }) => isRoot).flatMap(({ keys }) => keys)),
    objects: new Set(runs.flatMap(({ objects }) => objects)),
    keepSinceMs: Math.min(nowMs - graceMs, ...begun, ...going) - useSlackMs,
  };
}

function staleAttempts(names: readonly string[], held: readonly (LeaseFile | undefined)[]): string[] {
  if (held.includes(undefined)) return [];
  return names.filter((name) => !held.some((lease) => lease !== undefined && name.startsWith(lease.attempt)));
}

async function olderThan(folder: string, files: FileSystem, timeMs: number): Promise<string[]> {
  const paths: string[] = [];
  for (const name of await namesIn(folder, files)) {
    const entry = await entryAt(join(folder, name), files);
    if (entry !== undefined && Math.max(entry.changedMs, entry.modifiedMs) < timeMs) paths.push(entry.path);
  }
  return paths;
}

function isSameFile(now: Entry | undefined, judged: Entry): boolean {
  return now?.inode === judged.inode && now.modifiedMs === judged.modifiedMs;
}

class Remover {
  readonly #files: FileSystem;
  readonly #isDry: boolean;

  constructor(files: FileSystem, isDry: boolean) {
    this.#files = files;
    this.#isDry = isDry;
  }

  async removeAll(paths: readonly string[]): Promise<number> {
    if (!this.#isDry) for (const path of paths) await this.#files.remove(path);
    return paths.length;
  }

  /** Removes a file if it is still the one that was judged. */
  async removeUnchanged(judged: Entry): Promise<boolean> {
    if (this.#isDry) return true;
    if (!isSameFile(await entryAt(judged.path, this.#files), judged)) return false;
    const aside = temporaryName(judged.path);
    try {
      await this.#files.rename(judged.path, aside);
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return false;
      throw error;
    }
    const isSame = isSameFile(await entryAt(aside, this.#files), judged);
    if (!isSame) await this.#putBack(aside, judged.path);
    await this.#files.unlink(aside);
    return isSame;
  }

  async #putBack(aside: string, path: string): Promise<void> {
    try {
      await this.#files.link(aside, path);
    } catch (error) {
      // Published again meanwhile: what is there is as good.
      if (errorCode(error) !== 'EEXIST') throw error;
    }
  }
}
