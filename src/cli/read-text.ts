import { open } from 'node:fs/promises';

/**
 * Reads a UTF-8 text of at most `limitBytes`, from a file or anything else that can be read: more is never taken into memory,
 * and a device that never ends is no trap.
 * @returns undefined when there is more.
 * @throws the system's error when it cannot be read.
 */
export async function readText(path: string, limitBytes: number): Promise<string | undefined> {
  const handle = await open(path, 'r');
  try {
    const chunks: Uint8Array[] = [];
    for (let total = 0; total <= limitBytes;) {
      const { bytesRead, buffer } = await handle.read({ buffer: new Uint8Array(1 << 16) });
      if (bytesRead === 0) return Buffer.concat(chunks).toString('utf8');
      chunks.push(buffer.subarray(0, bytesRead));
      total += bytesRead;
    }
    return undefined;
  } finally {
    await handle.close();
  }
}
