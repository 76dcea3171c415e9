import { gunzipSync } from 'node:zlib';
import { fail, ok, type Result } from '../core/result.js';
import type { InputFault } from './input-fault.js';

/** A small file can unpack to a thousand times its size; an image or a tarball of images has no need for more than this. */
const largestUnpacked = 1024 * 1024 * 1024;

/** Whether the bytes start as gzip does. */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/**
 * Gzipped bytes unpacked.
 * @param limit The largest size allowed, in bytes; memory is not taken beyond it.
 * @returns A fault when they are cut short or damaged, or unpack to more than `limit`.
 */
export function gunzip(bytes: Uint8Array, limit = largestUnpacked): Result<Uint8Array, InputFault> {
  try {
    return ok(gunzipSync(bytes, { maxOutputLength: limit }));
  } catch (error) {
    const isTooLarge = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
    return fail({
      found: isTooLarge
        ? `gzipped data that unpack to more than ${limit} bytes`
        : `damaged gzip (${(error as Error).message})`,
      expected: isTooLarge ? `at most ${limit} bytes` : 'a whole gzip stream',
      remedy: isTooLarge ? 'unpack it yourself and give the files in it' : 'fetch the file again',
    });
  }
}
