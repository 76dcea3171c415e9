import { constants, gunzipSync } from 'node:zlib';
import type { ByteSource } from '../../formats/byte-source.js';
import { hasTarChecksum, isZeroBlock, tarBlockBytes } from '../../formats/tar-header.js';
import { isNamedAsArchive } from './frame-names.js';

/** Whether a file is a tarball: its bytes tell, and its name when they do not. */
export function isArchive(source: ByteSource, name: string): boolean {
  return looksLikeArchive(source.read(0, tarBlockBytes), name);
}

/** The same for what a gzipped file unpacks to. */
export function isGzippedArchive(packed: ByteSource, name: string): boolean {
  return looksLikeArchive(unpackedStart(packed.read(0, peekBytes)), name);
}

/** Enough for a block in any packing, and at most a thousand times as much when unpacked. */
const peekBytes = 4096;

function unpackedStart(packed: Uint8Array): Uint8Array {
  try {
    return gunzipSync(packed, { finishFlush: constants.Z_SYNC_FLUSH }).subarray(0, tarBlockBytes);
  } catch {
    return new Uint8Array(0);
  }
}

function looksLikeArchive(block: Uint8Array, name: string): boolean {
  if (hasTarChecksum(block) && !isZeroBlock(block)) return true;
  const startsAsFits = Buffer.from(block.subarray(0, 6)).toString('latin1') === 'SIMPLE';
  return isNamedAsArchive(name) && !startsAsFits;
}
