import { constants } from 'node:fs';
import { open, realpath, type FileHandle } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { parseDigest } from '../core/identifiers.js';
import type { Manifest } from '../core/manifest.js';
import type { StoreLayout } from '../store/layout.js';
import { inspectRun } from '../store/run-record.js';

/** A file of the run that may be shown. */
export interface RunFile {
  /** As it is called: from it comes its type. */
  readonly name: string;
  /** Whether it is a report that skysort made, whose own script may run. */
  readonly isReport: boolean;
  /** Candidates, in order: the run folder's own file, then the store's object, while a run that goes on has no link to it yet. */
  readonly places: readonly Place[];
}

interface Place {
  readonly path: string;
  /** The file, with every link resolved, must lie below this folder. */
  readonly within: string;
}

export interface ServedRun {
  readonly folder: string;
  readonly layout: StoreLayout;
}

const reportPath = 'report/index.html';
const ownFiles = ['manifest.json', 'events.ndjson', 'ro-crate-metadata.json', 'workflow.yaml', reportPath];

/**
 * The file of a run that a path names. Paths are compared with what the run has, one by one: none leads anywhere else.
 * @returns undefined for every other path.
 */
export function findFile(path: string, { folder, layout }: ServedRun): RunFile | undefined {
  if (ownFiles.includes(path)) {
    const places = [{ path: join(folder, path), within: folder }];
    return { name: path, isReport: path === reportPath, places };
  }
  if (!path.startsWith('outputs/') && !path.startsWith('logs/')) return undefined;
  const found = inspectRun(folder);
  if (found.state !== 'whole') return undefined;
  const isLog = found.manifest.instances.some(({ id }) => path === `logs/${id}.log`);
  if (isLog) return { name: path, isReport: false, places: [{ path: join(folder, path), within: folder }] };
  const output = outputNamed(path, found.manifest);
  if (output === undefined) return undefined;
  const object = layout.object(parseDigest(output.sha256));
  return {
    name: path,
    isReport: output.isReport,
    places: [
      { path: join(folder, path), within: folder },
      { path: object, within: layout.objectsFolder },
    ],
  };
}

function outputNamed(
  path: string,
  { instances }: Manifest,
): { readonly sha256: string; readonly isReport: boolean } | undefined {
  for (const { kind, outputs } of instances) {
    for (const { file, sha256, files } of Object.values(outputs)) {
      const isReport = kind === 'report' && path.endsWith('.html');
      if (files === undefined && file === path) return { sha256, isReport };
      const part = files?.find(({ name }) => `${file}/${name}` === path);
      if (part !== undefined) return { sha256: part.sha256, isReport };
    }
  }
  return undefined;
}

/** Opens a file that may be shown; undefined when it is not there, is no file, or a link leads elsewhere. */
export async function openFile({
  places,
}: RunFile): Promise<{ readonly handle: FileHandle; readonly bytes: number } | undefined> {
  for (const { path, within } of places) {
    const opened = await openWithin(path, within).catch(() => undefined);
    if (opened !== undefined) return opened;
  }
  return undefined;
}

/** @throws the system's error. */
async function openWithin(
  path: string,
  within: string,
): Promise<{ readonly handle: FileHandle; readonly bytes: number } | undefined> {
  const real = await realpath(path);
  if (!real.startsWith((await realpath(within)) + sep)) return undefined;
  // A pipe would wait for a writer for ever; a link that came in between is not followed.
  const handle = await open(real, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  const stats = await handle.stat();
  if (stats.isFile()) return { handle, bytes: stats.size };
  await handle.close();
  return undefined;
}
