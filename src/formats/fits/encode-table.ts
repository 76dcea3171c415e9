import { open } from 'node:fs/promises';
import { cardBytes, paddedToBlock, type FitsCard } from './card.js';
import { endCard, writeCard } from './write-card.js';

/** What a cell holds: null for nothing known, which a number column may also tell by NaN. */
export type TableCell = string | number | null;

/** A column of a binary table. */
export interface FitsColumn {
  /** TTYPE: letters, digits and underscores, its own whatever the case. */
  readonly name: string;
  /** `A` text, `J` 32-bit integers, `E` float32, `D` float64. */
  readonly form: 'A' | 'J' | 'E' | 'D';
  /** Bytes of the longest text, at least 1; of text alone. */
  readonly width?: number;
  /** TNULL: the integer that stands for nothing known; of integers alone. */
  readonly null?: number;
  /** TUNIT. */
  readonly unit?: string;
  /** TCOMM, which TOPCAT shows as the column's description. */
  readonly description?: string;
}

export interface FitsTable {
  /** EXTNAME. */
  readonly name: string;
  readonly columns: readonly FitsColumn[];
  readonly nRows: number;
  /** Written after the cards that describe the columns. */
  readonly cards?: readonly FitsCard[];
  /** COMMENT cards after those, as many lines as each takes. */
  readonly comments?: readonly string[];
}

const bytesOf = { J: 4, E: 4, D: 8 } as const;

/**
 * Text as a FITS table can hold it, in printable ASCII: any other character is written as `\uXXXX`, of its UTF-16 units.
 * @see FITS standard 4.0, section 7.3.3.1.
 */
export function fitsText(text: string): string {
  const escaped = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return text.replace(/[^ -~]/g, escaped);
}

/** The file up to the first row: a primary HDU without data, and the header of the table. */
export function fitsTableHeader({ name, columns, nRows, cards = [], comments = [] }: FitsTable): string {
  const names = columns.map((column) => column.name);
  for (const [i, column] of names.entries()) {
    const isTaken = names.findIndex((other) => other.toLowerCase() === column.toLowerCase()) !== i;
    if (isTaken || !/^\w{1,68}$/.test(column)) throw new RangeError(`no name for a column: ${column}`);
  }
  const primary: FitsCard[] = [
    { keyword: 'SIMPLE', value: true, comment: 'conforms to FITS standard' },
    { keyword: 'BITPIX', value: 8, comment: 'array data type' },
    { keyword: 'NAXIS', value: 0, comment: 'no data here' },
    { keyword: 'EXTEND', value: true, comment: 'the table is the first extension' },
  ];
  const table: FitsCard[] = [
    { keyword: 'XTENSION', value: 'BINTABLE', comment: 'binary table extension' },
    { keyword: 'BITPIX', value: 8, comment: 'array data type' },
    { keyword: 'NAXIS', value: 2, comment: 'number of array dimensions' },
    { keyword: 'NAXIS1', value: rowBytes(columns), comment: 'bytes in a row' },
    { keyword: 'NAXIS2', value: nRows, comment: 'number of rows' },
    { keyword: 'PCOUNT', value: 0, comment: 'no heap' },
    { keyword: 'GCOUNT', value: 1, comment: 'one group' },
    { keyword: 'TFIELDS', value: columns.length, comment: 'number of columns' },
    ...columns.flatMap(columnCards),
    { keyword: 'EXTNAME', value: name },
    ...cards,
  ];
  return (
    headerBlocks(primary.flatMap(writeCard)) +
    headerBlocks([...table.flatMap(writeCard), ...comments.flatMap(commentCards)])
  );
}

function columnCards({ name, form, width, unit, description, ...column }: FitsColumn, i: number): FitsCard[] {
  const n = i + 1;
  return [
    { keyword: `TTYPE${n}`, value: name },
    { keyword: `TFORM${n}`, value: form === 'A' ? `${width ?? 1}A` : form },
    ...(column.null === undefined ? [] : [{ keyword: `TNULL${n}`, value: column.null }]),
    ...(unit === undefined ? [] : [{ keyword: `TUNIT${n}`, value: fitsText(unit) }]),
    ...(description === undefined ? [] : [{ keyword: `TCOMM${n}`, value: fitsText(description) }]),
  ];
}

