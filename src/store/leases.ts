import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { temporaryName } from './atomic-file.js';
import type { FileSystem } from './file-system.js';
import { Heartbeat } from './heartbeat.js';
import { decodeLease, newLeaseFile, type LeaseFile } from './lease-file.js';
import { livenessOf, ownIdentity } from './process-identity.js';
import { errorCode } from './storage-trouble.js';

/** An owner that cannot be seen from here counts as gone when its lease was not touched for this long, as we watched. */
export const silenceMs = 60_000;

/** One that was not touched for this long by anybody's clock needs no watching. */
const longSilenceMs = 86_400_000;

const firstLookMs = 20;
const slowestLookMs = 500;

/** Attempts whose lease this process holds: a lease in its name that is not among them is a left-over. */
const heldHere = new Set<string>();

const heartbeat = new Heartbeat();

export interface HeldLease {
  readonly name: string;
  readonly attempt: string;
  readonly content: string;
}

export type LeaseOffer =
  | { readonly state: 'ours'; readonly lease: HeldLease }
  | { readonly state: 'theirs'; readonly holder: LeaseFile | undefined };

/**
 * One owner for each name, among all processes that share the folder. The owner of a lease is judged by what the system
 * says of its process: not there, or another since started under its pid, or from before the last start of this machine,
 * and the lease is free; there is nothing to unlock by hand. An owner on another machine (or in another container) cannot
 * be seen, so it touches its lease every few seconds, and silence of a minute, on the watcher's own clock, means that it
 * is gone.
 *
 * Taking over cannot take a living owner's lease: the file is moved to a name of ours, and when it then holds something
 * else than what was judged, another was faster, and the file is put back. Should a third have come in that instant, the
 * second notices before it publishes, since then its lease is no longer its own.
 *
 * Every method throws the system's error.
 */
export class Leases {
  readonly #folder: string;
  readonly #files: FileSystem;
  readonly #onGone: (gone: LeaseFile) => Promise<void>;
  /** When each lease of an owner that cannot be seen was first seen as it is now. */
  readonly #silentSince = new Map<string, { readonly stamp: string; readonly atMs: number }>();

  /** @param onGone What to do about what the owner of a cleared lease left. */
  constructor(folder: string, files: FileSystem, onGone: (gone: LeaseFile) => Promise<void>) {
    this.#folder = folder;
    this.#files = files;
    this.#onGone = onGone;
  }

