// Stage 4, before the frame: `plugins:` -> kinds of a person's own, beside those of skysort.
import { isAbsolute, resolve } from 'node:path';
import type { StepKind } from '../../core/step.js';
import type { Findings } from '../findings.js';
import { Folders } from '../folders.js';
import type { Segment } from '../glob-pattern.js';
import { readText, wrongValue } from '../readers.js';
import { childPath, type Tree } from '../tree.js';
import { whereabouts } from '../whereabouts.js';

export interface KnownKinds {
  readonly kinds: ReadonlyMap<string, StepKind>;
  /** False when a plugin could not be used: an unknown kind may then be one of its own. */
  readonly isComplete: boolean;
}

/** @param own The kinds of skysort itself. */
export async function readPlugins(
  tree: Tree | undefined,
  own: ReadonlyMap<string, StepKind>,
  workingDirectory: string,
  findings: Findings,
): Promise<KnownKinds> {
  if (tree === undefined || (tree.type === 'scalar' && tree.value === null))
    return { kinds: own, isComplete: true };
  if (tree.type !== 'list') {
    wrongValue(findings, tree, 'plugins', 'a list of files: [./my-step.mjs]');
    return { kinds: own, isComplete: false };
  }
  const kinds = new Map(own);
  const folders = new Folders(workingDirectory);
  const before = findings.count;
  for (const [index, item] of tree.items.entries()) {
    const where = childPath('plugins', index);
    const path = readText(findings, item, where, 'the path of a file such as ./my-step.mjs');
    if (path === undefined || !(await isThere(path, item, where, folders, findings))) continue;
    // Loaded only here: most workflows have no plugins.
    const { loadPlugin } = await import('./load-plugin.js');
    const loaded = await loadPlugin(resolve(workingDirectory, path), path);
    if (!loaded.ok) for (const problem of loaded.failure) findings.add(item, where, problem);
    else for (const kind of loaded.value.kinds) add(kind, path, { kinds, item, where, findings });
  }
  return { kinds, isComplete: findings.count === before && !tree.items.some((i) => i.type === 'unknown') };
}

async function isThere(
  path: string,
  tree: Tree,
  where: string,
  folders: Folders,
  findings: Findings,
): Promise<boolean> {
  const kind = await folders.kind(path);
  if (kind === 'file') return true;
  if (kind !== 'absent') {
    const found = kind === 'folder' ? 'a folder' : 'no ordinary file';
    findings.add(tree, where, { kind: 'not-a-file', path, found });
    return false;
  }
  const segments: Segment[] = path
    .split('/')
    .filter((text) => text !== '' && text !== '.')
    .map((text) => ({ type: 'name', text }));
  const facts = await whereabouts(isAbsolute(path) ? '/' : '', segments, folders);
  findings.add(tree, where, { kind: 'missing-file', path, ...facts });
  return false;
}

function add(
  kind: StepKind,
  path: string,
  to: { kinds: Map<string, StepKind>; item: Tree; where: string; findings: Findings },
): void {
  const { kinds, item, where, findings } = to;
  const other = kinds.get(kind.name);
  if (other === undefined) {
    kinds.set(kind.name, kind);
    return;
  }
  const owner = other.plugin?.path ?? 'skysort';
  findings.add(item, where, { kind: 'kind-clash', path, name: kind.name, owner });
}