function headerBlocks(lines: readonly string[]): string {
  const text = [...lines, endCard].join('');
  return text.padEnd(paddedToBlock(text.length));
}

/** Commentary has no value: its text stands from column 9 on, parted between words. */
function commentCards(text: string): string[] {
  const lines = [''];
  for (const word of fitsText(text).split(' ')) {
    const line = lines.at(-1) ?? '';
    if (line === '') lines[lines.length - 1] = word;
    else if (line.length + 1 + word.length <= commentLength) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines.map((line) => `COMMENT ${line}`.slice(0, cardBytes).padEnd(cardBytes));
}

const commentLength = 72;

export function rowBytes(columns: readonly FitsColumn[]): number {
  return columns.reduce((sum, { form, width = 1 }) => sum + (form === 'A' ? width : bytesOf[form]), 0);
}

/**
 * Writes one row into `view`, big-endian. Text ends in NULs, and is cut where it is longer than its column; nothing known is NULs, TNULL or NaN.
 * @throws RangeError for a number where there is text, text where there is a number, an integer that 32 bits do not hold, or nothing
 *   known in a column of integers without a TNULL.
 * @see FITS standard 4.0, section 7.3.3.
 */
export function encodeTableRow(
  columns: readonly FitsColumn[],
  row: readonly TableCell[],
  view: DataView,
): void {
  let at = 0;
  for (const [i, column] of columns.entries()) {
    const cell = row[i] ?? null;
    if (column.form === 'A') {
      const width = column.width ?? 1;
      if (typeof cell === 'number')
        throw new RangeError(`${cell} in the column ${column.name}, which is text`);
      const text = fitsText(cell ?? '');
      for (let j = 0; j < width; j++) view.setUint8(at + j, j < text.length ? text.charCodeAt(j) : 0);
      at += width;
      continue;
    }
    if (typeof cell === 'string') throw new RangeError(`${cell} in the column ${column.name} of numbers`);
    if (column.form === 'D') view.setFloat64(at, cell ?? NaN);
    else if (column.form === 'E') view.setFloat32(at, cell ?? NaN);
    else view.setInt32(at, integerCell(column, cell));
    at += bytesOf[column.form];
  }
}

function integerCell({ name, null: nothing }: FitsColumn, cell: number | null): number {
  const value = cell === null || Number.isNaN(cell) ? nothing : cell;
  if (value !== undefined && (value | 0) === value) return value;
  throw new RangeError(`${String(cell)} in the column ${name} of 32-bit integers`);
}

const rowsAtOnce = 512;

/**
 * Writes a file with one binary table, a few hundred rows in memory at a time. The same rows give the same bytes.
 * @param path A file that does not exist yet.
 * @throws RangeError as of `encodeTableRow`, or when the rows are not `nRows`; the system's error when it cannot be written.
 */
export async function writeFitsTable(
  path: string,
  table: FitsTable,
  rows: AsyncIterable<readonly TableCell[]> | Iterable<readonly TableCell[]>,
): Promise<void> {
  const header = fitsTableHeader(table);
  const length = rowBytes(table.columns);
  const bytes = new Uint8Array(rowsAtOnce * length);
  const file = await open(path, 'wx');
  try {
    await file.writeFile(header, 'latin1');
    let nRows = 0;
    for await (const row of rows) {
      const at = nRows % rowsAtOnce;
      encodeTableRow(table.columns, row, new DataView(bytes.buffer, at * length, length));
      nRows += 1;
      if (at === rowsAtOnce - 1) await file.writeFile(bytes);
    }
    await file.writeFile(bytes.subarray(0, (nRows % rowsAtOnce) * length));
    if (nRows !== table.nRows) throw new RangeError(`${nRows} rows for a table of ${table.nRows}`);
    const dataBytes = nRows * length;
    await file.writeFile(new Uint8Array(paddedToBlock(dataBytes) - dataBytes));
  } finally {
    await file.close();
  }
}
