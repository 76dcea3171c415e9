/**
 * The records of a pax extended header, `<length> <keyword>=<value>\n` each, the length counting itself.
 * @returns Undefined when the bytes are not such records.
 * @see POSIX.1-2001, pax extended header.
 */
export function parsePax(content: Uint8Array): Map<string, string> | undefined {
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
  const records = new Map<string, string>();
  let position = 0;
  // Some writers fill the block up with zeros and count them.
  while (position < bytes.length && bytes[position] !== 0) {
    const space = bytes.indexOf(0x20, position);
    const length = Number(bytes.toString('latin1', position, Math.max(position, space)));
    const end = position + length;
    if (!Number.isSafeInteger(length) || end <= space + 1 || end > bytes.length || bytes[end - 1] !== 0x0a) {
      return undefined;
    }
    const record = bytes.toString('utf8', space + 1, end - 1);
    const equals = record.indexOf('=');
    if (space === -1 || equals < 1) return undefined;
    records.set(record.slice(0, equals), record.slice(equals + 1));
    position = end;
  }
  return records;
}
