import type { Whereabouts } from '../core/diagnostic.js';
import { below, type Folders } from './folders.js';
import type { Segment } from './glob-pattern.js';
import { nearestOf } from './nearest.js';

/** Follows a path or pattern as far as it leads and says what is there instead of what was looked for. */
export async function whereabouts(
  root: string,
  segments: readonly Segment[],
  folders: Folders,
): Promise<Whereabouts> {
  let folder = root;
  let at = 0;
  for (; at < segments.length - 1; at += 1) {
    const segment = segments[at];
    if (segment?.type !== 'name') break;
    const child = below(folder, segment.text);
    if ((await folders.kind(child)) !== 'folder') break;
    folder = child;
  }
  const segment = segments[at];
  const holds = at === segments.length - 1 ? 'file' : 'folder';
  const names: string[] = [];
  for (const entry of await folders.list(folder)) {
    if (entry.name.startsWith('.')) continue;
    const kind = entry.isSymbolicLink()
      ? await folders.kind(below(folder, entry.name))
      : entry.isDirectory()
        ? 'folder'
        : 'file';
    if (kind === holds) names.push(entry.name);
  }
  const missing = segment?.type === 'name' ? segment.text : undefined;
  const near = missing === undefined ? {} : nearestOf(missing, names);
  const example = near.nearest ?? names[0];

  return {
    workingDirectory: folders.workingDirectory,
    folder,
    ...(missing === undefined ? {} : { missing, ...near }),
    holds,
    count: names.length,
    ...(example === undefined ? {} : { example }),
  };
}
