import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Preimage } from '../core/fingerprint.js';
import type { InstanceId } from '../core/identifiers.js';
import type { Manifest } from '../core/manifest.js';
import type { History } from '../core/ports.js';
import type { StoreLayout } from './layout.js';
import type { ObjectStore } from './object-store.js';
import { errorCode } from './storage-trouble.js';

const runPattern = /^[0-9]{8}T[0-9]{6}Z-[0-9a-f]+$/;

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

/** A run's manifest; undefined when it is absent or cannot be read as one. */
export function readManifest(runFolder: string): Manifest | undefined {
  try {
    const content = JSON.parse(readFileSync(join(runFolder, 'manifest.json'), 'utf8')) as {
      version?: unknown;
    };
    return content.version === 1 ? (content as Manifest) : undefined;
  } catch {
    return undefined;
  }
}

/** Looks through a workflow's runs, the newest first, for the last result of each instance. */
export class RunHistory implements History {
  readonly #layout: StoreLayout;
  readonly #store: ObjectStore;
  readonly #workflow: string;
  #manifests: readonly Manifest[] | undefined;

  constructor(layout: StoreLayout, store: ObjectStore, workflow: string) {
    this.#layout = layout;
    this.#store = store;
    this.#workflow = workflow;
  }

  async lastPreimage(instance: InstanceId): Promise<Preimage | undefined> {
    this.#manifests ??= runIds(this.#layout, this.#workflow).flatMap(
      (run) => readManifest(join(this.#layout.workflow(this.#workflow), run)) ?? [],
    );
    for (const manifest of this.#manifests) {
      const entry = manifest.instances.find(({ id }) => id === instance);
      if (entry?.key === undefined) continue;
      const action = await this.#store.readAction(entry.key);
      if (action !== undefined) return action.preimage;
    }
    return undefined;
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
