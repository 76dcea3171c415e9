import { constants, lstatSync } from 'node:fs';
import { open, realpath, type FileHandle } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { parseDigest } from '../core/identifiers.js';
import type { Manifest } from '../core/manifest.js';
import type { StoreLayout } from '../store/layout.js';
import type { FoundManifest } from '../store/manifest-file.js';
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
  /** It must lie there itself: no link to another file of that folder. */
  readonly exactly?: boolean;
}

export interface ServedRun {
  readonly folder: string;
  readonly layout: StoreLayout;
}

const eventsName = 'events.ndjson';
const reportPath = 'report/index.html';
const ownFiles = ['manifest.json', eventsName, 'ro-crate-metadata.json', 'workflow.yaml', reportPath];

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
  const found = inspectServed(folder);
  if (found?.state !== 'whole') return undefined;
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
      { path: object, within: layout.objectsFolder, exactly: true },
    ],
  };
}

/** The events of the run, as a file that may be shown. */
export const eventsOf = ({ folder }: ServedRun): RunFile => ({
  name: eventsName,
  isReport: false,
  places: [{ path: join(folder, eventsName), within: folder }],
});

/** The run's record, unless what it would be read from is no plain file: a pipe there would hold up the whole server. */
export function inspectServed(folder: string): FoundManifest | undefined {
  return isPlain(join(folder, 'manifest.json')) && isPlain(join(folder, eventsName))
    ? inspectRun(folder)
    : undefined;
}

function isPlain(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isFile() ?? true;
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
  for (const place of places) {
    const opened = await openPlace(place).catch(() => undefined);
    if (opened !== undefined) return opened;
  }
  return undefined;
}

/** @throws the system's error. */
async function openPlace({
  path,
  within,
  exactly = false,
}: Place): Promise<{ readonly handle: FileHandle; readonly bytes: number } | undefined> {
  const [real, realFolder] = [await realpath(path), await realpath(within)];
  const isThere = exactly
    ? real === join(realFolder, relative(within, path))
    : real.startsWith(realFolder + sep);
  if (!isThere) return undefined;
  // A pipe would wait for a writer for ever; a link that came in between is not followed.
  const handle = await open(real, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  const stats = await handle.stat();
  if (stats.isFile()) return { handle, bytes: stats.size };
  await handle.close();
  return undefined;
}
