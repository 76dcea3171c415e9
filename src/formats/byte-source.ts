import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** Bytes that can be read from any place, in memory or in a file: a large archive is never wholly in memory. */
export interface ByteSource {
  readonly size: number;
  /** Up to `length` bytes from `offset`; fewer only at the end. */
  read(offset: number, length: number): Uint8Array;
  close(): void;
}

export function bytesSource(bytes: Uint8Array): ByteSource {
  return {
    size: bytes.length,
    read: (offset, length) => bytes.subarray(offset, offset + length),
    close: () => undefined,
  };
}

/**
 * A file's bytes. A small one is read in one go, and what it gave is others' once it is closed: memory that was written before is several
 * times faster to read into than new memory, so it is kept for the next file.
 * @param smallBytes The most that is read in one go.
 * @throws the system's error when the file cannot be opened or read.
 */
export function fileSource(path: string, smallBytes = 0): ByteSource {
  const descriptor = openSync(path, 'r');
  const { size } = fstatSync(descriptor);
  if (size > smallBytes) return descriptorSource(descriptor, size);
  try {
    const buffer = takeSpare(size);
    const bytes = buffer.subarray(0, fill(descriptor, buffer.subarray(0, size), 0));
    const close = (): void => {
      if (buffer.length > (spare?.length ?? 0)) spare = buffer;
    };
    return { ...bytesSource(bytes), close };
  } finally {
    closeSync(descriptor);
  }
}

function descriptorSource(descriptor: number, size: number): ByteSource {
  return {
    size,
    read: (offset, length) => {
      const bytes = new Uint8Array(Math.max(0, Math.min(length, size - offset)));
      return bytes.subarray(0, fill(descriptor, bytes, offset));
    },
    close: () => closeSync(descriptor),
  };
}

/** Of this thread; a source that is open has taken it away. */
let spare: Uint8Array | undefined;

function takeSpare(size: number): Uint8Array {
  if (spare === undefined || spare.length < size) return new Uint8Array(Math.ceil(1.25 * size));
  const taken = spare;
  spare = undefined;
  return taken;
}

/** @returns How many bytes there were. */
function fill(descriptor: number, bytes: Uint8Array, offset: number): number {
  let filled = 0;
  while (filled < bytes.length) {
    const count = readSync(descriptor, bytes, filled, bytes.length - filled, offset + filled);
    if (count === 0) break;
    filled += count;
  }
  return filled;
}
