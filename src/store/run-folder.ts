import { randomBytes } from 'node:crypto';
import { createWriteStream, type WriteStream } from 'node:fs';
import { mkdir, rename, rm, symlink } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import type { StoredOutput } from '../core/artifact.js';
import type { InstanceId, RunId } from '../core/identifiers.js';
import { parseRunId } from '../core/identifiers.js';
import type { RunEvent } from '../core/events.js';
import { outputPath, type Manifest } from '../core/manifest.js';
import { writeAtomically } from './atomic-file.js';
import type { StoreLayout } from './layout.js';
import { storedFiles } from './object-store.js';

/** An id that sorts by time: `20261124T233159Z-3fa9c1`. */
export function newRunId(at: Date): RunId {
  const time = at
    .toISOString()
    .replace(/[-:]/g, '')
    .replace(/\.\d+Z$/, 'Z');
  return parseRunId(`${time}-${randomBytes(3).toString('hex')}`);
}

/** The folder of one run: manifest, events, and links to its outputs in the store. */
export class RunFolder {
  readonly path: string;
  readonly #layout: StoreLayout;
  readonly #events: WriteStream;
  #eventTrouble: Error | undefined;

  private constructor(layout: StoreLayout, path: string) {
    this.#layout = layout;
    this.path = path;
    this.#events = createWriteStream(join(path, 'events.ndjson'), { flags: 'a' });
    // Remembered and thrown when the run folder is closed: an event that cannot be written must not stop a step.
    this.#events.on('error', (error) => (this.#eventTrouble ??= error));
  }

  /** @throws the system's error when the folder cannot be made. */
  static async create(layout: StoreLayout, manifest: Manifest): Promise<RunFolder> {
    const path = layout.run(manifest.workflow, manifest.run);
    await mkdir(path, { recursive: true });
    const folder = new RunFolder(layout, path);
    await folder.writeManifest(manifest);
    return folder;
  }

  writeEvent(event: RunEvent): void {
    this.#events.write(`${JSON.stringify(event)}\n`);
  }

  async writeManifest(manifest: Manifest): Promise<void> {
    await writeAtomically(join(this.path, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  }

  async writeFile(name: string, content: string): Promise<string> {
    const path = join(this.path, name);
    await writeAtomically(path, content);
    return path;
  }

  /** Where what an instance's programs print is kept, when they print anything. */
  logFile(instance: InstanceId): string {
    return join(this.path, 'logs', `${instance}.log`);
  }

  /** Links an instance's outputs, relative, so that the folder of runs can be moved. */
  async linkOutputs(instance: InstanceId, outputs: Readonly<Record<string, StoredOutput>>): Promise<void> {
    for (const output of Object.values(outputs)) {
      const base = join(this.path, outputPath(instance, output.name));
      if (output.form === 'folder') await mkdir(base, { recursive: true });
      for (const file of storedFiles(output)) {
        const link = output.form === 'folder' ? join(base, file.name) : base;
        await mkdir(dirname(link), { recursive: true });
        await symlink(relative(dirname(link), this.#layout.object(file.sha256)), link);
      }
    }
  }

  /** Points `latest` at this run in one step. */
  async makeLatest(): Promise<void> {
    const link = join(dirname(this.path), 'latest');
    const temporary = `${link}.${randomBytes(4).toString('hex')}.tmp`;
    await symlink(relative(dirname(link), this.path), temporary);
    try {
      await rename(temporary, link);
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
  }

  /** @throws the first error of writing an event. */
  async close(): Promise<void> {
    await new Promise<void>((resolve) => this.#events.end(resolve));
    if (this.#eventTrouble !== undefined) throw this.#eventTrouble;
  }
}
