import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Preimage } from '../core/fingerprint.js';
import type { InstanceId } from '../core/identifiers.js';
import type { ManifestInstance } from '../core/manifest.js';
import type { History } from '../core/ports.js';
import type { StoreLayout } from './layout.js';
import type { ObjectStore } from './object-store.js';
import { readManifest } from './run-record.js';
import { errorCode } from './storage-trouble.js';

const runPattern = /^[0-9]{8}T[0-9]{6}Z-[0-9a-f]+$/;

/** When a run started, as its id tells: ISO 8601 in UTC, to the second. */
export function runTime(run: string): string {
  return run.replace(/^(....)(..)(..)T(..)(..)(..)Z.*$/, '$1-$2-$3T$4:$5:$6.000Z');
}

/** Names of the workflows that have runs, sorted. */
export function workflowsWithRuns(layout: StoreLayout): string[] {
  return subfolders(layout.runsFolder).filter(
    (name) => !name.startsWith('.') && runIds(layout, name).length > 0,
  );
}

/** A workflow's runs, the newest first. */
export function runIds(layout: StoreLayout, workflow: string): string[] {
  return subfolders(layout.workflow(workflow))
    .filter((name) => runPattern.test(name))
    .reverse();
}

/** Looks through a workflow's runs, the newest first, for the last result of each instance. */
export class RunHistory implements History {
  readonly #layout: StoreLayout;
  readonly #store: ObjectStore;
  readonly #workflow: string;
  #byInstance: ReadonlyMap<InstanceId, ManifestInstance[]> | undefined;

  constructor(layout: StoreLayout, store: ObjectStore, workflow: string) {
    this.#layout = layout;
    this.#store = store;
    this.#workflow = workflow;
  }

  async lastPreimage(instance: InstanceId): Promise<Preimage | undefined> {
    for (const { state, key } of this.#entries(instance)) {
      if (key === undefined || state === 'waiting') continue;
      const action = await this.#store.readAction(key);
      if (action !== undefined) return action.preimage;
    }
    return undefined;
  }

  hasResult(instance: InstanceId): boolean {
    return this.#entries(instance).some(({ state }) => state === 'ran' || state === 'cached');
  }

  /** What the runs say of an instance, the newest first. */
  #entries(instance: InstanceId): readonly ManifestInstance[] {
    this.#byInstance ??= this.#read();
    return this.#byInstance.get(instance) ?? [];
  }

  #read(): ReadonlyMap<InstanceId, ManifestInstance[]> {
    const entries = new Map<InstanceId, ManifestInstance[]>();
    for (const run of runIds(this.#layout, this.#workflow)) {
      const manifest = readManifest(join(this.#layout.workflow(this.#workflow), run));
      for (const entry of manifest?.instances ?? []) {
        const known = entries.get(entry.id);
        if (known === undefined) entries.set(entry.id, [entry]);
        else known.push(entry);
      }
    }
    return entries;
  }
}

function subfolders(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name)
      .sort();
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
}
