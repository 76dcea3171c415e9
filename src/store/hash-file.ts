import { createHash } from 'node:crypto';
import { createReadStream, readFileSync, statSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { parseDigest, type Digest } from '../core/identifiers.js';

/** A file up to this size is read in one go: for thousands of small ones a stream takes thirty times as long. */
const smallBytes = 1 << 18;

/** SHA-256 of a file's bytes; a large one is read as a stream. @throws when it cannot be read. */
export async function hashFile(path: string): Promise<{ sha256: Digest; bytes: number }> {
  const hash = createHash('sha256');
  let bytes = 0;
  if (statSync(path).size <= smallBytes) {
    // The screen and what runs beside have their turn between files.
    await nextTurn();
    const content = readFileSync(path);
    return { sha256: parseDigest(hash.update(content).digest('hex')), bytes: content.length };
  }
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) {
    const buffer = chunk as Buffer;
    hash.update(buffer);
    bytes += buffer.length;
  }
  return { sha256: parseDigest(hash.digest('hex')), bytes };
}
