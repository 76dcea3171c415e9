import { join } from 'node:path';
import type { JsonObject } from '../core/json.js';
import type { Checkpoints, Note } from '../core/step.js';
import { temporarySuffix, writeAtomically } from './atomic-file.js';
import { CheckpointBudget } from './checkpoint-budget.js';
import { encodeCheckpoint, readCheckpoint } from './checkpoint-file.js';
import { nodeFileSystem, type FileSystem } from './file-system.js';
import { errorCode } from './storage-trouble.js';

const suffix = '.checkpoint';
const digits = 15;

/** What writers that were killed have left goes after this long; nobody writes one state for so long. */
const abandonedMs = 3_600_000;

export interface CheckpointPorts {
  readonly note: (note: Note) => void;
  readonly clockMs: () => number;
  readonly files?: FileSystem;
}

/**
 * The states of one family in a folder, a file each, named by how far it had come. Two runs may use it at once: in a family the
 * same position means the same bytes, a file is whole or not there, and whichever is removed costs only time.
 */
export class StepCheckpoints implements Checkpoints {
  readonly #folder: string;
  readonly #ports: CheckpointPorts;
  readonly #files: FileSystem;
  readonly #budget: CheckpointBudget;
  #hasFailed = false;

  constructor(folder: string, ports: CheckpointPorts) {
    this.#folder = folder;
    this.#ports = ports;
    this.#files = ports.files ?? nodeFileSystem;
    this.#budget = new CheckpointBudget(ports.clockMs);
  }

  isDue(bytes: number, isBoundary: boolean): boolean {
    return !this.#hasFailed && this.#budget.isDue(bytes, isBoundary);
  }

  async save(position: number, facts: JsonObject, parts: readonly Uint8Array[]): Promise<void> {
    if (this.#hasFailed) return;
    const beganMs = this.#ports.clockMs();
    try {
      await writeAtomically(this.#path(position), encodeCheckpoint(facts, parts), this.#files);
      // What cannot be removed now is removed with the next, or with all of them.
      await this.#removeBefore(position).catch(() => undefined);
    } catch (error) {
      // A disk without room for a state may have room for the result.
      this.#hasFailed = true;
      const text = `no checkpoint could be written (${errorCode(error)}): if it is stopped, it begins anew`;
      this.#ports.note({ level: 'warning', text });
    }
    const bytes = parts.reduce((sum, { length }) => sum + length, 0);
    this.#budget.spend(bytes, beganMs);
  }

  async restore(
    limit: number,
    parts: readonly Uint8Array[],
  ): Promise<{ readonly position: number; readonly facts: JsonObject } | undefined> {
    const positions = (await this.#positions()).filter((position) => position <= limit);
    for (const position of positions.reverse()) {
      const facts = await this.#read(position, parts);
      if (facts !== undefined) return { position, facts };
    }
    return undefined;
  }

  async #read(position: number, parts: readonly Uint8Array[]): Promise<JsonObject | undefined> {
    const path = this.#path(position);
    let trouble = 'damaged';
    try {
      const facts = await readCheckpoint(path, parts);
      if (facts !== undefined) return facts;
    } catch (error) {
      // Another run has come further meanwhile and removed it.
      if (errorCode(error) === 'ENOENT') return undefined;
      trouble = errorCode(error);
    }
    this.#ports.note({ level: 'warning', text: `the checkpoint ${path} was not used: ${trouble}` });
    return undefined;
  }

  #path(position: number): string {
    return join(this.#folder, `${String(position).padStart(digits, '0')}${suffix}`);
  }

  /** Of all states there, ascending. */
  async #positions(): Promise<number[]> {
    const names = await this.#names();
    return names
      .filter((name) => name.endsWith(suffix))
      .map((name) => Number(name.slice(0, -suffix.length)))
      .filter(Number.isSafeInteger)
      .sort((a, b) => a - b);
  }

  async #names(): Promise<string[]> {
    try {
      return (await this.#files.list(this.#folder)).map(({ name }) => name);
    } catch {
      return [];
    }
  }

  async #removeBefore(position: number): Promise<void> {
    const behind = (await this.#positions()).filter((other) => other < position);
    for (const other of behind) await this.#files.remove(this.#path(other));
    for (const name of await this.#names()) {
      if (!name.endsWith(temporarySuffix)) continue;
      const path = join(this.#folder, name);
      const { mtimeMs } = await this.#files.stat(path);
      if (Date.now() - mtimeMs > abandonedMs) await this.#files.remove(path);
    }
  }
}
