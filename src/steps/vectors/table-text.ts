import { open, readFile } from 'node:fs/promises';

const lookedAtBytes = 1024;

/**
 * The text of a file that looks like one, or undefined for a file of bytes: told by its beginning alone, since the name of a file does
 * not count.
 */
export async function tableText(path: string): Promise<string | undefined> {
  const file = await open(path);
  try {
    const beginning = Buffer.alloc(lookedAtBytes);
    const { bytesRead } = await file.read(beginning, 0, lookedAtBytes, 0);
    const isText = beginning.subarray(0, bytesRead).every((byte) => byte >= 32 || [9, 10, 13].includes(byte));
    if (bytesRead === 0) return '';
    if (!isText || beginning.toString('latin1', 0, 6) === '\x93NUMPY') return undefined;
  } finally {
    await file.close();
  }
  return readFile(path, 'utf8');
}
