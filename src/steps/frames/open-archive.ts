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
/** How much of a gzipped tarball may be in memory, in bytes. */
interface MemoryLimits {
  /** Unpacked in one go, as the packed file is read. */
  readonly small: number;
  /** A member of a larger one, which must be there whole. */
  readonly member: number;
}

const memoryLimits: MemoryLimits = { small: smallBytes, member: 1024 * 1024 * 1024 };

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
 * Unlike GNU tar, so is one with bytes behind the gzip stream that are neither gzip nor zeros: that it is whole does not follow from what is there.
 */
export async function openGzippedArchive(
  file: Pick<InputFile, 'path'>,
  packed: ByteSource,
  limits = memoryLimits,
): Promise<OpenArchive> {
  if (packed.size <= limits.small) {
    try {
      const bytes = gunzipSync(packed.read(0, packed.size), { maxOutputLength: limits.small });
      return openPlainArchive(bytesSource(bytes));
    } catch {
      // What is wrong, if it is not only large, is found below.
    }
  }
  const listing = await listForward(file.path, packed.size);
  return new ForwardArchive(file.path, packed.size, { listing, largestMember: limits.member });
}

async function listForward(path: string, packedBytes: number): Promise<TarListing> {
  const reader = new GzipReader(path, packedBytes);
  try {
    const listing = await listTarForward((offset, length) => reader.read(offset, length));
    if (listing.isRefused !== true) await reader.finish();
    return reader.fault === undefined ? listing : { members: [], fault: reader.fault };
  } finally {
    reader.close();
  }
}

class ForwardArchive implements OpenArchive {
  readonly listing: TarListing;
  readonly #path: string;
  readonly #packedBytes: number;
  readonly #largestMember: number;
  #reader: GzipReader;

  constructor(
    path: string,
    packedBytes: number,
    { listing, largestMember }: { readonly listing: TarListing; readonly largestMember: number },
  ) {
    this.listing = listing;
    this.#largestMember = largestMember;
    this.#path = path;
    this.#packedBytes = packedBytes;
    this.#reader = new GzipReader(path, packedBytes);
  }

  async read({ offset, size }: TarMember): Promise<Result<Uint8Array, InputFault>> {
    if (size > this.#largestMember) {
      return fail({
        found: `a member of ${size} bytes in a gzipped archive`,
        expected: `at most ${this.#largestMember} bytes`,
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
