// Stage 9: paths and globs -> files. A glob's matches are sorted by path, byte by byte, and that order is the order of the
// images; base names are what a catalogue knows files by, so two equal ones in a list are an error.
import { isAbsolute } from 'node:path';
import type { PlannedFile } from '../core/plan.js';
import type { Findings } from './findings.js';
import { below, compareBytes, Folders } from './folders.js';
import { expandBraces, parsePattern, type Segment } from './glob-pattern.js';
import { maxPatterns } from './limits.js';
import type { FileInput } from './link-steps.js';
import { matchFiles } from './match-files.js';
import { childPath, type Tree } from './tree.js';
import { whereabouts } from './whereabouts.js';

/** @returns The files of each input that could be resolved. */
export async function resolveFiles(
  inputs: readonly FileInput[],
  workingDirectory: string,
  findings: Findings,
): Promise<ReadonlyMap<FileInput, readonly PlannedFile[]>> {
  const folders = new Folders(workingDirectory);
  const resolved = new Map<FileInput, readonly PlannedFile[]>();
  for (const input of inputs) {
    const { source } = input;
    const paths =
      source.from === 'path'
        ? await resolvePath(input, source.path, source.tree, folders, findings)
        : await resolveGlob(input, source.pattern, source.tree, folders, findings);
    if (paths === undefined) continue;
    const files = paths.map((path) => ({ name: baseName(path), path }));
    if (checkNames(files, input, source.tree, findings)) resolved.set(input, files);
  }
  return resolved;
}

function rootOf(path: string): string {
  return isAbsolute(path) ? '/' : '';
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

async function resolvePath(
  input: FileInput,
  path: string,
  tree: Tree,
  folders: Folders,
  findings: Findings,
): Promise<string[] | undefined> {
  const where = childPath(input.input.path, 'path');
  const segments: Segment[] = path
    .split('/')
    .filter((text) => text !== '' && text !== '.')
    .map((text) => ({ type: 'name', text }));
  const clean = rootOf(path) + segments.map((segment) => ('text' in segment ? segment.text : '')).join('/');
  const kind = await folders.kind(clean === '' ? '.' : clean);
  if (kind === 'file') return [clean];
  if (kind === 'absent') {
    if (reportUnreadable(folders, tree, where, findings)) return undefined;
    const facts = await whereabouts(rootOf(path), segments, folders);
    const isPattern = /[*?[]/.test(path) ? { pattern: true } : {};
    if ('pattern' in isPattern) {
      findings.add(tree, where, {
        kind: 'not-a-file',
        path,
        found: 'a pattern',
        remedy: 'use "glob:" for patterns',
      });
    } else findings.add(tree, where, { kind: 'missing-file', path, ...facts });
    return undefined;
  }
  const remedy = input.many ? `name its files: { glob: "${below(clean, '*')}" }` : 'name a file in it';
  const found = kind === 'folder' ? 'a folder' : 'no ordinary file';
  findings.add(tree, where, { kind: 'not-a-file', path, found, ...(kind === 'folder' ? { remedy } : {}) });
  return undefined;
}

async function resolveGlob(
  input: FileInput,
  pattern: string,
  tree: Tree,
  folders: Folders,
  findings: Findings,
): Promise<string[] | undefined> {
  const where = childPath(input.input.path, 'glob');
  const alternatives = expandBraces(pattern, maxPatterns);
  if (alternatives === undefined) {
    findings.add(tree, where, { kind: 'limit', of: 'patterns', limit: maxPatterns });
    return undefined;
  }
  const matches = new Set<string>();
  for (const alternative of alternatives) {
    for (const path of await matchFiles(rootOf(alternative), parsePattern(alternative), folders))
      matches.add(path);
  }
  // A folder that cannot be read may hold matches: a result without them would be wrong in silence.
  if (reportUnreadable(folders, tree, where, findings)) return undefined;
  if (matches.size === 0) {
    const [first = ''] = alternatives;
    const facts = await whereabouts(rootOf(first), parsePattern(first), folders);
    findings.add(tree, where, { kind: 'no-match', pattern, ...facts });
    return undefined;
  }
  if (!input.many && matches.size > 1) {
    findings.add(tree, where, { kind: 'several-files', pattern, count: matches.size });
    return undefined;
  }
  return [...matches].sort(compareBytes);
}

function reportUnreadable(folders: Folders, tree: Tree, where: string, findings: Findings): boolean {
  const [found] = folders.unreadable;
  if (found === undefined) return false;
  findings.add(tree, where, {
    kind: 'unreadable-path',
    path: found[0] === '' ? '.' : found[0],
    code: found[1],
  });
  folders.unreadable.clear();
  return true;
}

function checkNames(
  files: readonly PlannedFile[],
  input: FileInput,
  tree: Tree,
  findings: Findings,
): boolean {
  const first = new Map<string, string>();
  for (const { name, path } of files) {
    const other = first.get(name);
    if (other !== undefined) {
      const where = childPath(input.input.path, input.source.from);
      findings.add(tree, where, { kind: 'equal-names', name, first: other, second: path });
      return false;
    }
    first.set(name, path);
  }
  return true;
}
