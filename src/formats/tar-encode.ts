export interface TarSource {
  /** Path in the archive, with `/` between parts. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

const blockBytes = 512;
/** GNU tar's default: twenty blocks. */
const recordBytes = 10_240;
const encoder = new TextEncoder();

/**
 * A ustar archive of regular files, the same bytes for the same members: mode 0644, owner 0, time 0, two zero blocks at
 * the end, padded to 10,240 bytes as tar itself does.
 * @param members In the order in which they are to be read. An empty list gives an archive of zeros.
 * @throws RangeError for a name that is empty or that ustar's prefix and name fields cannot hold, or 8 GiB in one member.
 * @see POSIX.1-1988 ustar.
 */
export function encodeTar(members: readonly TarSource[]): Uint8Array {
  const contentBytes = members.reduce((sum, { bytes }) => sum + blockBytes + paddedToBlock(bytes.length), 0);
  const archive = new Uint8Array(Math.ceil((contentBytes + 2 * blockBytes) / recordBytes) * recordBytes);
  let position = 0;
  for (const { name, bytes } of members) {
    archive.set(headerBlock(name, bytes.length), position);
    archive.set(bytes, position + blockBytes);
    position += blockBytes + paddedToBlock(bytes.length);
  }
  return archive;
}

function paddedToBlock(bytes: number): number {
  return Math.ceil(bytes / blockBytes) * blockBytes;
}

function headerBlock(path: string, size: number): Uint8Array {
  if (size >= 8 * 1024 * 1024 * 1024) throw new RangeError(`tar member ${path} is larger than ustar allows`);
  const { prefix, name } = splitPath(path);
  const block = new Uint8Array(blockBytes);
  const put = (offset: number, text: string): void => block.set(encoder.encode(text), offset);
  put(0, name);
  put(100, '0000644\0');
  put(108, '0000000\0');
  put(116, '0000000\0');
  put(124, `${size.toString(8).padStart(11, '0')}\0`);
  put(136, '00000000000\0');
  put(148, '        ');
  put(156, '0');
  put(257, 'ustar\x0000');
  put(345, prefix);
  const sum = block.reduce((total, byte) => total + byte, 0);
  put(148, `${sum.toString(8).padStart(6, '0')}\0 `);
  return block;
}

/** A path of more than 100 bytes is parted at a slash, with up to 155 bytes before it. */
function splitPath(path: string): { prefix: string; name: string } {
  const fits = (text: string, limit: number): boolean => encoder.encode(text).length <= limit;
  if (path !== '' && fits(path, 100)) return { prefix: '', name: path };
  for (let slash = path.indexOf('/'); slash !== -1; slash = path.indexOf('/', slash + 1)) {
    const prefix = path.slice(0, slash);
    const name = path.slice(slash + 1);
    if (name !== '' && fits(prefix, 155) && fits(name, 100)) return { prefix, name };
  }
  throw new RangeError(`ustar cannot hold the member name ${JSON.stringify(path)}`);
}
