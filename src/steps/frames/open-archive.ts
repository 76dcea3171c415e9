import { gunzipSync } from 'node:zlib';
import type { InputFile } from '../../core/step.js';
import { bytesSource, type ByteSource } from '../../formats/byte-source.js';
import { GzipReader } from '../../formats/gzip-reader.js';
import type { InputFault } from '../../formats/input-fault.js';
import { listTar, listTarForward, type TarListing, type TarMember } from '../../formats/tar-read.js';
import { fail, ok, type Result } from '../../core/result.js';

/** A tarball whose members are known and can be read. */
export interface OpenArchive {
  readonly listing: TarListing;
  read(member: TarMember): Promise<Result<Uint8Array, InputFault>>;
  close(): void;
}

/** A file of no more than this is read, or unpacked, in one go. */
export const smallBytes = 32 * 1024 * 1024;
/** Of a gzipped tarball a member must be in memory whole. */
const largestMember = 1024 * 1024 * 1024;

/** @param source Stays the caller's to close. */
export function openPlainArchive(source: ByteSource): OpenArchive {
  return {
    listing: listTar(source),
    read: ({ offset, size }) => Promise.resolve(ok(source.read(offset, size))),
    close: () => undefined,
  };
}

/**
 * A gzipped tarball. A small one is unpacked in memory; another is unpacked twice, to list it and to read it, a member at a time. One that is cut
 * short lists what stands before the cut; of a damaged one nothing can be trusted, and nothing is listed.
 */
export async function openGzippedArchive(file: InputFile, packed: ByteSource): Promise<OpenArchive> {
  if (packed.size <= smallBytes) {
    try {
      const bytes = gunzipSync(packed.read(0, packed.size), { maxOutputLength: smallBytes });
      return openPlainArchive(bytesSource(bytes));
    } catch {
      // What is wrong, if it is not only large, is found below.
    }
  }
  return new ForwardArchive(file.path, packed.size, await listForward(file.path, packed.size));
}

async function listForward(path: string, packedBytes: number): Promise<TarListing> {
  const reader = new GzipReader(path, packedBytes);
  try {
    const listing = await listTarForward((offset, length) => reader.read(offset, length));
    await reader.finish();
    return reader.fault === undefined ? listing : { members: [], fault: reader.fault };
  } finally {
    reader.close();
  }
}

class ForwardArchive implements OpenArchive {
  readonly listing: TarListing;
  readonly #path: string;
  readonly #packedBytes: number;
  #reader: GzipReader;

  constructor(path: string, packedBytes: number, listing: TarListing) {
    this.listing = listing;
    this.#path = path;
    this.#packedBytes = packedBytes;
    this.#reader = new GzipReader(path, packedBytes);
  }

  async read({ offset, size }: TarMember): Promise<Result<Uint8Array, InputFault>> {
    if (size > largestMember) {
      return fail({
        found: `a member of ${size} bytes in a gzipped archive`,
        expected: `at most ${largestMember} bytes`,
        remedy: 'unpack the archive with gunzip',
      });
    }
    if (offset < this.#reader.position) {
      this.#reader.close();
      this.#reader = new GzipReader(this.#path, this.#packedBytes);
    }
    const bytes = await this.#reader.read(offset, size);
    if (bytes.length === size) return ok(bytes);
    return fail(
      this.#reader.fault ?? {
        found: `${bytes.length} bytes`,
        expected: `${size} bytes in this member, as when the archive was listed`,
        remedy: 'leave the file alone while it is read',
      },
    );
  }

  close(): void {
    this.#reader.close();
  }
}
