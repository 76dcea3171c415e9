/** What one 512-byte header block of an archive says. */
export interface TarHeader {
  readonly name: string;
  /** Bytes of content, or undefined when the field is no number. */
  readonly size: number | undefined;
  /** The type flag: `0` regular, `5` directory, `x` pax header, `L` GNU long name, … */
  readonly type: string;
}

export const tarBlockBytes = 512;

/** Whether all bytes are zero, as in the two blocks that end an archive. */
export function isZeroBlock(block: Uint8Array): boolean {
  return block.every((byte) => byte === 0);
}

/** Whether a block's checksum is right. Some old writers summed signed bytes; both sums are let pass. */
export function hasTarChecksum(block: Uint8Array): boolean {
  if (block.length < tarBlockBytes) return false;
  let unsigned = 0;
  let signed = 0;
  for (let i = 0; i < tarBlockBytes; i++) {
    // The checksum's own field counts as spaces.
    const byte = i >= 148 && i < 156 ? 0x20 : block[i]!;
    unsigned += byte;
    signed += byte < 128 ? byte : byte - 256;
  }
  const stored = parseNumber(block.subarray(148, 156));
  return stored === unsigned || stored === signed;
}

/** @param block With a right checksum. @see POSIX.1-1988 ustar; GNU tar's numbers in base 256. */
export function parseTarHeader(block: Uint8Array): TarHeader {
  const isUstar = textField(block, 257, 5) === 'ustar';
  // GNU's magic, `ustar  `, has times where POSIX has the prefix.
  const prefix = isUstar && block[262] === 0 ? textField(block, 345, 155) : '';
  const name = textField(block, 0, 100);
  const flag = block[156]!;
  return {
    name: prefix === '' ? name : `${prefix}/${name}`,
    size: parseNumber(block.subarray(124, 136)),
    type: flag === 0 ? '0' : String.fromCharCode(flag),
  };
}

/** Octal digits up to a NUL or a space, or big-endian binary when the first bit is set. */
function parseNumber(field: Uint8Array): number | undefined {
  if (field[0]! === 0x80) {
    const value = field.subarray(1).reduce((total, byte) => total * 256 + byte, 0);
    return Number.isSafeInteger(value) ? value : undefined;
  }
  const text = Buffer.from(field).toString('latin1').replace(/\0.*$/s, '').trim();
  if (text === '') return 0;
  return /^[0-7]+$/.test(text) ? parseInt(text, 8) : undefined;
}

/** Text up to a NUL. */
export function textField(bytes: Uint8Array, offset: number, length: number): string {
  const field = bytes.subarray(offset, offset + length);
  const end = field.indexOf(0);
  return Buffer.from(end === -1 ? field : field.subarray(0, end)).toString('utf8');
}
