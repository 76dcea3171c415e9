import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { parseDigest, type Digest } from '../core/identifiers.js';

/** SHA-256 of a file's bytes, read as a stream. @throws when it cannot be read. */
export async function hashFile(path: string): Promise<{ sha256: Digest; bytes: number }> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) {
    const buffer = chunk as Buffer;
    hash.update(buffer);
    bytes += buffer.length;
  }
  return { sha256: parseDigest(hash.digest('hex')), bytes };
}
