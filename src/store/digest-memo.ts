import { readFileSync, statSync, type BigIntStats } from 'node:fs';
import { parseDigest, type Digest } from '../core/identifiers.js';
import { fail, type Result } from '../core/result.js';
import type { FileDigests } from '../core/ports.js';
import { writeAtomically } from './atomic-file.js';
import { hashFile } from './hash-file.js';
import { errorCode } from './storage-trouble.js';

/** A file touched within this time of being hashed may change again without its times showing it. */
const unsettledMs = 2000;

const maxEntries = 500_000;

/**
 * Digests of files, remembered by what the system says of each: device, inode, size, and the times of its last change to
 * the nanosecond. Losing the memo costs time, never correctness; an entry that cannot be trusted is not made.
 */
export class DigestMemo implements FileDigests {
  readonly #path: string;
  readonly #clockMs: () => number;
  /** In order of use, so that the oldest go first. */
  readonly #digests: Map<string, Digest>;
  readonly #reading = new Map<string, Promise<{ sha256: Digest; bytes: number }>>();
  #isChanged = false;

  private constructor(path: string, clockMs: () => number, digests: Map<string, Digest>) {
    this.#path = path;
    this.#clockMs = clockMs;
    this.#digests = digests;
  }

  /** A memo that is missing or damaged is an empty one. */
  static load(path: string, clockMs: () => number): DigestMemo {
    return new DigestMemo(path, clockMs, readEntries(path));
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
    await writeAtomically(this.#path, JSON.stringify({ version: 1, digests: Object.fromEntries(entries) }));
    this.#isChanged = false;
  }
}

function fileIdentity(stats: BigIntStats): string {
  return [stats.dev, stats.ino, stats.size, stats.mtimeNs, stats.ctimeNs].join(':');
}

function readEntries(path: string): Map<string, Digest> {
  try {
    const content = JSON.parse(readFileSync(path, 'utf8')) as {
      version: number;
      digests: Record<string, string>;
    };
    if (content.version !== 1) return new Map();
    return new Map(
      Object.entries(content.digests).map(([identity, digest]) => [identity, parseDigest(digest)]),
    );
  } catch {
    return new Map();
  }
}
