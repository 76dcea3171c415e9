import { randomBytes } from 'node:crypto';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Action } from '../core/action.js';
import type { StoredFile, StoredOutput } from '../core/artifact.js';
import type { ActionKey, Digest } from '../core/identifiers.js';
import type { ActionStore, Attempt, Lease, LeaseOffer, Lookup } from '../core/ports.js';
import { fail, ok, type Result } from '../core/result.js';
import type { InputArtifact, InputFile } from '../core/step.js';
import { decodeAction, encodeAction } from './action-file.js';
import { writeAtomically } from './atomic-file.js';
import type { DigestMemo } from './digest-memo.js';
import { nodeFileSystem, type FileSystem } from './file-system.js';
import { hashFile } from './hash-file.js';
import type { StoreLayout } from './layout.js';
import type { LeaseFile } from './lease-file.js';
import { collecting, useSlackMs } from './gc/bounds.js';
import { Leases, silenceMs, type HeldLease } from './leases.js';
import { livenessOf } from './process-identity.js';
import { Quarantine } from './quarantine.js';
import { errorCode, storageTrouble, storing } from './storage-trouble.js';

/** The two-level store: actions by key name objects by content. */
export class ObjectStore implements ActionStore {
  readonly #layout: StoreLayout;
  readonly #memo: DigestMemo;
  readonly #files: FileSystem;
  readonly #leases: Leases;
  readonly #quarantine: Quarantine;
  readonly #held = new WeakMap<Lease, HeldLease>();
  /** Owners whose leases were taken over here. Their workers outlive them for an instant, so they are cleared twice. */
  readonly #gone: LeaseFile[] = [];

