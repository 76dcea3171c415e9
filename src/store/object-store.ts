import { randomBytes } from 'node:crypto';
import { chmod, mkdir, readFile, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Action } from '../core/action.js';
import type { StoredFile, StoredOutput } from '../core/artifact.js';
import type { ActionKey } from '../core/identifiers.js';
import type { ActionStore, Attempt, Lookup } from '../core/ports.js';
import { fail, ok, type Result } from '../core/result.js';
import type { InputArtifact, InputFile } from '../core/step.js';
import { decodeAction, encodeAction } from './action-file.js';
import { syncToDisk, writeAtomically } from './atomic-file.js';
import type { DigestMemo } from './digest-memo.js';
import type { StoreLayout } from './layout.js';
import { errorCode, storageTrouble, storing } from './storage-trouble.js';

/** The two-level store: actions by key name objects by content. */
export class ObjectStore implements ActionStore {
  readonly #layout: StoreLayout;
  readonly #memo: DigestMemo;

  constructor(layout: StoreLayout, memo: DigestMemo) {
    this.#layout = layout;
    this.#memo = memo;
  }

  async lookup(key: ActionKey): Promise<Lookup> {
    const action = await this.readAction(key);
    if (action === undefined) return { state: 'miss' };
    for (const [output, stored] of Object.entries(action.outputs)) {
      for (const file of storedFiles(stored)) {
        const problem = await this.#problemOf(file);
        if (problem !== undefined) return { state: 'lost', output, problem };
      }
    }
    return { state: 'hit', action };
  }

  /** The action as it stands in the store, its objects not looked at; undefined when absent or damaged. */
  async readAction(key: ActionKey): Promise<Action | undefined> {
    try {
      return decodeAction(await readFile(this.#layout.action(key), 'utf8'), key);
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
      if (errorCode(error) === 'ENOENT') return 'missing';
      throw error;
    }
    await mkdir(this.#layout.quarantineFolder, { recursive: true });
    await rename(
      path,
      join(this.#layout.quarantineFolder, `${basename(path)}-${randomBytes(4).toString('hex')}`),
    );
    return 'corrupt';
  }

  async openAttempt(): Promise<Result<Attempt>> {
    const folder = join(this.#layout.attemptsFolder, `${process.pid}-${randomBytes(8).toString('hex')}`);
    return storing('create', folder, async () => {
      await mkdir(folder, { recursive: true });
      return { folder };
    });
  }

  async discard(attempt: Attempt): Promise<void> {
    await rm(attempt.folder, { recursive: true, force: true });
  }

  async publish(action: Action, attempt: Attempt): Promise<Result<void>> {
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
    const path = this.#layout.action(action.key);
    return storing('write', path, () => writeAtomically(path, encodeAction(action)));
  }

  /** Moves a file that the worker hashed and synced into its place. Replacing an object with the same bytes mends it. */
  async #adopt(from: string, file: StoredFile): Promise<Result<void>> {
    const to = this.#layout.object(file.sha256);
    try {
      const { size } = await stat(from);
      if (size !== file.bytes)
        return fail({ reason: 'storage', operation: 'publish', path: from, code: 'corrupt' });
      await mkdir(dirname(to), { recursive: true });
      await chmod(from, 0o444);
      await rename(from, to);
      await syncToDisk(dirname(to));
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
      const names = await readdir(this.#layout.actionsFolder);
      return names.filter((name) => /^[0-9a-f]{64}\.json$/.test(name)).map((name) => name.slice(0, 64));
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return [];
      throw error;
    }
  }
}

export function storedFiles(output: StoredOutput): readonly StoredFile[] {
  return output.form === 'file' ? [output] : output.files;
}
