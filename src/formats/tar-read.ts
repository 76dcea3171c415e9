import type { ByteSource } from './byte-source.js';
import type { InputFault } from './input-fault.js';
import { hasTarChecksum, isZeroBlock, parseTarHeader, tarBlockBytes, textField } from './tar-header.js';
import { parsePax } from './tar-pax.js';

/** A regular file in an archive, its content still there. */
interface TarMember {
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
}

/** A long name or a pax header of more than this is no name. */
const longestExtension = 1024 * 1024;

/**
 * Lists the regular files of a tar archive without reading their content: ustar, GNU (long names, large sizes) and pax (path,
 * size). Directories, links and devices are passed over, and so is what macOS leaves behind (`._x`, `.DS_Store`).
 * Nothing is ever extracted.
 * @returns The members before the first fault, and the fault: a header whose checksum is wrong, a size that is no number,
 *   a member that goes on beyond the end (named), a sparse file. An archive may end without its zero blocks, as tar accepts.
 * @see POSIX.1-2001 pax; GNU tar manual, "Basic Tar Format".
 */
export function listTar(source: ByteSource): TarListing {
  const members: TarMember[] = [];
  let extension: Extension = {};
  let position = 0;
  while (position < source.size) {
    const block = source.read(position, tarBlockBytes);
    if (block.length === tarBlockBytes && isZeroBlock(block)) return { members };
    const entry = readEntry(source, block, position, extension);
    if ('fault' in entry) return { members, fault: entry.fault };
    const { name, type, size } = entry;
    const offset = position + tarBlockBytes;
    position = offset + Math.ceil(size / tarBlockBytes) * tarBlockBytes;
    if (extensionTypes.includes(type)) {
      const read = readExtension(type, source.read(offset, size), extension);
      if ('fault' in read) return { members, fault: read.fault };
      extension = read;
      continue;
    }
    extension = {};
    if (regularTypes.includes(type) && !isLitter(name)) members.push({ name, offset, size });
  }
  return { members };
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

function readEntry(source: ByteSource, block: Uint8Array, position: number, extension: Extension): Entry {
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
  if (header.type === 'S') {
    return fault('a sparse file', 'a regular file', 'make the archive again without --sparse');
  }
  const available = Math.max(0, source.size - position - tarBlockBytes);
  if (size > available) {
    return fault(
      `${available} bytes before the archive ends`,
      `${size} bytes in this member`,
      'the archive is cut short: fetch it again',
    );
  }
  if (isExtension && size > longestExtension) {
    return fault(`a name of ${size} bytes`, `at most ${longestExtension}`, 'make the archive again');
  }
  return { name, type: header.type, size };
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

function readExtension(type: string, content: Uint8Array, before: Extension): Extension | Faulty {
  if (type === 'L') return { ...before, name: textField(content, 0, content.length) };
  if (type !== 'x') return before;
  const records = parsePax(content);
  if (records === undefined || [...records.keys()].some((key) => key.startsWith('GNU.sparse.'))) {
    return {
      fault: {
        found: records === undefined ? 'a pax header that makes no sense' : 'a sparse file',
        expected: 'regular files',
        remedy: 'make the archive again, without --sparse',
      },
    };
  }
  const path = records.get('path');
  const size = records.get('size');
  return {
    ...before,
    ...(path === undefined ? {} : { name: path }),
    ...(size !== undefined && /^\d{1,15}$/.test(size) ? { size: Number(size) } : {}),
  };
}

function isLitter(name: string): boolean {
  const base = name.slice(name.lastIndexOf('/') + 1);
  return base.startsWith('._') || base === '.DS_Store';
}