  constructor(layout: StoreLayout, memo: DigestMemo, files: FileSystem = nodeFileSystem) {
    this.#layout = layout;
    this.#memo = memo;
    this.#files = files;
    this.#leases = new Leases(layout.leasesFolder, files, (gone) => {
      this.#gone.push(gone);
      return this.#clearAttempts(gone);
    });
    this.#quarantine = new Quarantine(layout.quarantineFolder, files);
  }

  async lookup(key: ActionKey): Promise<Result<Lookup>> {
    return storing('read', this.#layout.action(key), () => this.#lookup(key));
  }

  async #lookup(key: ActionKey): Promise<Lookup> {
    const path = this.#layout.action(key);
    const text = await this.#readAction(key);
    if (text === undefined) {
      const wasCorrupt = await this.#quarantine.has(basename(path));
      return wasCorrupt ? { state: 'lost', problem: 'corrupt' } : { state: 'miss' };
    }
    const action = decodeAction(text, key);
    if (action === undefined) {
      const isWhole = async (moved: string): Promise<boolean> =>
        decodeAction(await this.#files.read(moved), key) !== undefined;
      const isDamaged = await this.#quarantine.put(path, isWhole);
      return isDamaged ? { state: 'lost', problem: 'corrupt' } : this.#lookup(key);
    }
    // Before anything relies on it: see `collectGarbage`.
    if (!(await this.#markUsed(path))) return { state: 'miss' };
    for (const [output, stored] of Object.entries(action.outputs)) {
      for (const file of storedFiles(stored)) {
        const problem = await this.#problemOf(file);
        if (problem !== undefined) return { state: 'lost', output, problem };
      }
    }
    return { state: 'hit', action };
  }

  /** Sets an action's time of change, unless that is recent. @returns false when it has been collected meanwhile. */
  async #markUsed(path: string): Promise<boolean> {
    try {
      const { mtimeMs } = await this.#files.stat(path);
      if (Date.now() - mtimeMs > useSlackMs) await this.#files.touch(path);
      return true;
    } catch (error) {
      // A store that we may not write to is not ours to collect.
      return errorCode(error) !== 'ENOENT';
    }
  }

  /** The action as it stands in the store, its objects not looked at; undefined when absent or damaged. */
  async readAction(key: ActionKey): Promise<Action | undefined> {
    const text = await this.#readAction(key);
    return text === undefined ? undefined : decodeAction(text, key);
  }

  async #readAction(key: ActionKey): Promise<string | undefined> {
    try {
      return await this.#files.read(this.#layout.action(key));
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return undefined;
      throw error;
    }
  }

  /** Hashes an object again unless the very same file was hashed before. A corrupt one is put aside, not deleted. */
  async #problemOf(file: StoredFile): Promise<'missing' | 'corrupt' | undefined> {
    const path = this.#layout.object(file.sha256);
    try {
      const { sha256, bytes } = await this.#memo.digestOrThrow(path);
      if (sha256 === file.sha256 && bytes === file.bytes) return undefined;
    } catch (error) {
      if (errorCode(error) !== 'ENOENT') throw error;
      if (await this.#isThereAfterAll(path)) return this.#problemOf(file);
      return (await this.#quarantine.has(file.sha256)) ? 'corrupt' : 'missing';
    }
    const isWhole = async (moved: string): Promise<boolean> => (await hashFile(moved)).sha256 === file.sha256;
    return (await this.#quarantine.put(path, isWhole)) ? 'corrupt' : undefined;
  }

  /** While a collection goes on, an object may be away for an instant: see `collectGarbage`. */
  async #isThereAfterAll(path: string): Promise<boolean> {
    for (let look = 0; look < 20; look++) {
      if (!(await this.#leases.exists(collecting))) return this.#isThere(path);
      await sleep(10);
      if (await this.#isThere(path)) return true;
    }
    return false;
  }

  async #isThere(path: string): Promise<boolean> {
    try {
      await this.#files.stat(path);
      return true;
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return false;
      throw error;
    }
  }

  async takeLease(key: ActionKey): Promise<Result<LeaseOffer>> {
    const taken = await storing('lock', this.#layout.action(key), () => this.#leases.take(key));
    if (!taken.ok) return taken;
    if (taken.value.state === 'ours') return ok({ state: 'ours', lease: this.#leaseOf(taken.value.lease) });
    const { holder } = taken.value;
    return ok({ state: 'theirs', owner: holder === undefined ? 'unknown' : ownerPhrase(holder) });
  }

  /** A lease of nothing: it holds attempts that are not published, and what they read. */
  async takePrivateLease(purpose: string): Promise<Result<Lease>> {
    const name = `${purpose}-${randomBytes(8).toString('hex')}`;
    const taken = await storing('lock', this.#layout.leasesFolder, () => this.#leases.take(name));
    if (!taken.ok) return taken;
    if (taken.value.state === 'theirs') throw new TypeError(`the lease ${name} is taken`);
    return ok(this.#leaseOf(taken.value.lease));
  }

  #leaseOf(held: HeldLease): Lease {
    const lease: Lease = {
      attempt: held.attempt,
      release: async () => {
        const released = await storing('unlock', this.#layout.leasesFolder, () => this.#leases.release(held));
        for (const gone of this.#gone.splice(0)) await this.#clearAttempts(gone);
        return released;
      },
    };
    this.#held.set(lease, held);
    return lease;
  }

  leaseEnded(key: ActionKey, signal: AbortSignal): Promise<Result<void>> {
    return storing('read', this.#layout.action(key), () => this.#leases.freed(key, signal));
  }

  async openAttempt(lease: Lease): Promise<Result<Attempt>> {
    const folder = join(this.#layout.attemptsFolder, `${lease.attempt}-${randomBytes(4).toString('hex')}`);
    return storing('create', folder, async () => {
      await this.#files.mkdir(folder);
      return { folder, lease };
    });
  }

  checkpointFolder(family: Digest): string {
    return join(this.#layout.checkpointsFolder, family);
  }

  async discard(attempt: Attempt): Promise<void> {
    // What stays is cleared by `gc`: it must not make a failure of a step that was published.
    await this.#files.remove(attempt.folder).catch(() => undefined);
  }

  async #clearAttempts(gone: LeaseFile): Promise<void> {
    const entries = await this.#files.list(this.#layout.attemptsFolder).catch(() => []);
    for (const { name } of entries) {
      if (!name.startsWith(`${gone.attempt}-`)) continue;
      // What cannot be removed yet is found by `gc`.
      await this.#files.remove(join(this.#layout.attemptsFolder, name)).catch(() => undefined);
    }
  }

  async publish(action: Action, attempt: Attempt): Promise<Result<'published' | 'lease-lost'>> {
    const path = this.#layout.action(action.key);
    const held = this.#held.get(attempt.lease);
    const ours = await storing('publish', path, async () => held !== undefined && this.#leases.isOurs(held));
    if (!ours.ok) return ours;
    if (!ours.value) return ok('lease-lost');
    for (const [name, output] of Object.entries(action.outputs)) {
      for (const file of storedFiles(output)) {
        const from = join(
          attempt.folder,
          'outputs',
          name,
          output.form === 'folder' ? join(output.name, file.name) : file.name,
        );
        const moved = await this.#adopt(from, file);
        if (!moved.ok) return moved;
      }
    }
    return storing('write', path, async () => {
      await writeAtomically(path, encodeAction(action), this.#files);
      await this.#awaitObjects(action);
      return 'published' as const;
    });
  }

  /** What follows may read the objects at once. */
  async #awaitObjects({ outputs }: Action): Promise<void> {
    for (const file of Object.values(outputs).flatMap(storedFiles)) {
      const path = this.#layout.object(file.sha256);
      if ((await this.#isThere(path)) || (await this.#isThereAfterAll(path))) continue;
      throw Object.assign(new Error(`${path} has vanished`), { code: 'ENOENT' });
    }
  }

  /** Moves a file that the worker hashed and synced into its place. Replacing an object with the same bytes mends it. */
  async #adopt(from: string, file: StoredFile): Promise<Result<void>> {
    const to = this.#layout.object(file.sha256);
    try {
      const { size } = await this.#files.stat(from);
      if (size !== file.bytes)
        return fail({ reason: 'storage', operation: 'publish', path: from, code: 'corrupt' });
      await this.#files.mkdir(dirname(to));
      await this.#files.chmod(from, 0o444);
      await this.#files.rename(from, to);
      await this.#files.sync(dirname(to));
      return ok();
    } catch (error) {
      return fail(storageTrouble('publish', to, error));
    }
  }

  artifact(output: StoredOutput): InputArtifact {
    return output.form === 'file'
      ? { form: 'file', file: this.#inputFile(output) }
      : { form: 'files', files: output.files.map((file) => this.#inputFile(file)) };
  }

  #inputFile({ name, sha256, bytes }: StoredFile): InputFile {
    return { name, sha256, bytes, path: this.#layout.object(sha256) };
  }

  /** Actions in the store, by key. */
  async listActions(): Promise<string[]> {
    try {
      const entries = await this.#files.list(this.#layout.actionsFolder);
      return entries.flatMap(({ name }) => /^([0-9a-f]{64})\.json$/.exec(name)?.[1] ?? []);
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return [];
      throw error;
    }
  }
}

function ownerPhrase(holder: LeaseFile): string {
  const owner = `pid ${holder.pid} on ${holder.host}`;
  if (livenessOf(holder) !== 'unknown') return owner;
  return `${owner}, which cannot be seen from here: if it is gone, its place is taken in at most ${silenceMs / 1000} s`;
}

export function storedFiles(output: StoredOutput): readonly StoredFile[] {
  return output.form === 'file' ? [output] : output.files;
}
