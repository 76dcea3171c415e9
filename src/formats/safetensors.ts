import { fail, ok, type Result } from '../core/result.js';

/** A named array of float32, row-major. */
export interface Tensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

export interface Safetensors {
  /** Sorted by name. */
  readonly tensors: readonly Tensor[];
  readonly metadata: Readonly<Record<string, string>>;
}

const lengthBytes = 8;
/** The format's own limit on its header, which keeps a forged length from taking memory. */
const maxHeaderBytes = 100_000_000;
const canonicalNan = 0x7fc00000;

/**
 * A safetensors file: header length (uint64), JSON header, data; all little-endian, float32 only.
 * The bytes depend on the content alone: tensors and metadata are sorted by name, the header is padded with spaces to 8 bytes,
 * every NaN has the same bits.
 * @throws TypeError when a name repeats or is `__metadata__`, or values and shape disagree: a defect in the caller.
 * @see https://huggingface.co/docs/safetensors, "Format"
 */
export function encodeSafetensors(
  tensors: readonly Tensor[],
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  const sorted = [...tensors].sort((a, b) => (a.name < b.name ? -1 : 1));
  const header: [string, unknown][] = [];
  if (Object.keys(metadata).length > 0) {
    header.push(['__metadata__', Object.fromEntries(Object.entries(metadata).sort(byName))]);
  }
  let end = 0;
  for (const [index, { name, shape, values }] of sorted.entries()) {
    if (name === '__metadata__' || name === sorted[index - 1]?.name) {
      throw new TypeError(`encodeSafetensors: the name ${JSON.stringify(name)} is taken`);
    }
    if (elements(shape) !== values.length) {
      throw new TypeError(`encodeSafetensors: ${name} has ${values.length} values, not ${shape.join(' x ')}`);
    }
    const begin = end;
    end += values.byteLength;
    header.push([name, { dtype: 'F32', shape, data_offsets: [begin, end] }]);
  }
  const json = new TextEncoder().encode(headerText(header));
  const dataStart = Math.ceil((lengthBytes + json.length) / 8) * 8;
  const bytes = new Uint8Array(dataStart + end);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(dataStart - lengthBytes), true);
  bytes.fill(0x20, lengthBytes, dataStart).set(json, lengthBytes);
  let start = dataStart;
  for (const { values } of sorted) {
    writeFloats(values, bytes, start);
    start += values.byteLength;
  }
  return bytes;
}

/**
 * Reads a safetensors file whose tensors are all float32.
 * @param file How an error names the file.
 * @returns Copies of the tensors. Failure `unreadable-input` when a length, offset, shape or type is not what the format says:
 * nothing in the header is believed before it is checked against the bytes.
 */
