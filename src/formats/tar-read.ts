import type { ByteSource } from './byte-source.js';
import type { InputFault } from './input-fault.js';
import { hasTarChecksum, isZeroBlock, parseTarHeader, tarBlockBytes, textField } from './tar-header.js';
import { parsePax } from './tar-pax.js';

/** A regular file in an archive, its content still there. */
export interface TarMember {
  /** The path as stored; it is a name to show, never one to write to. */
  readonly name: string;
  readonly offset: number;
  readonly size: number;
}

export interface TarListing {
  /** In the archive's order; their bytes are all in the source. */
  readonly members: readonly TarMember[];
  /** Where the archive stopped making sense; what stood before is in `members`. */
  readonly fault?: InputFault & { readonly member?: string };
  /** Of more entries than are listed: none is, and what follows was not read. */
  readonly isRefused?: boolean;
}

/** An archive is of one galaxy's images; a small gzipped file can hold millions of empty members, at seconds for each million. */
const mostEntries = 250_000;

/** A long name or a pax header of more than this is no name. */
const longestExtension = 1024 * 1024;

/**
 * Lists the regular files of a tar archive without reading their content: ustar, GNU (long names, large sizes) and pax (path,
 * size). Directories, links and devices are passed over, and so is what macOS leaves behind (`._x`, `.DS_Store`).
 * Nothing is ever extracted: names that lead out of a folder are names like others.
 * @returns The members before the first fault, and the fault: a header whose checksum is wrong, a size that is no number,
 *   a member that goes on beyond the end (named), a sparse file. Of more than 250,000 entries none is listed. An archive may end without its zero blocks, as tar accepts.
 * @see POSIX.1-2001 pax; GNU tar manual, "Basic Tar Format".
 */
export function listTar(source: ByteSource): TarListing {
  const walk = walkTar(source.size);
  let step = walk.next();
  while (step.done !== true) step = walk.next(source.read(step.value.offset, step.value.length));
  return step.value;
}

/** The same for an archive whose bytes come one after the other, and whose size is not known before. Reads forwards only. */
export async function listTarForward(
  read: (offset: number, length: number) => Promise<Uint8Array>,
): Promise<TarListing> {
  const walk = walkTar(undefined);
  let step = walk.next();
  while (step.done !== true) step = walk.next(await read(step.value.offset, step.value.length));
  return step.value;
}

/** Bytes that a walk needs next; it is given fewer only where the archive ends. */
interface Wanted {
  readonly offset: number;
  readonly length: number;
}

function* walkTar(totalBytes: number | undefined): Generator<Wanted, TarListing, Uint8Array> {
  const members: TarMember[] = [];
  let extension: Extension = {};
  let position = 0;
  for (let nEntries = 0; ; nEntries++) {
    const block = yield { offset: position, length: tarBlockBytes };
    if (block.length === 0 || (block.length === tarBlockBytes && isZeroBlock(block))) return { members };
    if (nEntries === mostEntries) return { members: [], fault: tooMany(position), isRefused: true };
    const entry = readEntry(block, position, extension, totalBytes);
    if ('fault' in entry) return { members, fault: entry.fault };
    const { name, type, size } = entry;
    const offset = position + tarBlockBytes;
    position = offset + Math.ceil(size / tarBlockBytes) * tarBlockBytes;
    const cut = (): TarListing => ({ members, fault: cutMember(name, offset - tarBlockBytes, size) });
    if (extensionTypes.includes(type)) {
      const content = yield { offset, length: size };
      if (content.length < size) return cut();
      const read = readExtension(type, content, extension, offset - tarBlockBytes);
      if ('fault' in read) return { members, fault: read.fault };
      extension = read;
      continue;
    }
    // Where the size of the whole is not known, that the last byte is there says that the member is.
    const isKnown = totalBytes !== undefined || size === 0;
    if (!isKnown && (yield { offset: offset + size - 1, length: 1 }).length === 0) return cut();
    extension = {};
    if (regularTypes.includes(type) && !isLitter(name)) members.push({ name, offset, size });
  }
}

/** What headers before a member say about it. */
interface Extension {
  readonly name?: string;
  readonly size?: number;
}

