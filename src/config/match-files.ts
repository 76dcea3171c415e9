import { below, compareBytes, type Folders } from './folders.js';
import { matchesSegment, type Segment } from './glob-pattern.js';

/**
 * All files that a pattern matches, as paths like the pattern's, sorted by bytes. Links to files count as files; `**` does not
 * go through links to folders or into hidden folders, so it ends.
 */
export async function matchFiles(
  root: string,
  segments: readonly Segment[],
  folders: Folders,
): Promise<string[]> {
  const matches = new Set<string>();
  const visited = new Set<string>();
  // Breadth first and each state once: several `**` in one pattern reach the same folder in many ways.
  let level = [{ path: root, at: 0 }];
  while (level.length > 0) {
    const next: typeof level = [];
    for (const { path, at } of level) {
      const state = `${at} ${path}`;
      if (visited.has(state)) continue;
      visited.add(state);
      for (const found of await step(path, at, segments, folders)) {
        if (found.at < segments.length) next.push(found);
        else matches.add(found.path);
      }
    }
    level = next;
  }
  return [...matches].sort(compareBytes);
}

async function step(
  path: string,
  at: number,
  segments: readonly Segment[],
  folders: Folders,
): Promise<{ path: string; at: number }[]> {
  const segment = segments[at];
  const isLast = at === segments.length - 1;
  if (segment === undefined) return [];
  if (segment.type === 'name') {
    const child = below(path, segment.text);
    if (!isLast) return [{ path: child, at: at + 1 }];
    return (await folders.kind(child)) === 'file' ? [{ path: child, at: at + 1 }] : [];
  }
  const entries = await folders.list(path);
  if (segment.type === 'folders') {
    const inner = entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'));
    return [{ path, at: at + 1 }, ...inner.map((entry) => ({ path: below(path, entry.name), at }))];
  }
  const found: { path: string; at: number }[] = [];
  for (const entry of entries) {
    if (!matchesSegment(segment.pieces, entry.name)) continue;
    const child = below(path, entry.name);
    const kind = entry.isFile() ? 'file' : entry.isDirectory() ? 'folder' : await folders.kind(child);
    if (kind === (isLast ? 'file' : 'folder')) found.push({ path: child, at: at + 1 });
  }
  return found;
}
