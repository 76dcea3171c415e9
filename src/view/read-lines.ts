import { openFile, type RunFile } from './find-file.js';

const chunkBytes = 256 * 1024;
const newline = 0x0a;

export interface ReadLine {
  readonly text: string;
  /** Where the next line begins, in bytes. */
  readonly end: number;
}

/**
 * Whole lines of a file that grows, from a place on: as many as lie within one chunk, or one that is longer.
 * What has no end yet is left for later. No file, or one that may not be shown, is an empty one.
 */
export async function readLines(file: RunFile, from: number): Promise<readonly ReadLine[]> {
  const opened = await openFile(file);
  if (opened === undefined) return [];
  const { handle } = opened;
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
export async function isLineStart(file: RunFile, place: number): Promise<boolean> {
  if (place === 0) return true;
  const opened = await openFile(file);
  if (opened === undefined) return false;
  const { handle } = opened;
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(1), 0, 1, place - 1);
    return bytesRead === 1 && buffer[0] === newline;
  } catch {
    return false;
  } finally {
    await handle.close();
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
