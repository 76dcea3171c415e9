import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream';
import { constants, createGunzip, type Gunzip } from 'node:zlib';
import { gzipFault } from './gzip.js';
import type { InputFault } from './input-fault.js';

/**
 * No tarball of images packs to less than a hundredth; deflate itself reaches a thousandth. A single image may pack to a two-hundredth, where
 * it is mostly zeros (`readFitsImage`); a large tarball of such images alone is refused, a small one is not, by what is always allowed.
 */
const largestRatio = 100;

/**
 * The unpacked bytes of a gzipped file, read forwards, a piece in memory at a time. A file that is cut short ends where it was cut;
 * one that is damaged, cannot be read, has other bytes behind the gzip stream or unpacks to an absurd size ends there with a fault.
 */
export class GzipReader {
  readonly #unpacked: Gunzip;
  readonly #pieces: AsyncIterator<Uint8Array, undefined>;
  readonly #alwaysAllowed: number;
  readonly #largest: number;
  #piece: Uint8Array = new Uint8Array(0);
  /** Where the piece begins. */
  #start = 0;
  #fault: InputFault | undefined;

  /**
   * @param path Of a file that starts as gzip.
   * @param packedBytes Size of the file.
   * @param alwaysAllowed Bytes that it may unpack to whatever its size; more only up to a hundred times its size.
   */
  constructor(path: string, packedBytes: number, alwaysAllowed = 1024 * 1024 * 1024) {
    this.#alwaysAllowed = alwaysAllowed;
    this.#largest = Math.max(alwaysAllowed, largestRatio * packedBytes);
    this.#unpacked = createGunzip({ finishFlush: constants.Z_SYNC_FLUSH, chunkSize: 65536 });
    // What goes wrong is met where the bytes are taken.
    pipeline(createReadStream(path), this.#unpacked, () => undefined);
    this.#pieces = this.#unpacked[Symbol.asyncIterator]() as AsyncIterator<Uint8Array, undefined>;
  }

  /** Why the bytes end, when that is not the file's own end. */
  get fault(): InputFault | undefined {
    return this.#fault;
  }

  /** Where reading may go on: nothing before it is there any more. */
  get position(): number {
    return this.#start;
  }

  /** Up to `length` bytes from `offset`, which must not lie before `position`; fewer where the bytes end. */
  async read(offset: number, length: number): Promise<Uint8Array> {
    if (offset < this.#start) throw new RangeError(`byte ${offset} lies before ${this.#start}`);
    const parts: Uint8Array[] = [];
    let filled = 0;
    while (filled < length) {
      const at = offset + filled - this.#start;
      if (at < this.#piece.length) {
        const part = this.#piece.subarray(at, at + length - filled);
        parts.push(part);
        filled += part.length;
      } else if (!(await this.#next())) break;
    }
    return parts.length === 1 ? parts[0]! : Buffer.concat(parts);
  }

  /** Reads on to the end, so that the checksum is known to be right where there is no fault. */
  async finish(): Promise<void> {
    while (await this.#next());
  }

  close(): void {
    this.#unpacked.destroy();
  }

  async #next(): Promise<boolean> {
    if (this.#fault !== undefined) return false;
    this.#start += this.#piece.length;
    this.#piece = new Uint8Array(0);
    try {
      const next = await this.#pieces.next();
      if (next.done === true) return false;
      this.#piece = next.value;
    } catch (error) {
      this.#fault = gzipFault(error as Error, true);
      return false;
    }
    if (this.#start + this.#piece.length <= this.#largest) return true;
    this.#fault = {
      found: `gzipped data that unpack to more than ${this.#largest} bytes`,
      expected: `at most ${largestRatio} times the size of the file, or ${this.#alwaysAllowed} bytes if that is more`,
      remedy: 'unpack it yourself and give the files in it',
    };
    this.#piece = new Uint8Array(0);
    this.close();
    return false;
  }
}
