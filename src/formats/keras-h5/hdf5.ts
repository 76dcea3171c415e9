import { open } from 'node:fs/promises';
import type { Dataset, Entity, Group } from 'h5wasm/node';
import { fail, ok, type Result } from '../../core/result.js';
import type { KerasTrouble } from './trouble.js';

const signature = Uint8Array.of(0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a);
const superblockBytes = 52;

/**
 * Opens an HDF5 file that `checkSuperblock` has passed, reads from it and closes it. After damage the library may be of no use in
 * this thread any more.
 * @param read Gets the root group; what it returns must not refer to the file. What it throws counts as damage in the file,
 * since the library tells of damage by throwing.
 */
export async function withHdf5<T>(
  path: string,
  read: (root: Group) => Result<T, KerasTrouble>,
): Promise<Result<T, KerasTrouble>> {
  // Loaded only here: it is a library of some megabytes.
  const hdf5 = await import('h5wasm/node');
  const module = await hdf5.ready;
  try {
    // Otherwise the library prints its trouble on the process's standard error.
    module.activate_throwing_error_handler();
    const file = new hdf5.File(path, 'r');
    try {
      return read(file);
    } finally {
      file.close();
    }
  } catch (error) {
    return fail({ place: 'HDF5', found: damage(error), expected: 'an undamaged HDF5 file' });
  }
}

export function isGroup(entity: Entity | null): entity is Group {
  return entity !== null && 'type' in entity && (entity.type as string) === 'Group';
}

export function isDataset(entity: Entity | null): entity is Dataset {
  return entity !== null && 'type' in entity && (entity.type as string) === 'Dataset';
}

/**
 * The signature, and the end of the file as the superblock tells it: this finds what is no HDF5 and what is cut off.
 * @returns The file's size in bytes.
 */
export async function checkSuperblock(path: string): Promise<Result<number, KerasTrouble>> {
  const handle = await open(path);
  try {
    const { size } = await handle.stat();
    const head = new Uint8Array(superblockBytes);
    await handle.read(head, 0, superblockBytes, 0);
    if (!signature.every((byte, index) => head[index] === byte)) {
      const found = size === 0 ? 'an empty file' : 'bytes that are not the signature of HDF5';
      return fail({
        place: 'byte 0',
        found,
        expected: 'an HDF5 file, as Keras saves models (.h5, .hdf5)',
        remedy: 'name the file that model.save or model.save_weights wrote',
      });
    }
    const end = endOfFile(new DataView(head.buffer));
    if (end === undefined || BigInt(size) >= end) return ok(size);
    return fail({
      place: 'HDF5 superblock',
      found: `a file of ${size} bytes`,
      expected: `${end} bytes: the end of the file is missing`,
      remedy: 'copy or download the file again',
    });
  } finally {
    await handle.close();
  }
}

/** Undefined for offsets of another size than 8 bytes, and for versions to come. */
function endOfFile(superblock: DataView): bigint | undefined {
  const version = superblock.getUint8(8);
  // Version 1 has four bytes more before its addresses.
  if (version <= 1 && superblock.getUint8(13) === 8) return superblock.getBigUint64(40 + 4 * version, true);
  if (version < 2 || version > 3 || superblock.getUint8(9) !== 8) return undefined;
  return superblock.getBigUint64(28, true);
}

/** The innermost line of the library's stack of messages. */
function damage(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const lines = message.split('\n').filter((line) => /^\s*#\d+:/.test(line));
  const innermost = lines.at(-1)?.replace(/^.*?\(\): /, '');
  return innermost ?? message.split('\n', 1)[0] ?? 'damage';
}
