import { readFileSync, statSync, type Stats } from 'node:fs';
import type { Digest } from '../core/identifiers.js';
import { fail, type Result } from '../core/result.js';
import type { FileDigest, FileDigests } from '../core/ports.js';
import { writeAtomically } from './atomic-file.js';
import { nodeFileSystem, type FileSystem } from './file-system.js';
import { hashFile } from './hash-file.js';
import { decodeMemo, encodeMemo, type FileTimes, type MemoEntry } from './memo-file.js';
import { errorCode } from './storage-trouble.js';

/** A file touched within this time of being hashed may change again without its times showing it. */
const unsettledMs = 2000;

const maxEntries = 500_000;

export interface MemoOrigin {
  readonly path: string;
  readonly clockMs: () => number;
  readonly files?: FileSystem;
}

/**
 * Digests of files, remembered by what the system says of each: device, inode, size, and the times of its last changes.
 * An entry is made only of a file that had been still for seconds when it was hashed, so a later change shows in its times
 * however coarse they are. Losing the memo costs time, never correctness.
 */
export class DigestMemo implements FileDigests {
  readonly #path: string;
  readonly #clockMs: () => number;
  readonly #files: FileSystem;
  /** By device and inode: what a file was before is forgotten. In order of use, so that the oldest go first. */
  readonly #entries: Map<string, MemoEntry>;
  readonly #reading = new Map<string, Promise<FileDigest>>();
  #isChanged = false;

  private constructor(origin: MemoOrigin, entries: Map<string, MemoEntry>) {
    this.#path = origin.path;
    this.#clockMs = origin.clockMs;
    this.#files = origin.files ?? nodeFileSystem;
    this.#entries = entries;
  }

  /** A memo that is missing or damaged is an empty one. */
  static load(origin: MemoOrigin): DigestMemo {
    return new DigestMemo(origin, readEntries(origin.path));
  }

  /** A memo that trusts nothing hashed before. */
  static empty(origin: MemoOrigin): DigestMemo {
    return new DigestMemo(origin, new Map());
  }

  known(path: string): FileDigest | undefined {
    const stats = statSync(path, { throwIfNoEntry: false });
    return stats === undefined ? undefined : this.#remembered(path, stats);
  }

  async digest(path: string): Promise<Result<FileDigest>> {
    try {
      return { ok: true, value: await this.digestOrThrow(path) };
    } catch (error) {
      const code = errorCode(error);
      return fail({
        reason: 'unreadable-input',
        file: path,
        found:
          code === 'ENOENT'
            ? 'no such file'
            : code === 'EISDIR'
              ? 'a folder'
              : `an error from the system, ${code}`,
        expected: 'a file that can be read',
      });
    }
  }

  /** @throws the system's error when the file cannot be read. */
  async digestOrThrow(path: string): Promise<FileDigest> {
    const before = statSync(path);
    const known = this.#remembered(path, before);
    if (known !== undefined) return known;
    const identity = `${entryKey(path, before)}:${before.size}:${before.mtimeMs}:${before.ctimeMs}`;
    const reading = this.#reading.get(identity) ?? this.#hash(path, before, identity);
    this.#reading.set(identity, reading);
    return reading;
  }

  #remembered(path: string, stats: Stats): FileDigest | undefined {
    const entry = this.#entries.get(entryKey(path, stats));
    return entry !== undefined && isSame(entry, stats)
      ? { sha256: entry.sha256, bytes: stats.size }
      : undefined;
  }

  async #hash(path: string, before: Stats, identity: string): Promise<FileDigest> {
    const startMs = this.#clockMs();
    try {
      const hashed = await hashFile(path);
      const after = statSync(path);
      const isSettled =
        entryKey(path, after) === entryKey(path, before) &&
        isSame(before, after) &&
        startMs - Math.max(after.mtimeMs, after.ctimeMs) > unsettledMs;
      if (isSettled) this.#remember(entryKey(path, after), after, hashed.sha256);
      return hashed;
    } finally {
      this.#reading.delete(identity);
    }
  }

  #remember(key: string, { size, mtimeMs, ctimeMs }: Stats, sha256: Digest): void {
    this.#entries.delete(key);
    this.#entries.set(key, { size, mtimeMs, ctimeMs, sha256 });
    this.#isChanged = true;
  }

  /** Writes the memo if it has grown. @throws the system's error. */
  async save(): Promise<void> {
    if (!this.#isChanged) return;
    const entries = [...this.#entries].slice(-maxEntries);
    await writeAtomically(this.#path, encodeMemo(entries), this.#files);
    this.#isChanged = false;
  }
}

/** Inodes beyond what a number holds exactly are read again in full. */
function entryKey(path: string, { dev, ino }: Stats): string {
  return `${dev}:${Number.isSafeInteger(ino) ? ino : statSync(path, { bigint: true }).ino}`;
}

function isSame(a: FileTimes, b: FileTimes): boolean {
  return a.size === b.size && a.mtimeMs === b.mtimeMs && a.ctimeMs === b.ctimeMs;
}

function readEntries(path: string): Map<string, MemoEntry> {
  try {
    return decodeMemo(readFileSync(path, 'utf8'));
  } catch {
    return new Map();
  }
}
