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
 * @param limitRule Where the limit comes from.
 * @returns A fault when they are cut short or damaged, or unpack to more than `limit`.
 */
export function gunzip(
  bytes: Uint8Array,
  limit = largestUnpacked,
  limitRule = `at most ${limit} bytes`,
): Result<Uint8Array, InputFault> {
  try {
    return ok(gunzipSync(bytes, { maxOutputLength: limit }));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_BUFFER_TOO_LARGE') {
      return fail(gzipFault(error as Error, isGzip(bytes)));
    }
    return fail({
      found: `gzipped data that unpack to more than ${limit} bytes`,
      expected: limitRule,
      remedy: 'unpack it yourself and give the files in it',
    });
  }
}

/**
 * What zlib's error says. Bytes behind a gzip stream that do not start another are a fault, but for zeros: gunzip and GNU tar warn and leave
 * them out, but whether they should be there nobody can tell from them.
 * @param startsAsGzip Whether the bytes did.
 */
export function gzipFault({ message }: Error, startsAsGzip: boolean): InputFault {
  if (startsAsGzip && message === 'incorrect header check') {
    return {
      found: 'bytes behind a whole gzip stream that are no gzip',
      expected: 'one gzip stream or several, and nothing but zeros behind them',
      remedy: 'fetch the file again, or unpack it with gunzip, which leaves those bytes out',
    };
  }
  return {
    found: `damaged gzip (${message})`,
    expected: 'a whole gzip stream',
    remedy: 'fetch the file again',
  };
}
