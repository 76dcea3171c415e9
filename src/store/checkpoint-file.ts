import { createHash } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';
import type { JsonObject } from '../core/json.js';

const magic = 'skysort-checkpoint 1 ';
const digestBytes = 32;
const chunkBytes = 1 << 20;
/** Magic, the length of the facts in ten digits, and a new line. */
const headBytes = magic.length + 11;

/** A state as a file: a head, the facts as JSON, the parts one after another, and the SHA-256 of all that. */
export function* encodeCheckpoint(facts: JsonObject, parts: readonly Uint8Array[]): Iterable<Uint8Array> {
  const hash = createHash('sha256');
  const text = Buffer.from(JSON.stringify({ facts, lengths: parts.map(({ length }) => length) }));
  const head = Buffer.concat([
    Buffer.from(`${magic}${String(text.length).padStart(10, '0')}\n`, 'latin1'),
    text,
  ]);
  hash.update(head);
  yield head;
  // Parts may lie in memory that threads share, which neither hashes nor files take: they go through a copy.
  const chunk = new Uint8Array(chunkBytes);
  for (const part of parts) {
    for (let start = 0; start < part.length; start += chunkBytes) {
      const length = Math.min(chunkBytes, part.length - start);
      chunk.set(part.subarray(start, start + length));
      const filled = chunk.subarray(0, length);
      hash.update(filled);
      yield filled;
    }
  }
  yield hash.digest();
}

/**
 * Fills `parts` from a state's file.
 * @returns The facts; undefined, and the parts as they were, when the file is damaged or holds other parts.
 * @throws the system's error when it cannot be opened.
 */
export async function readCheckpoint(
  path: string,
  parts: readonly Uint8Array[],
): Promise<JsonObject | undefined> {
  const file = await open(path, 'r');
  try {
    const opened = (await isWhole(file)) ? await readHead(file) : undefined;
    if (opened === undefined || !fits(opened.lengths, parts)) return undefined;
    let offset = opened.end;
    const chunk = new Uint8Array(chunkBytes);
    for (const part of parts) {
      for (let start = 0; start < part.length; start += chunkBytes) {
        const length = Math.min(chunkBytes, part.length - start);
        await readFully(file, chunk.subarray(0, length), offset);
        part.set(chunk.subarray(0, length), start);
        offset += length;
      }
    }
    return opened.facts;
  } finally {
    await file.close();
  }
}

interface Head {
  readonly facts: JsonObject;
  readonly lengths: readonly number[];
  /** Where the parts begin. */
  readonly end: number;
}

/** Of a whole file. */
async function readHead(file: FileHandle): Promise<Head | undefined> {
  const head = Buffer.alloc(headBytes);
  await readFully(file, head, 0);
  const digits = new RegExp(`^${magic}([0-9]{10})\n$`).exec(head.toString('latin1'))?.[1];
  if (digits === undefined) return undefined;
  const text = Buffer.alloc(Number(digits));
  await readFully(file, text, headBytes);
  return { ...(JSON.parse(text.toString()) as Omit<Head, 'end'>), end: headBytes + text.length };
}

function fits(lengths: readonly number[], parts: readonly Uint8Array[]): boolean {
  return lengths.length === parts.length && parts.every(({ length }, i) => lengths[i] === length);
}

async function isWhole(file: FileHandle): Promise<boolean> {
  const { size } = await file.stat();
  if (size < headBytes + digestBytes) return false;
  const hash = createHash('sha256');
  const chunk = Buffer.alloc(chunkBytes);
  for (let offset = 0; offset < size - digestBytes; offset += chunkBytes) {
    const length = Math.min(chunkBytes, size - digestBytes - offset);
    await readFully(file, chunk.subarray(0, length), offset);
    hash.update(chunk.subarray(0, length));
  }
  const digest = Buffer.alloc(digestBytes);
  await readFully(file, digest, size - digestBytes);
  return digest.equals(hash.digest());
}

async function readFully(file: FileHandle, target: Uint8Array, offset: number): Promise<void> {
  for (let done = 0; done < target.length;) {
    const { bytesRead } = await file.read(target, done, target.length - done, offset + done);
    // It was measured, and is never written again under its name: only a failing disk makes it shorter.
    if (bytesRead === 0) return;
    done += bytesRead;
  }
}
