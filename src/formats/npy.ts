import { open, readFile, writeFile, type FileHandle } from 'node:fs/promises';
import type { UnreadableInput } from '../core/failure.js';
import { fail, ok, type Result } from '../core/result.js';

export type NpyValues = Float32Array | Float64Array | Int32Array | Uint8Array;

export type NpyDtype = 'float32' | 'float64' | 'int32' | 'uint8';

/** An array as NumPy stores it, row-major. */
export interface NpyArray {
  readonly shape: readonly number[];
  readonly values: NpyValues;
}

interface NpyHeader {
  readonly dtype: NpyDtype;
  readonly shape: readonly number[];
  /** Where the values begin, in bytes. */
  readonly offset: number;
}

const descriptors = { float32: '<f4', float64: '<f8', int32: '<i4', uint8: '|u1' } as const;
const itemBytes = { float32: 4, float64: 8, int32: 4, uint8: 1 } as const;
const constructors = {
  float32: Float32Array,
  float64: Float64Array,
  int32: Int32Array,
  uint8: Uint8Array,
} as const;
const magic = '\u0093NUMPY';
const alignment = 64;

const product = (shape: readonly number[]): number => shape.reduce((total, length) => total * length, 1);

export function npyDtype(values: NpyValues): NpyDtype {
  if (values instanceof Float32Array) return 'float32';
  if (values instanceof Float64Array) return 'float64';
  return values instanceof Int32Array ? 'int32' : 'uint8';
}

/** The header, padded so that the values begin at a multiple of 64; `reserve` leaves room for a longer first length. */
function encodeHeader(dtype: NpyDtype, shape: readonly number[], totalBytes = 0): Uint8Array {
  const tuple = shape.length === 1 ? `${shape[0]!},` : shape.join(', ');
  const text = `{'descr': '${descriptors[dtype]}', 'fortran_order': False, 'shape': (${tuple}), }`;
  const length = Math.max(totalBytes, Math.ceil((10 + text.length + 1) / alignment) * alignment);
  const header = Buffer.alloc(length, ' ');
  header.write(magic, 0, 'latin1');
  header.writeUInt8(1, 6);
  header.writeUInt8(0, 7);
  header.writeUInt16LE(length - 10, 8);
  header.write(text, 10, 'latin1');
  header.write('\n', length - 1, 'latin1');
  return header;
}

function bytesOf(values: NpyValues): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

/** The bytes of a `.npy` file (version 1.0, little-endian, C order). @see numpy.lib.format */
export function encodeNpy({ shape, values }: NpyArray): Uint8Array {
  if (product(shape) !== values.length)
    throw new RangeError(`shape (${shape.join(', ')}) for ${values.length} values`);
  return Buffer.concat([encodeHeader(npyDtype(values), shape), bytesOf(values)]);
}

export async function writeNpy(path: string, array: NpyArray): Promise<void> {
  await writeFile(path, encodeNpy(array));
}

function trouble(file: string, found: string, expected: string): Result<never, UnreadableInput> {
  return fail({ reason: 'unreadable-input', file, place: 'NPY header', found, expected });
}

/** Reads the header from the first bytes of a file; 64 KiB are enough for every header of version 1. */
function decodeHeader(bytes: Buffer, file: string): Result<NpyHeader, UnreadableInput> {
  if (bytes.length < 10 || bytes.toString('latin1', 0, 6) !== magic) {
    return trouble(file, 'no NumPy signature', 'a .npy file');
  }
  const isVersion1 = bytes[6] === 1;
  if (!isVersion1 && bytes.length < 12) return trouble(file, `${bytes.length} bytes`, 'a whole header');
  const start = isVersion1 ? 10 : 12;
  const length = isVersion1 ? bytes.readUInt16LE(8) : bytes.readUInt32LE(8);
  if (bytes.length < start + length) return trouble(file, 'a header longer than the file', 'a whole header');
  const text = bytes.toString('latin1', start, start + length);
  const descriptor = /'descr':\s*'([^']+)'/.exec(text)?.[1] ?? '';
  const shapeText = /'shape':\s*\(([^)]*)\)/.exec(text)?.[1];
  const dtype = (Object.keys(descriptors) as NpyDtype[]).find((name) => descriptors[name] === descriptor);
  if (dtype === undefined) {
    return trouble(
      file,
      `values of type ${JSON.stringify(descriptor)}`,
      'float32, float64, int32 or uint8, little-endian',
    );
  }
  if (shapeText === undefined) return trouble(file, 'no shape', 'a shape');
  const shape = shapeText
    .split(',')
    .filter((part) => part.trim() !== '')
    .map(Number);
  if (shape.some((length) => !Number.isInteger(length) || length < 0))
    return trouble(file, `shape (${shapeText})`, 'whole numbers');
  if (/'fortran_order':\s*True/.test(text) && shape.length > 1) {
    return trouble(file, 'column-major (Fortran) order', 'C order: save numpy.ascontiguousarray(x)');
  }
  return ok({ dtype, shape, offset: start + length });
}

function checkLength(header: NpyHeader, totalBytes: number, file: string): Result<void, UnreadableInput> {
  const expected = header.offset + product(header.shape) * itemBytes[header.dtype];
  return totalBytes >= expected
    ? ok()
    : fail({
        reason: 'unreadable-input',
        file,
        found: `${totalBytes} bytes`,
        expected: `${expected} bytes for shape (${header.shape.join(', ')})`,
        remedy: 'the file is cut short: write it again',
      });
}

