import { isAbsolute, join, relative, sep } from 'node:path';

/**
 * Joins names to a folder's path, for names that come from a workflow or a store.
 * @throws RangeError when they lead out of the folder: names are checked where they are read, and this is the second lock.
 */
export function joinWithin(folder: string, ...names: readonly string[]): string {
  const path = join(folder, ...names);
  const below = relative(folder, path);
  if (below === '' || below === '..' || below.startsWith(`..${sep}`) || isAbsolute(below))
    throw new RangeError(`${JSON.stringify(names.join('/'))} leads out of the folder that it belongs in`);
  return path;
}
