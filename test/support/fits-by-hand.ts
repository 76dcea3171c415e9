import { blockBytes, paddedToBlock, type FitsCard, type FitsValue } from '../../src/formats/fits/card.js';
import { endCard, writeCard } from '../../src/formats/fits/write-card.js';

/** Keywords and values in the order of the header. */
export type Keywords = Readonly<Record<string, FitsValue>>;

/** One HDU: a header of these cards, and the data, blocks filled up. */
export function hduByHand(keywords: Keywords, data: Uint8Array = new Uint8Array(0)): Uint8Array {
  const cards: FitsCard[] = Object.entries(keywords).map(([keyword, value]) => ({ keyword, value }));
  const text = `${cards.flatMap(writeCard).join('')}${endCard}`;
  const headerBytes = Math.ceil(text.length / blockBytes) * blockBytes;
  const padding = Buffer.alloc(paddedToBlock(data.length) - data.length);
  return Buffer.concat([Buffer.from(text.padEnd(headerBytes), 'latin1'), data, padding]);
}

/** A primary HDU without data, which other HDUs follow. */
export const emptyPrimary = hduByHand({ SIMPLE: true, BITPIX: 8, NAXIS: 0, EXTEND: true });

export interface PackedByHand {
  /** ZNAXIS1 first. */
  readonly axes: readonly number[];
  readonly bitpix: number;
  /** TTYPE and TFORM of each column. */
  readonly columns: readonly (readonly [string, string])[];
  readonly rows: Uint8Array;
  readonly heap: Uint8Array;
  readonly nRows: number;
  /** Beside those that the others imply; they win over them. */
  readonly keywords?: Keywords;
}

/** A file of an empty primary HDU and one image in tiles; nothing is checked. */
export function packedByHand({
  axes,
  bitpix,
  columns,
  rows,
  heap,
  nRows,
  keywords,
}: PackedByHand): Uint8Array {
  const numbered = (name: string, values: readonly FitsValue[]) =>
    Object.fromEntries(values.map((value, i) => [`${name}${i + 1}`, value]));
  const header = {
    XTENSION: 'BINTABLE',
    BITPIX: 8,
    NAXIS: 2,
    NAXIS1: nRows === 0 ? 0 : rows.length / nRows,
    NAXIS2: nRows,
    PCOUNT: heap.length,
    GCOUNT: 1,
    TFIELDS: columns.length,
    ...numbered(
      'TTYPE',
      columns.map(([name]) => name),
    ),
    ...numbered(
      'TFORM',
      columns.map(([, form]) => form),
    ),
    ZIMAGE: true,
    ZBITPIX: bitpix,
    ZNAXIS: axes.length,
    ...numbered('ZNAXIS', axes),
    ZCMPTYPE: 'NOCOMPRESS',
    ...keywords,
  };
  return Buffer.concat([emptyPrimary, hduByHand(header, Buffer.concat([rows, heap]))]);
}

/** Big-endian numbers: `[1, 'I'], [2, 'J']` and so on by the letters of TFORM; Q is a 64-bit integer. */
export function bigEndian(
  ...values: readonly (readonly [number, 'B' | 'I' | 'J' | 'Q' | 'E' | 'D'])[]
): Buffer {
  return Buffer.concat(
    values.map(([value, type]) => {
      const bytes = Buffer.alloc({ B: 1, I: 2, J: 4, Q: 8, E: 4, D: 8 }[type]);
      if (type === 'B') bytes.writeUInt8(value);
      if (type === 'I') bytes.writeInt16BE(value);
      if (type === 'J') bytes.writeInt32BE(value);
      if (type === 'Q') bytes.writeBigInt64BE(BigInt(value));
      if (type === 'E') bytes.writeFloatBE(value);
      if (type === 'D') bytes.writeDoubleBE(value);
      return bytes;
    }),
  );
}
