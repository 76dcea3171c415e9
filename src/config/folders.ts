import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';

export type PathKind = 'file' | 'folder' | 'absent' | 'other';

/** Reads folders below a working directory, each once. Paths are as the person wrote them. */
export class Folders {
  readonly workingDirectory: string;
  readonly #listed = new Map<string, Promise<readonly Dirent[]>>();
  /** Folders that exist and could not be read, with the system's code. */
  readonly unreadable = new Map<string, string>();

  constructor(workingDirectory: string) {
    this.workingDirectory = workingDirectory;
  }

  /** The entries of a folder, sorted by name; none when it is not a folder or cannot be read. */
  list(path: string): Promise<readonly Dirent[]> {
    const known = this.#listed.get(path);
    if (known !== undefined) return known;
    const listed = this.#read(path);
    this.#listed.set(path, listed);
    return listed;
  }

  /** What a path leads to, links followed. */
  async kind(path: string): Promise<PathKind> {
    try {
      const found = await stat(this.#absolute(path));
      return found.isFile() ? 'file' : found.isDirectory() ? 'folder' : 'other';
    } catch (error) {
      if (!isAbsence(error)) this.unreadable.set(path, codeOf(error));
      return 'absent';
    }
  }

  async #read(path: string): Promise<readonly Dirent[]> {
    try {
      const entries = await readdir(this.#absolute(path), { withFileTypes: true });
      return entries.sort((a, b) => compareBytes(a.name, b.name));
    } catch (error) {
      if (!isAbsence(error)) this.unreadable.set(path, codeOf(error));
      return [];
    }
  }

  #absolute(path: string): string {
    return isAbsolute(path) ? path : join(this.workingDirectory, path);
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
}

function isAbsence(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR'].includes(codeOf(error));
}

/** Order by UTF-8 bytes, which is the same on every machine and in every locale. */
export function compareBytes(a: string, b: string): number {
  const shared = Math.min(a.length, b.length);
  for (let i = 0; i < shared; i += 1) {
    const [left, right] = [a.charCodeAt(i), b.charCodeAt(i)];
    if (left !== right) return byteRank(left) - byteRank(right);
  }
  return a.length - b.length;
}

/** Surrogates stand for characters beyond all others, so in UTF-8 they come last. */
function byteRank(unit: number): number {
  return unit < 0xd800 ? unit : unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}

/** A path with a name below it; the working directory itself is ``. */
export function below(folder: string, name: string): string {
  return folder === '' || folder.endsWith('/') ? folder + name : `${folder}/${name}`;
}
