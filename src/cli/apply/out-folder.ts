import { mkdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fail, ok, type Result } from '../../core/result.js';
import { errorCode, storageTrouble } from '../../store/storage-trouble.js';

/** The catalogue's files in a folder. */
export function catalogueFiles(folder: string): { readonly csv: string; readonly fits: string } {
  return { csv: join(folder, 'catalogue.csv'), fits: join(folder, 'catalogue.fits') };
}

/** Makes the folder of `--out` and those above it, and looks whether the catalogue's files may take their places there. */
export function makeOutFolder(folder: string): Result<void> {
  if (folder === '')
    return refusedOut("--out '', which names nothing", 'a folder, or the name of one to make');
  try {
    if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() === false)
      return refusedOut(`--out ${folder}, which is a file`, 'a folder, or the name of one to make');
    makeFolder(folder);
  } catch (error) {
    return outTrouble(folder, error);
  }
  const inTheWay = Object.values(catalogueFiles(folder)).find((path) =>
    statSync(path, { throwIfNoEntry: false })?.isDirectory(),
  );
  return inTheWay === undefined
    ? ok()
    : refusedOut(`${inTheWay}, which is a folder`, 'nothing, or an older catalogue, in its place');
}

/** Another `--out` mends what the place itself forbids; the rest is trouble of the disk. */
export function outTrouble(folder: string, error: unknown): Result<never> {
  const cause = causes[errorCode(error)];
  return cause === undefined
    ? fail(storageTrouble('write', folder, error))
    : refusedOut(
        `--out ${folder}: ${cause} (${errorCode(error)})`,
        'a folder that can be made and written to',
      );
}

const causes: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOENT: 'nothing can be made there',
  ENOTDIR: 'a file is in the way',
  EEXIST: 'something that is no folder is in the way',
  ELOOP: 'its links lead round in a circle',
  ENAMETOOLONG: 'the name is too long',
};

/** One by one: where the system says ENOENT of a folder that is there, as /proc does, Node 20's own `recursive` never ends. */
function makeFolder(folder: string): void {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true) return;
  const above = dirname(folder);
  if (above !== folder) makeFolder(above);
  try {
    mkdirSync(folder);
  } catch (error) {
    const isMade = statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true;
    if (!isMade) throw error;
  }
}

function refusedOut(found: string, expected: string): Result<never> {
  return fail({ reason: 'usage', found, expected, remedy: 'give another --out' });
}
