import { randomBytes } from 'node:crypto';
import { dirname, join, relative } from 'node:path';
import type { StoredOutput } from '../core/artifact.js';
import type { InstanceId, RunId } from '../core/identifiers.js';
import { parseRunId } from '../core/identifiers.js';
import type { RunEvent } from '../core/events.js';
import { joinWithin } from '../core/join-within.js';
import type { Manifest } from '../core/manifest.js';
import { temporaryName, writeAtomically } from './atomic-file.js';
import { EventLog } from './event-log.js';
import type { FileSystem } from './file-system.js';
import type { StoreLayout } from './layout.js';
import { encodeManifest, manifestName } from './manifest-file.js';
import { storedFiles } from './object-store.js';

/** An id that sorts by time, the thousandths of the second first among the last digits: `20261124T233159Z-1f43a9c`. */
export function newRunId(at: Date): RunId {
  const time = at
    .toISOString()
    .replace(/[-:]/g, '')
    .replace(/\.\d+Z$/, 'Z');
  const thousandths = at.getUTCMilliseconds().toString(16).padStart(3, '0');
  return parseRunId(`${time}-${thousandths}${randomBytes(2).toString('hex')}`);
}

/** The folder of one run: manifest, events, and links to its outputs in the store. */
export class RunFolder {
  readonly path: string;
  readonly #layout: StoreLayout;
  readonly #files: FileSystem;
  readonly #events: EventLog;

  private constructor(layout: StoreLayout, path: string, files: FileSystem) {
    this.#layout = layout;
    this.path = path;
    this.#files = files;
    this.#events = new EventLog(join(path, 'events.ndjson'), files);
  }

  /** @throws the system's error when the folder cannot be made. */
  static async create(layout: StoreLayout, manifest: Manifest, files: FileSystem): Promise<RunFolder> {
    const path = layout.run(manifest.workflow, manifest.run);
    await files.mkdir(path);
    const folder = new RunFolder(layout, path, files);
    await folder.writeManifest(manifest);
    return folder;
  }

  writeEvent(event: RunEvent): void {
    this.#events.write(event);
  }

  async writeManifest(manifest: Manifest): Promise<void> {
    await this.writeFile(manifestName, encodeManifest(manifest));
  }

  async writeFile(name: string, content: string): Promise<string> {
    const path = join(this.path, name);
    await writeAtomically(path, content, this.#files);
    return path;
  }

  /** Where what an instance's programs print is kept, when they print anything. */
  logFile(instance: InstanceId): string {
    return joinWithin(join(this.path, 'logs'), `${instance}.log`);
  }

  /** Links an instance's outputs, relative, so that the folder of runs can be moved. */
  async linkOutputs(instance: InstanceId, outputs: Readonly<Record<string, StoredOutput>>): Promise<void> {
    const made = new Set<string>();
    const own = joinWithin(join(this.path, 'outputs'), instance);
    for (const output of Object.values(outputs)) {
      const base = joinWithin(own, output.name);
      for (const file of storedFiles(output)) {
        const link = output.form === 'folder' ? joinWithin(base, file.name) : base;
        if (!made.has(dirname(link))) await this.#files.mkdir(dirname(link));
        made.add(dirname(link));
        await this.#files.symlink(relative(dirname(link), this.#layout.object(file.sha256)), link);
      }
    }
  }

  /** Points `latest` at this run in one step. */
  async makeLatest(): Promise<void> {
    const link = join(dirname(this.path), 'latest');
    const temporary = temporaryName(link);
    await this.#files.symlink(relative(dirname(link), this.path), temporary);
    try {
      await this.#files.rename(temporary, link);
    } catch (error) {
      await this.#files.remove(temporary);
      throw error;
    }
  }

  /** @throws the first error of writing an event. */
  async close(): Promise<void> {
    await this.#events.close();
  }
}