const regularTypes = ['0', '7'];
/** GNU long name and long link; pax for the next member and for all. */
const extensionTypes = ['L', 'K', 'x', 'g'];
/** Links, devices, directories, pipes: their size field, if any, is of something else. */
const typesWithoutContent = ['1', '2', '3', '4', '5', '6'];

type Entry = { readonly name: string; readonly type: string; readonly size: number } | Faulty;
interface Faulty {
  readonly fault: InputFault & { readonly member?: string };
}

function readEntry(
  block: Uint8Array,
  position: number,
  extension: Extension,
  totalBytes: number | undefined,
): Entry {
  const place = `byte ${position}`;
  if (!hasTarChecksum(block)) return { fault: badHeader(place, block, position) };
  const header = parseTarHeader(block);
  const isExtension = extensionTypes.includes(header.type);
  const name = (isExtension ? undefined : extension.name) ?? header.name;
  const size = typesWithoutContent.includes(header.type)
    ? 0
    : ((isExtension ? undefined : extension.size) ?? header.size);
  const fault = (found: string, expected: string, remedy: string): Faulty => ({
    fault: { member: name, place, found, expected, remedy },
  });
  if (size === undefined) return fault('a size that is no number', 'octal digits', 'make the archive again');
  if (header.type === 'S') return sparse(place, name);
  const available = Math.max(0, (totalBytes ?? Infinity) - position - tarBlockBytes);
  if (size > available) return { fault: cutMember(name, position, size, available) };
  if (isExtension && size > longestExtension) {
    return fault(`a name of ${size} bytes`, `at most ${longestExtension}`, 'make the archive again');
  }
  return { name, type: header.type, size };
}

function sparse(place: string, member: string | undefined): Faulty {
  return {
    fault: {
      ...(member === undefined ? {} : { member }),
      place,
      found: 'a sparse file',
      expected: 'a regular file',
      remedy: 'make the archive again without --sparse',
    },
  };
}

function tooMany(position: number): InputFault {
  return {
    place: `byte ${position}`,
    found: `more than ${mostEntries} members, folders and links`,
    expected: `at most ${mostEntries} in one archive`,
    remedy: 'unpack the archive and give the files in it',
  };
}

function cutMember(name: string, position: number, size: number, available?: number): Faulty['fault'] {
  return {
    member: name,
    place: `byte ${position}`,
    found: available === undefined ? 'the end of the archive' : `${available} bytes before the archive ends`,
    expected: `${size} bytes in this member`,
    remedy: 'the archive is cut short: fetch it again',
  };
}

function badHeader(place: string, block: Uint8Array, position: number): InputFault {
  const isCut = block.length < tarBlockBytes;
  return {
    place,
    found: isCut
      ? `${block.length} bytes where a member's header of ${tarBlockBytes} should be`
      : 'a header whose checksum is wrong',
    expected: position === 0 ? 'a tar archive' : 'the header of another member, or zeros',
    remedy: isCut ? 'the archive is cut short: fetch it again' : 'the archive is damaged: fetch it again',
  };
}

/** @param position Of its header. */
function readExtension(
  type: string,
  content: Uint8Array,
  before: Extension,
  position: number,
): Extension | Faulty {
  if (type === 'L') return { ...before, name: textField(content, 0, content.length) };
  if (type !== 'x') return before;
  const place = `byte ${position}`;
  const records = parsePax(content);
  if (records === undefined) {
    const found = 'a pax header that makes no sense';
    return { fault: { place, found, expected: 'records of pax', remedy: 'make the archive again' } };
  }
  if ([...records.keys()].some((key) => key.startsWith('GNU.sparse.'))) {
    const member = records.get('GNU.sparse.name') ?? records.get('path') ?? before.name;
    return sparse(place, member);
  }
  const path = records.get('path');
  const size = records.get('size');
  return {
    ...before,
    ...(path === undefined ? {} : { name: path }),
    ...(size !== undefined && /^\d{1,15}$/.test(size) ? { size: Number(size) } : {}),
  };
}

/** What macOS leaves beside files: `._x`, `.DS_Store`. */
export function isLitter(name: string): boolean {
  const base = name.slice(name.lastIndexOf('/') + 1);
  return base.startsWith('._') || base === '.DS_Store';
}
