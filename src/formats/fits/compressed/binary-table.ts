import { fail, ok, type Result } from '../../../core/result.js';
import type { InputFault } from '../../input-fault.js';
import { badKeyword, type Hdu } from '../hdu.js';

/** The rows of a binary table and its heap; both are known to lie in the file. */
export interface BinaryTable {
  readonly hdu: number;
  /** Rows and heap, as they lie in the file. */
  readonly view: DataView;
  readonly nRows: number;
  readonly rowBytes: number;
  /** Where the heap starts in `view`; it ends with it. */
  readonly heapStart: number;
  /** By TTYPE in upper case. */
  readonly columns: ReadonlyMap<string, TableColumn>;
}

export interface TableColumn {
  /** Where it starts in a row. */
  readonly offset: number;
  /** The letter of its values: B, I, J, K, E, D, …; of those in the heap for a column of arrays. */
  readonly type: string;
  /** Bytes of a value. */
  readonly size: number;
  /** P or Q for arrays of any length in the heap, with descriptors of 32 or 64 bits. */
  readonly descriptor: 'P' | 'Q' | undefined;
}

const sizes: Readonly<Record<string, number>> = {
  ...{ L: 1, X: 1, B: 1, A: 1, I: 2, J: 4, E: 4, K: 8, D: 8, C: 8, M: 16 },
};

/**
 * @param bytes The whole file.
 * @returns A fault for a keyword that is missing or impossible; the table's sizes were checked with the HDU.
 * @see FITS standard 4.0, section 7.3; columns of which only the width matters (L, X, A, C, M) are skipped by it.
 */
export function parseBinaryTable(bytes: Uint8Array, hdu: Hdu): Result<BinaryTable, InputFault> {
  const { header, number, axes, dataOffset, dataBytes } = hdu;
  const bad = (keyword: string, expected: string) => fail(badKeyword(number, header, keyword, expected));
  if (hdu.bitpix !== 8) return bad('BITPIX', '8 for a table');
  if (axes.length !== 2) return bad('NAXIS', '2 for a table');
  if ((header.value('GCOUNT') ?? 1) !== 1) return bad('GCOUNT', '1');
  const [rowBytes, nRows] = [axes[0]!, axes[1]!];
  const heapStart = header.card('THEAP') === undefined ? rowBytes * nRows : header.value('THEAP');
  if (typeof heapStart !== 'number' || !(heapStart >= rowBytes * nRows && heapStart <= dataBytes)) {
    return bad('THEAP', `a place from ${rowBytes * nRows} to ${dataBytes}`);
  }
  const columns = parseColumns(hdu);
  if (!columns.ok) return columns;
  const view = new DataView(bytes.buffer, bytes.byteOffset + dataOffset, dataBytes);
  return ok({ hdu: number, view, nRows, rowBytes, heapStart, columns: columns.value });
}

function parseColumns({ header, number, axes }: Hdu): Result<Map<string, TableColumn>, InputFault> {
  const bad = (keyword: string, expected: string) => fail(badKeyword(number, header, keyword, expected));
  const nFields = header.value('TFIELDS');
  if (typeof nFields !== 'number' || !(nFields >= 0 && nFields <= 999))
    return bad('TFIELDS', 'an integer from 0 to 999');
  const columns = new Map<string, TableColumn>();
  let offset = 0;
  for (let field = 1; field <= nFields; field++) {
    const form = parseForm(header.value(`TFORM${field}`));
    if (form === undefined) return bad(`TFORM${field}`, 'a form of column such as 1PB(100), J or 16A');
    const name = header.value(`TTYPE${field}`);
    // A column may be of no values; there is nothing to read of it.
    if (typeof name === 'string' && form.width > 0)
      columns.set(name.trim().toUpperCase(), { offset, ...form });
    offset += form.width;
    if (offset > axes[0]!) return bad(`TFORM${field}`, `columns of ${axes[0]!} bytes in all, as NAXIS1 says`);
  }
  return ok(columns);
}

function parseForm(form: unknown): (Omit<TableColumn, 'offset'> & { width: number }) | undefined {
  if (typeof form !== 'string') return undefined;
  const [, digits, letter, heapLetter = ''] = /^(\d*)([A-Z])([A-Z]?)/.exec(form.trim().toUpperCase()) ?? [];
  if (letter === undefined) return undefined;
  const repeat = digits === '' ? 1 : Number(digits);
  if (letter === 'P' || letter === 'Q') {
    const size = sizes[heapLetter];
    if (size === undefined || repeat > 1) return undefined;
    return { type: heapLetter, size, descriptor: letter, width: repeat * (letter === 'P' ? 8 : 16) };
  }
  const size = sizes[letter];
  if (size === undefined) return undefined;
  const width = letter === 'X' ? Math.ceil(repeat / 8) : repeat * size;
  return { type: letter, size, descriptor: undefined, width };
}

/** The number in a cell of one B, I, J, K, E or D; undefined for a column of anything else. */
export function cellNumber(
  { view, rowBytes }: BinaryTable,
  row: number,
  { type, offset, descriptor }: TableColumn,
): number | undefined {
  const place = row * rowBytes + offset;
  if (descriptor !== undefined) return undefined;
  if (type === 'D') return view.getFloat64(place);
  if (type === 'E') return view.getFloat32(place);
  if (type === 'J') return view.getInt32(place);
  if (type === 'I') return view.getInt16(place);
  if (type === 'B') return view.getUint8(place);
  return type === 'K' ? Number(view.getBigInt64(place)) : undefined;
}

/** Where an array lies in the heap, in bytes from the heap's start. */
export interface HeapPlace {
  readonly start: number;
  readonly length: number;
}

/**
 * The place of a cell's array, of length 0 where there is none.
 * @returns A fault when the column is none of such arrays, or its descriptor points out of the heap.
 */
export function cellArray(
  { view, rowBytes, heapStart, hdu }: BinaryTable,
  row: number,
  { offset, size, descriptor }: TableColumn,
): Result<HeapPlace, InputFault> {
  const place = row * rowBytes + offset;
  const [count, start] =
    descriptor === 'Q'
      ? [Number(view.getBigInt64(place)), Number(view.getBigInt64(place + 8))]
      : descriptor === 'P'
        ? [view.getInt32(place), view.getInt32(place + 4)]
        : [-1, -1];
  if (count === 0) return ok({ start: 0, length: 0 });
  const available = heapLength({ view, heapStart });
  if (!(count > 0 && start >= 0 && start + count * size <= available)) {
    return fail({
      place: `HDU ${hdu}, tile ${row + 1}`,
      found:
        descriptor === undefined
          ? 'a column of tiles without descriptors'
          : `a descriptor of ${count} elements from byte ${start}`,
      expected: `an array of elements of ${size} bytes in the ${available} bytes of the heap`,
      remedy: 'the file is damaged: fetch it again',
    });
  }
  return ok({ start, length: count * size });
}

/** Bytes of the heap, used or not. */
export function heapLength({ view, heapStart }: Pick<BinaryTable, 'view' | 'heapStart'>): number {
  return view.byteLength - heapStart;
}

/** The bytes there, as they lie in the file. */
export function heapBytes({ view, heapStart }: BinaryTable, { start, length }: HeapPlace): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset + heapStart + start, length);
}