/** A typed array over a copy of the bytes, aligned as the type needs. */
function valuesFrom(bytes: Uint8Array, dtype: NpyDtype): NpyValues {
  const copy = new Uint8Array(bytes.length);
  copy.set(bytes);
  return new constructors[dtype](copy.buffer);
}

/** Decodes a `.npy` file's bytes; `file` is named in failures. */
export function decodeNpy(bytes: Uint8Array, file = 'array'): Result<NpyArray, UnreadableInput> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const header = decodeHeader(buffer, file);
  if (!header.ok) return header;
  const length = checkLength(header.value, buffer.length, file);
  if (!length.ok) return length;
  const { dtype, shape, offset } = header.value;
  return ok({
    shape,
    values: valuesFrom(buffer.subarray(offset, offset + product(shape) * itemBytes[dtype]), dtype),
  });
}

/** Reads a whole `.npy` file into memory. @throws when the file cannot be read. */
export async function readNpy(path: string): Promise<Result<NpyArray, UnreadableInput>> {
  return decodeNpy(await readFile(path), path);
}

/** Writes a `.npy` file row by row; the number of rows is filled in at the end. */
export class NpyWriter {
  readonly #file: FileHandle;
  readonly #dtype: NpyDtype;
  readonly #rowShape: readonly number[];
  #nRows = 0;

  private constructor(file: FileHandle, dtype: NpyDtype, rowShape: readonly number[]) {
    this.#file = file;
    this.#dtype = dtype;
    this.#rowShape = rowShape;
  }

  // Room for any number of rows, so that the header's length is known before the rows are.
  static readonly #headerBytes = 128;

  static async open(path: string, dtype: NpyDtype, rowShape: readonly number[]): Promise<NpyWriter> {
    const file = await open(path, 'wx');
    await file.write(encodeHeader(dtype, [0, ...rowShape], NpyWriter.#headerBytes));
    return new NpyWriter(file, dtype, rowShape);
  }

  /** @param rows Whole rows, row-major, of the writer's type. */
  async append(rows: NpyValues): Promise<void> {
    const nRows = rows.length / product(this.#rowShape);
    if (!Number.isInteger(nRows) || npyDtype(rows) !== this.#dtype)
      throw new RangeError('append: not whole rows of the type');
    const bytes = bytesOf(rows);
    for (let done = 0; done < bytes.length;) {
      done += (await this.#file.write(bytes, done, bytes.length - done)).bytesWritten;
    }
    this.#nRows += nRows;
  }

  async close(): Promise<void> {
    const header = encodeHeader(this.#dtype, [this.#nRows, ...this.#rowShape], NpyWriter.#headerBytes);
    await this.#file.write(header, 0, header.length, 0);
    await this.#file.close();
  }
}

/** A `.npy` file open for reading some rows at a time, so that a large one never sits in memory whole. */
export class NpyRows {
  readonly shape: readonly number[];
  readonly dtype: NpyDtype;
  readonly #file: FileHandle;
  readonly #offset: number;

  private constructor(file: FileHandle, header: NpyHeader) {
    this.#file = file;
    this.#offset = header.offset;
    this.shape = header.shape;
    this.dtype = header.dtype;
  }

  /** @throws when the file cannot be read. */
  static async open(path: string): Promise<Result<NpyRows, UnreadableInput>> {
    const file = await open(path, 'r');
    const head = Buffer.alloc(65536);
    const { bytesRead } = await file.read(head, 0, head.length, 0);
    const header = decodeHeader(head.subarray(0, bytesRead), path);
    const checked = header.ok ? checkLength(header.value, (await file.stat()).size, path) : header;
    if (header.ok && checked.ok && header.value.shape.length > 0) return ok(new NpyRows(file, header.value));
    await file.close();
    if (!header.ok) return header;
    return checked.ok ? trouble(path, 'a single value', 'an array with rows') : checked;
  }

  get nRows(): number {
    return this.shape[0]!;
  }

  /** How many values a row has. */
  get rowLength(): number {
    return product(this.shape.slice(1));
  }

  /** Rows start … end - 1, row-major. */
  async read(start: number, end: number): Promise<NpyValues> {
    if (start > end) throw new RangeError(`rows ${start} to ${end}`);
    const values = new constructors[this.dtype]((end - start) * this.rowLength);
    await this.readInto(start, values);
    return values;
  }

  /** As many rows as `target` holds, from row `start` on. The reading goes on while this thread does something else. */
  async readInto(start: number, target: NpyValues): Promise<void> {
    const nRows = target.length / this.rowLength;
    const isOfOurs = npyDtype(target) === this.dtype && (Number.isInteger(nRows) || target.length === 0);
    if (!isOfOurs || start < 0 || (target.length > 0 && start + nRows > this.nRows))
      throw new RangeError(`${nRows} rows from ${start} of ${this.nRows}`);
    const bytes = bytesOf(target);
    const offset = this.#offset + start * this.rowLength * itemBytes[this.dtype];
    for (let done = 0; done < bytes.length;) {
      const { bytesRead } = await this.#file.read(bytes, done, bytes.length - done, offset + done);
      if (bytesRead === 0) throw new Error('the file became shorter while it was read');
      done += bytesRead;
    }
  }

  async close(): Promise<void> {
    await this.#file.close();
  }
}