  async take(name: string): Promise<LeaseOffer> {
    for (;;) {
      const lease = await this.#create(name);
      if (lease !== undefined) return { state: 'ours', lease };
      const content = await this.#read(this.#path(name));
      if (content === undefined) continue;
      const holder = decodeLease(content);
      if (!(await this.#isGone(name, content))) return { state: 'theirs', holder };
      await this.#clear(name, content);
    }
  }

  /** Resolves when the lease can be taken, or at once when the signal aborts. */
  async freed(name: string, signal: AbortSignal): Promise<void> {
    for (let waitMs = firstLookMs; !signal.aborted; waitMs = Math.min(waitMs * 1.5, slowestLookMs)) {
      const content = await this.#read(this.#path(name));
      if (content === undefined || (await this.#isGone(name, content))) return;
      await sleep(waitMs, undefined, { signal }).catch(() => undefined);
    }
  }

  /** Whether there is a lease of that name, of the living or the dead. */
  async exists(name: string): Promise<boolean> {
    return (await this.#read(this.#path(name))) !== undefined;
  }

  async isOurs(lease: HeldLease): Promise<boolean> {
    return (await this.#read(this.#path(lease.name))) === lease.content;
  }

  async release({ name, content, attempt }: HeldLease): Promise<void> {
    heartbeat.drop(this.#path(name));
    heldHere.delete(attempt);
    await this.#remove(name, content);
  }

  /** Every lease that is held, or may be: `undefined` stands for one whose file is damaged. Clears those of the dead. */
  async held(): Promise<(LeaseFile | undefined)[]> {
    const held: (LeaseFile | undefined)[] = [];
    for (const name of await this.#names()) {
      const content = await this.#read(this.#path(name));
      if (content === undefined) continue;
      if (await this.#isGone(name, content)) await this.#clear(name, content);
      else held.push(decodeLease(content));
    }
    return held;
  }

  async #names(): Promise<string[]> {
    try {
      const entries = await this.#files.list(this.#folder);
      return entries.map(({ name }) => name).flatMap((name) => /^(.+)\.json$/.exec(name)?.[1] ?? []);
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return [];
      throw error;
    }
  }

  #path(name: string): string {
    return join(this.#folder, `${name}.json`);
  }

  /** The file appears under its name with all its content, or not at all. @returns undefined when the name is taken. */
  async #create(name: string): Promise<HeldLease | undefined> {
    const path = this.#path(name);
    const file = newLeaseFile(ownIdentity(), new Date());
    const lease = { name, attempt: file.attempt, content: JSON.stringify(file) };
    await this.#files.mkdir(dirname(path));
    const temporary = temporaryName(path);
    // Before anybody can see the file: to others in this process it would look like a left-over.
    heldHere.add(lease.attempt);
    let isOurs = false;
    try {
      await this.#files.create(temporary, lease.content);
      isOurs = await this.#link(temporary, path, lease.content);
    } finally {
      if (!isOurs) heldHere.delete(lease.attempt);
      await this.#files.remove(temporary);
    }
    if (!isOurs) return undefined;
    heartbeat.add(path, lease.content);
    return lease;
  }

  /**
   * Where the file system has no second names, a file that is seen half is taken for a damaged one, which is waited for.
   * @returns false when the name is taken.
   */
  async #link(temporary: string, path: string, content: string): Promise<boolean> {
    try {
      await this.#files.link(temporary, path);
    } catch (error) {
      const code = errorCode(error);
      if (code === 'EEXIST') return false;
      if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'].includes(code)) throw error;
      return this.#createDirectly(path, content);
    }
    return true;
  }

  async #createDirectly(path: string, content: string): Promise<boolean> {
    try {
      await this.#files.create(path, content);
      return true;
    } catch (error) {
      if (errorCode(error) === 'EEXIST') return false;
      throw error;
    }
  }

  async #isGone(name: string, content: string): Promise<boolean> {
    const holder = decodeLease(content);
    const liveness = holder === undefined ? 'unknown' : livenessOf(holder);
    if (liveness === 'unknown') return this.#isSilent(name, content);
    const isLeftOver = holder?.pid === process.pid && !heldHere.has(holder.attempt);
    return liveness === 'gone' || isLeftOver;
  }

  async #isSilent(name: string, content: string): Promise<boolean> {
    const nowMs = performance.now();
    const touchedMs = await this.#touchedMs(name);
    if (touchedMs !== undefined && Date.now() - touchedMs > longSilenceMs) return true;
    const stamp = `${content} ${touchedMs ?? ''}`;
    const seen = this.#silentSince.get(name);
    if (seen?.stamp === stamp) return nowMs - seen.atMs > silenceMs;
    this.#silentSince.set(name, { stamp, atMs: nowMs });
    return false;
  }

  async #touchedMs(name: string): Promise<number | undefined> {
    try {
      return (await this.#files.stat(this.#path(name))).mtimeMs;
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return undefined;
      throw error;
    }
  }

  async #clear(name: string, judged: string): Promise<void> {
    const isCleared = await this.#remove(name, judged);
    const gone = decodeLease(judged);
    this.#silentSince.delete(name);
    if (isCleared && gone !== undefined) await this.#onGone(gone);
  }

  /** Removes a lease if it is what we think it is. */
  async #remove(name: string, content: string): Promise<boolean> {
    const path = this.#path(name);
    const aside = temporaryName(path);
    try {
      await this.#files.rename(path, aside);
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return false;
      throw error;
    }
    const isRight = (await this.#read(aside)) === content;
    if (!isRight) {
      await this.#files.link(aside, path).catch((error: unknown) => {
        if (errorCode(error) !== 'EEXIST') throw error;
      });
    }
    await this.#files.remove(aside);
    return isRight;
  }

  async #read(path: string): Promise<string | undefined> {
    try {
      return await this.#files.read(path);
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return undefined;
      throw error;
    }
  }
}
