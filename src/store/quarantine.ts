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

  /**
   * Moves a file here, unless what was moved turns out to be whole: another run may have mended it just then, and it is put back.
   * @returns Whether it was damaged. @throws the system's error; a file that is gone already is fine.
   */
  async put(path: string, isWhole: (moved: string) => Promise<boolean>): Promise<boolean> {
    const name = basename(path);
    const moved = join(this.#folder, `${name}-${randomBytes(4).toString('hex')}`);
    await this.#files.mkdir(this.#folder);
    try {
      await this.#files.rename(path, moved);
    } catch (error) {
      if (errorCode(error) !== 'ENOENT') throw error;
      return true;
    }
    if (await isWhole(moved)) {
      await this.#putBack(moved, path);
      return false;
    }
    (await this.#list()).add(name);
    return true;
  }

  async #putBack(moved: string, path: string): Promise<void> {
    try {
      await this.#files.link(moved, path);
    } catch (error) {
      if (errorCode(error) !== 'EEXIST') throw error;
    }
    await this.#files.remove(moved);
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
