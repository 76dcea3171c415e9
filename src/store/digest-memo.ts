import { readFileSync, statSync, type BigIntStats } from 'node:fs';
import { sha256 } from '../core/fingerprint.js';
import type { Digest } from '../core/identifiers.js';
import { fail, type Result } from '../core/result.js';
import type { FileDigests } from '../core/ports.js';
import { writeAtomically } from './atomic-file.js';
import { nodeFileSystem, type FileSystem } from './file-system.js';
import { hashFile } from './hash-file.js';
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
 * Digests of files, remembered by what the system says of each: device, inode, size, and the times of its last change to
 * the nanosecond. Losing the memo costs time, never correctness; an entry that cannot be trusted is not made.
 */
export class DigestMemo implements FileDigests {
  readonly #path: string;
  readonly #clockMs: () => number;
  readonly #files: FileSystem;
  /** In order of use, so that the oldest go first. */
  readonly #digests: Map<string, Digest>;
  readonly #reading = new Map<string, Promise<{ sha256: Digest; bytes: number }>>();
  #isChanged = false;

  private constructor(origin: MemoOrigin, digests: Map<string, Digest>) {
    this.#path = origin.path;
    this.#clockMs = origin.clockMs;
    this.#files = origin.files ?? nodeFileSystem;
    this.#digests = digests;
  }

  /** A memo that is missing or damaged is an empty one. */
  static load(origin: MemoOrigin): DigestMemo {
    return new DigestMemo(origin, readEntries(origin.path));
  }

  /** A memo that trusts nothing hashed before. */
  static empty(origin: MemoOrigin): DigestMemo {
    return new DigestMemo(origin, new Map());
  }

  async digest(path: string): Promise<Result<{ sha256: Digest; bytes: number }>> {
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
  async digestOrThrow(path: string): Promise<{ sha256: Digest; bytes: number }> {
    const before = statSync(path, { bigint: true });
    const identity = fileIdentity(before);
    const known = this.#digests.get(identity);
    if (known !== undefined) return { sha256: known, bytes: Number(before.size) };
    const reading = this.#reading.get(identity) ?? this.#hash(path, identity);
    this.#reading.set(identity, reading);
    return reading;
  }

  async #hash(path: string, identity: string): Promise<{ sha256: Digest; bytes: number }> {
    const startMs = this.#clockMs();
    try {
      const hashed = await hashFile(path);
      const after = statSync(path, { bigint: true });
      const newestMs = Number(after.mtimeMs > after.ctimeMs ? after.mtimeMs : after.ctimeMs);
      const isSettled = fileIdentity(after) === identity && startMs - newestMs > unsettledMs;
      if (isSettled) {
        this.#digests.set(identity, hashed.sha256);
        this.#isChanged = true;
      }
      return hashed;
    } finally {
      this.#reading.delete(identity);
    }
  }

  /** Writes the memo if it has grown. @throws the system's error. */
  async save(): Promise<void> {
    if (!this.#isChanged) return;
    const entries = [...this.#digests].slice(-maxEntries);
    await writeAtomically(this.#path, encodeEntries(entries), this.#files);
    this.#isChanged = false;
  }
}

function fileIdentity(stats: BigIntStats): string {
  return [stats.dev, stats.ino, stats.size, stats.mtimeNs, stats.ctimeNs].join(':');
}

const opening = /^\{"version":2,"sha256":"([0-9a-f]{64})","digests":/;

/** JSON with the digest of its own entries: a memo with one wrong digest would make a key of content that never was. */
function encodeEntries(entries: readonly (readonly [string, Digest])[]): string {
  const body = JSON.stringify(Object.fromEntries(entries));
  return `{"version":2,"sha256":"${sha256(body)}","digests":${body}}`;
}

function readEntries(path: string): Map<string, Digest> {
  try {
    const text = readFileSync(path, 'utf8');
    const start = opening.exec(text);
    const body = text.slice(start?.[0].length, -1);
    if (start === null || sha256(body) !== start[1]) return new Map();
    return new Map(Object.entries(JSON.parse(body) as Record<string, Digest>));
  } catch {
    return new Map();
  }
}
