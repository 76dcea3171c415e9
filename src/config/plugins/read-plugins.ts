// Stage 4, before the frame: `plugins:` -> kinds of a person's own, beside those of skysort.
import { isAbsolute, resolve } from 'node:path';
import type { StepKind } from '../../core/step.js';
import type { Findings } from '../findings.js';
import { Folders } from '../folders.js';
import type { Segment } from '../glob-pattern.js';
import type { KnownKinds } from '../known-kinds.js';
import { readText, wrongValue } from '../readers.js';
import { childPath, type Tree } from '../tree.js';
import { whereabouts } from '../whereabouts.js';

/** @param own The kinds of skysort itself. */
export async function readPlugins(
  tree: Tree | undefined,
  own: KnownKinds,
  workingDirectory: string,
  findings: Findings,
): Promise<KnownKinds> {
  if (tree === undefined || (tree.type === 'scalar' && tree.value === null)) return own;
  if (tree.type !== 'list') {
    wrongValue(findings, tree, 'plugins', 'a list of files: [./my-step.mjs]');
    return { ...own, isComplete: false };
  }
  const kinds = new Map(own.kinds);
  const owners = new Map<string, string>(own.names.map((name) => [name, 'skysort']));
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
    else for (const kind of loaded.value.kinds) add(kind, path, { kinds, owners, item, where, findings });
  }
  const isComplete = findings.count === before && !tree.items.some(({ type }) => type === 'unknown');
  return { kinds, names: [...owners.keys()], isComplete };
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

interface Register {
  readonly kinds: Map<string, StepKind>;
  /** Who has a kind of a name: skysort, or a plugin. */
  readonly owners: Map<string, string>;
  readonly item: Tree;
  readonly where: string;
  readonly findings: Findings;
}

function add(kind: StepKind, path: string, { kinds, owners, item, where, findings }: Register): void {
  const owner = owners.get(kind.name);
  if (owner !== undefined) {
    findings.add(item, where, { kind: 'kind-clash', path, name: kind.name, owner });
    return;
  }
  owners.set(kind.name, path);
  kinds.set(kind.name, kind);
}
