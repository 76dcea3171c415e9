import { open, type FileHandle } from 'node:fs/promises';

const chunkBytes = 256 * 1024;
const newline = 0x0a;

export interface ReadLine {
  readonly text: string;
  /** Where the next line begins, in bytes. */
  readonly end: number;
}

/**
 * Whole lines of a file that grows, from a place on: as many as lie within one chunk, or one that is longer.
 * What has no end yet is left for later. No file is an empty one.
 */
export async function readLines(path: string, from: number): Promise<readonly ReadLine[]> {
  let handle: FileHandle;
  try {
    handle = await open(path, 'r');
  } catch {
    return [];
  }
  try {
    for (let length = chunkBytes; ; length *= 2) {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, from);
      const lines = splitLines(buffer.subarray(0, bytesRead), from);
      if (lines.length > 0 || bytesRead < length) return lines;
    }
  } finally {
    await handle.close();
  }
}

/** Whether a line begins at this place. */
export async function isLineStart(path: string, place: number): Promise<boolean> {
  if (place === 0) return true;
  try {
    const handle = await open(path, 'r');
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(1), 0, 1, place - 1);
      return bytesRead === 1 && buffer[0] === newline;
    } finally {
      await handle.close();
    }
  } catch {
    return false;
  }
}

function splitLines(bytes: Buffer, from: number): ReadLine[] {
  const lines: ReadLine[] = [];
  let start = 0;
  for (let at = bytes.indexOf(newline); at >= 0; at = bytes.indexOf(newline, start)) {
    lines.push({ text: bytes.toString('utf8', start, at), end: from + at + 1 });
    start = at + 1;
  }
  return lines;
}