export function decodeSafetensors(bytes: Uint8Array, file: string): Result<Safetensors> {
  const unreadable = (place: string, found: string, expected: string): Result<never> =>
    fail({ reason: 'unreadable-input', file, place, found, expected });
  if (bytes.length < lengthBytes) {
    return unreadable('byte 0', `${bytes.length} bytes`, 'a header length in the first 8 bytes');
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerBytes = view.getBigUint64(0, true);
  const room = Math.min(bytes.length - lengthBytes, maxHeaderBytes);
  if (headerBytes > BigInt(room)) {
    return unreadable(
      'byte 0',
      `a header length of ${headerBytes} bytes`,
      `at most ${room} in a file of ${bytes.length}`,
    );
  }
  const dataStart = lengthBytes + Number(headerBytes);
  const header = parseHeader(bytes.subarray(lengthBytes, dataStart));
  if (header === undefined) {
    return unreadable('header', 'text that is not a JSON object', 'a JSON object in UTF-8');
  }
  const data = bytes.subarray(dataStart);
  const tensors: Tensor[] = [];
  let metadata: Readonly<Record<string, string>> = {};
  let covered = 0;
  for (const [name, entry] of sortedByOffset(header)) {
    if (name === '__metadata__') {
      if (!isTextRecord(entry)) {
        return unreadable('header, __metadata__', 'a value that is not text', 'text values only');
      }
      metadata = entry;
      continue;
    }
    const place = `header, tensor ${JSON.stringify(name)}`;
    const checked = checkEntry(entry, covered, data.length);
    if ('found' in checked) return unreadable(place, checked.found, checked.expected);
    covered = checked.end;
    tensors.push({ name, shape: checked.shape, values: readFloats(data, checked.begin, checked.end) });
  }
  if (covered !== data.length) {
    return unreadable(
      'data',
      `${data.length - covered} bytes that no tensor covers`,
      'tensors without holes to the end',
    );
  }
  return ok({ tensors: tensors.sort((a, b) => (a.name < b.name ? -1 : 1)), metadata });
}

type CheckedEntry =
  | { readonly shape: readonly number[]; readonly begin: number; readonly end: number }
  | { readonly found: string; readonly expected: string };

function checkEntry(entry: unknown, begin: number, dataBytes: number): CheckedEntry {
  const { dtype, shape, data_offsets: offsets } = (entry ?? {}) as Record<string, unknown>;
  if (dtype !== 'F32') return { found: `dtype ${JSON.stringify(dtype)}`, expected: 'dtype "F32"' };
  if (!isCountList(shape)) {
    return { found: `shape ${JSON.stringify(shape)}`, expected: 'a list of whole numbers from 0' };
  }
  if (!isCountList(offsets) || offsets.length !== 2) {
    return { found: `data_offsets ${JSON.stringify(offsets)}`, expected: 'two whole numbers from 0' };
  }
  const [from, end] = offsets as [number, number];
  if (from !== begin || end > dataBytes) {
    return {
      found: `data_offsets [${from}, ${end}]`,
      expected: `a start at ${begin}, where the tensor before it ends, and an end within the ${dataBytes} bytes of data`,
    };
  }
  const size = elements(shape) * Float32Array.BYTES_PER_ELEMENT;
  if (end - from !== size) {
    return { found: `${end - from} bytes`, expected: `${size}, as float32 of shape [${shape.join(', ')}]` };
  }
  return { shape, begin, end };
}

function parseHeader(bytes: Uint8Array): Record<string, unknown> | undefined {
  try {
    const header: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    if (typeof header !== 'object' || header === null || Array.isArray(header)) return undefined;
    return header as Record<string, unknown>;
  } catch {
    return undefined;
  }
}

/** Entries by where their data begin, empty tensors before the one that begins at the same place; the malformed come first. */
function sortedByOffset(header: Record<string, unknown>): [string, unknown][] {
  const offset = (entry: unknown, which: number): number => {
    const offsets = (entry as Record<string, unknown> | null)?.['data_offsets'];
    return isCountList(offsets) ? (offsets[which] ?? -1) : -1;
  };
  return Object.entries(header).sort(
    ([, a], [, b]) => offset(a, 0) - offset(b, 0) || offset(a, 1) - offset(b, 1),
  );
}

/** JSON text by hand: an object would move names that look like numbers to the front. */
function headerText(header: readonly [string, unknown][]): string {
  return `{${header.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join(',')}}`;
}

function writeFloats(values: Float32Array, target: Uint8Array, start: number): void {
  const view = new DataView(target.buffer, target.byteOffset + start, values.byteLength);
  for (let index = 0; index < values.length; index++) {
    const value = values[index]!;
    if (Number.isNaN(value)) view.setUint32(4 * index, canonicalNan, true);
    else view.setFloat32(4 * index, value, true);
  }
}

function readFloats(data: Uint8Array, begin: number, end: number): Float32Array {
  const view = new DataView(data.buffer, data.byteOffset + begin, end - begin);
  const values = new Float32Array((end - begin) / 4);
  for (let index = 0; index < values.length; index++) values[index] = view.getFloat32(4 * index, true);
  return values;
}

function elements(shape: readonly number[]): number {
  return shape.reduce((total, length) => total * length, 1);
}

function isCountList(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((item) => Number.isSafeInteger(item) && (item as number) >= 0);
}

function isTextRecord(value: unknown): value is Record<string, string> {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.values(value).every((item) => typeof item === 'string')
  );
}

function byName([a]: readonly [string, string], [b]: readonly [string, string]): number {
  return a < b ? -1 : 1;
}
