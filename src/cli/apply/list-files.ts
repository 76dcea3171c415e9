import { resolve } from 'node:path';
import { compareBytes, below, Folders } from '../../config/folders.js';
import { expandBraces, parsePattern } from '../../config/glob-pattern.js';
import { maxPatterns } from '../../config/limits.js';
import { matchFiles } from '../../config/match-files.js';
import type { Failure } from '../../core/failure.js';
import { fail, ok, type Result } from '../../core/result.js';
import { isLitter } from '../../formats/tar-read.js';
import { baseName, isNamedAsArchive, isNamedAsFits } from '../../steps/frames/frame-names.js';

/** What is nobody's image, though it may lie in a folder of images. Absolute paths. */
export interface Exceptions {
  /** Never entered from a folder above: the folder of runs, and that of the run that is applied. */
  readonly folders: readonly string[];
  /** Never listed: the catalogue that is to be written. */
  readonly outputs: readonly string[];
}

/**
 * The files that a person named, in their order: a file as it is, the tarballs and FITS files below a folder, the matches of a
 * pattern sorted by bytes, without what macOS leaves behind. One that is named twice comes once. Hidden folders, and folders with a
 * store of results, are not entered from above. Links that lead nowhere and what is no ordinary file are listed as files are: each
 * costs a row of its own.
 * @returns Paths as the person would write them; failure `usage` for what is not there, and for a folder or pattern without a file.
 */
export async function listFiles(names: readonly string[], exceptions: Exceptions): Promise<Result<string[]>> {
  const lister = new Lister(exceptions);
  const listed = new Map<string, string>();
  for (const name of names) {
    const found = await lister.filesOf(name);
    if (!found.ok) return found;
    for (const path of found.value) if (!listed.has(resolve(path))) listed.set(resolve(path), path);
  }
  const [unreadable] = lister.folders.unreadable;
  if (unreadable === undefined) return ok([...listed.values()]);
  const [path, code] = unreadable;
  return fail({ reason: 'storage', operation: 'read', path, code });
}

class Lister {
  readonly folders = new Folders(process.cwd());
  readonly #exceptions: Exceptions;

  constructor(exceptions: Exceptions) {
    this.#exceptions = exceptions;
  }

  async filesOf(name: string): Promise<Result<string[]>> {
    if (name === '') return usage('an empty argument, perhaps of a variable that is not set');
    const kind = await this.folders.kind(name);
    if (kind === 'file')
      return this.#isOutput(name)
        ? usage(`${name}, which this very command would write over`, 'give the catalogue another --out')
        : ok([name]);
    if (kind === 'folder') {
      const images = (await this.#everyFile(name)).filter(isImageFile);
      return images.length > 0 ? ok(images) : usage(`${name}, a folder without tarballs or FITS files`);
    }
    if (kind === 'other') return usage(`${name}, which is no ordinary file`);
    if (!/[*?[{]/.test(name)) return usage(`no file ${name}`);
    const matches = await this.#matchesOf(name);
    return matches.length > 0 ? ok(matches.sort(compareBytes)) : usage(`no file that ${name} matches`);
  }

  async #matchesOf(name: string): Promise<string[]> {
    const matches = new Set<string>();
    for (const pattern of expandBraces(name, maxPatterns) ?? []) {
      const root = pattern.startsWith('/') ? '/' : '';
      for (const path of await matchFiles(root, parsePattern(pattern), this.folders)) {
        if (!isLitter(path) && !this.#isOutput(path)) matches.add(path);
      }
    }
    return [...matches];
  }

  async #everyFile(folder: string): Promise<string[]> {
    const files: string[] = [];
    for (const entry of await this.folders.list(folder)) {
      const path = below(folder, entry.name);
      if (entry.isDirectory()) {
        if (entry.name.startsWith('.') || (await this.#isOfRuns(path))) continue;
        for (const file of await this.#everyFile(path)) files.push(file);
        // Links to folders may lead round in a circle.
      } else if (!entry.isSymbolicLink() || (await this.folders.kind(path)) !== 'folder') {
        if (!this.#isOutput(path)) files.push(path);
      }
    }
    return files;
  }

  #isOutput(path: string): boolean {
    return this.#exceptions.outputs.includes(resolve(path));
  }

  async #isOfRuns(path: string): Promise<boolean> {
    if (this.#exceptions.folders.includes(resolve(path))) return true;
    return (await this.folders.kind(below(path, '.cache/objects'))) === 'folder';
  }
}

function isImageFile(path: string): boolean {
  const name = baseName(path);
  return !name.startsWith('.') && (isNamedAsArchive(name) || isNamedAsFits(name));
}

function usage(found: string, remedy = 'check the path and the working directory (-C DIR)'): Result<never> {
  return fail<Failure>({
    reason: 'usage',
    found,
    expected: 'tarballs or FITS files, folders of them, or quoted patterns',
    remedy,
  });
}
