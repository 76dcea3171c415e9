import { randomBytes } from 'node:crypto';
import { basename, join } from 'node:path';
import type { FileSystem } from './file-system.js';
import { errorCode } from './storage-trouble.js';

/** Where files go whose bytes are not what they should be: kept to be looked at, in nobody's way, until `gc` removes them. */
export class Quarantine {
  readonly #folder: string;
  readonly #files: FileSystem;
  #names: Promise<Set<string>> | undefined;

  constructor(folder: string, files: FileSystem) {
    this.#folder = folder;
    this.#files = files;
  }

  /** @throws the system's error; a file that is gone already is fine. */
  async put(path: string): Promise<void> {
    const name = basename(path);
    await this.#files.mkdir(this.#folder);
    try {
      await this.#files.rename(path, join(this.#folder, `${name}-${randomBytes(4).toString('hex')}`));
    } catch (error) {
      if (errorCode(error) !== 'ENOENT') throw error;
    }
    (await this.#list()).add(name);
  }

  /** Whether a file of this name was put here, by this process or before: the reason why it is missing. */
  async has(name: string): Promise<boolean> {
    return (await this.#list()).has(name);
  }

  /** Read once: what other processes add meanwhile only changes the reason that is told. */
  #list(): Promise<Set<string>> {
    return (this.#names ??= this.#read());
  }

  async #read(): Promise<Set<string>> {
    try {
      const entries = await this.#files.list(this.#folder);
      return new Set(entries.map(({ name }) => name.replace(/-[0-9a-f]+$/, '')));
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return new Set();
      throw error;
    }
  }
}
