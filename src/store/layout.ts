import { join } from 'node:path';
import type { ActionKey, Digest, RunId } from '../core/identifiers.js';

/** Where everything lies below the folder of runs. The file system is the truth: nothing else records it. */
export interface StoreLayout {
  readonly runsFolder: string;
  readonly cacheFolder: string;
  readonly actionsFolder: string;
  readonly objectsFolder: string;
  readonly attemptsFolder: string;
  readonly quarantineFolder: string;
  /** Resumable state of long steps. */
  readonly checkpointsFolder: string;
  /** About how much the cache holds. */
  readonly sizeEstimate: string;
  /** Who is computing what. */
  readonly leasesFolder: string;
  /** Digests of files by what the system says of them. */
  readonly digestMemo: string;
  action(key: ActionKey): string;
  object(digest: Digest): string;
  workflow(name: string): string;
  run(workflow: string, run: RunId): string;
}

export function storeLayout(runsFolder: string): StoreLayout {
  const cacheFolder = join(runsFolder, '.cache');
  const actionsFolder = join(cacheFolder, 'actions');
  const objectsFolder = join(cacheFolder, 'objects');
  return {
    runsFolder,
    cacheFolder,
    actionsFolder,
    objectsFolder,
    attemptsFolder: join(cacheFolder, 'attempts'),
    quarantineFolder: join(cacheFolder, 'quarantine'),
    checkpointsFolder: join(cacheFolder, 'checkpoints'),
    sizeEstimate: join(cacheFolder, 'size.json'),
    leasesFolder: join(cacheFolder, 'leases'),
    digestMemo: join(cacheFolder, 'digests.json'),
    action: (key) => join(actionsFolder, `${key}.json`),
    object: (digest) => join(objectsFolder, digest.slice(0, 2), digest),
    workflow: (name) => join(runsFolder, name),
    run: (workflow, run) => join(runsFolder, workflow, run),
  };
}
