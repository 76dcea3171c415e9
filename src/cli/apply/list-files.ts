import { resolve } from 'node:path';
import { compareBytes, below, Folders } from '../../config/folders.js';
import { expandBraces, parsePattern } from '../../config/glob-pattern.js';
import { maxPatterns } from '../../config/limits.js';
import { matchFiles } from '../../config/match-files.js';
import type { Failure } from '../../core/failure.js';
import { fail, ok, type Result } from '../../core/result.js';
import { isLitter } from '../../formats/tar-read.js';
import { baseName, isNamedAsArchive, isNamedAsFits } from '../../steps/frames/frame-names.js';

/**
 * The files that a person named, in their order: a file as it is, the tarballs and FITS files below a folder, the matches of a
 * pattern sorted by bytes, without what macOS leaves behind. One that is named twice comes once.
 * @returns Paths as the person would write them; failure `usage` for what is not there, and for a folder or pattern without a file.
 */
export async function listFiles(names: readonly string[]): Promise<Result<string[]>> {
  const folders = new Folders(process.cwd());
  const listed = new Map<string, string>();
  for (const name of names) {
    const found = await filesOf(name, folders);
    if (!found.ok) return found;
    for (const path of found.value) if (!listed.has(resolve(path))) listed.set(resolve(path), path);
  }
  const [unreadable] = folders.unreadable;
  if (unreadable === undefined) return ok([...listed.values()]);
  const [path, code] = unreadable;
  return fail({ reason: 'storage', operation: 'read', path, code });
}

async function filesOf(name: string, folders: Folders): Promise<Result<string[]>> {
  const kind = await folders.kind(name === '' ? '.' : name);
  if (kind === 'file') return ok([name]);
  if (kind === 'folder') {
    const below = (await everyFile(name, folders)).filter(isImageFile);
    return below.length > 0 ? ok(below) : usage(`${name}, a folder without tarballs or FITS files`);
  }
  if (kind === 'other') return usage(`${name}, which is no ordinary file`);
  if (!/[*?[{]/.test(name)) return usage(`no file ${name}`);
  const alternatives = expandBraces(name, maxPatterns) ?? [];
  const matches = new Set<string>();
  for (const pattern of alternatives) {
    const root = pattern.startsWith('/') ? '/' : '';
    for (const path of await matchFiles(root, parsePattern(pattern), folders)) {
      if (!isLitter(path)) matches.add(path);
    }
  }
  return matches.size > 0 ? ok([...matches].sort(compareBytes)) : usage(`no file that ${name} matches`);
}

function isImageFile(path: string): boolean {
  const name = baseName(path);
  return !name.startsWith('.') && (isNamedAsArchive(name) || isNamedAsFits(name));
}

async function everyFile(folder: string, folders: Folders): Promise<string[]> {
  const files: string[] = [];
  for (const entry of await folders.list(folder)) {
    const path = below(folder, entry.name);
    const kind = entry.isSymbolicLink() ? await folders.kind(path) : entry.isFile() ? 'file' : 'folder';
    if (kind === 'file') files.push(path);
    // Links to folders may lead round in a circle.
    else if (entry.isDirectory() && !entry.name.startsWith('.')) {
      for (const file of await everyFile(path, folders)) files.push(file);
    }
  }
  return files;
}

function usage(found: string): Result<never> {
  return fail<Failure>({
    reason: 'usage',
    found,
    expected: 'tarballs or FITS files, folders of them, or quoted patterns',
    remedy: 'check the path and the working directory (-C DIR)',
  });
}
