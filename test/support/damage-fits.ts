import { blockBytes, cardBytes } from '../../src/formats/fits/card.js';
import { parseHdu } from '../../src/formats/fits/hdu.js';
import type { Generator } from '../../src/numerics/generator.js';

/** Values that break what a reader takes for granted. */
const values = [
  ...['0', '1', '-1', '2', '3', '7', '255', '32768', '65536', '99999', '2147483647', '-2147483648'],
  ...['4294967296', '9007199254740993', '9223372036854775808', '1e300', '1.5', 'T', 'F', "'x'", "''", ''],
  ...[
    "'RICE_1'",
    "'GZIP_1'",
    "'GZIP_2'",
    "'PLIO_1'",
    "'NOCOMPRESS'",
    "'SUBTRACTIVE_DITHER_2'",
    "'1QB'",
    "'1PB'",
  ],
] as const;

const keywords = [
  ...[
    'BITPIX',
    'NAXIS',
    'NAXIS1',
    'NAXIS2',
    'NAXIS3',
    'PCOUNT',
    'GCOUNT',
    'GROUPS',
    'BSCALE',
    'BZERO',
    'BLANK',
  ],
  ...['XTENSION', 'EXTNAME', 'EXTVER', 'TFIELDS', 'TFORM1', 'TFORM2', 'TTYPE1', 'TTYPE2', 'THEAP', 'END'],
  ...[
    'ZIMAGE',
    'ZBITPIX',
    'ZNAXIS',
    'ZNAXIS1',
    'ZNAXIS2',
    'ZNAXIS3',
    'ZTILE1',
    'ZTILE2',
    'ZCMPTYPE',
    'ZVAL1',
  ],
  ...['ZVAL2', 'ZQUANTIZ', 'ZDITHER0', 'ZBLANK', 'ZSCALE', 'ZZERO', 'CONTINUE', 'HIERARCH a b'],
] as const;

const pick = <T>(stream: Generator, from: readonly T[]): T => from[stream.integer(from.length)]!;

/** A copy of a FITS file with one damage, often, and up to six, each of a sort drawn by chance: of bits, of keywords, of blocks, of its end. */
export function damaged(original: Uint8Array, stream: Generator): Uint8Array {
  let bytes = Uint8Array.from(original);
  for (let left = pick(stream, [1, 1, 1, 2, 3, 6]); left > 0; left--) {
    if (bytes.length > 0) bytes = pick(stream, damages)(bytes, stream);
  }
  return bytes;
}

type Damage = (bytes: Uint8Array<ArrayBuffer>, stream: Generator) => Uint8Array<ArrayBuffer>;

const damages: readonly Damage[] = [
  changedByte,
  changedByte,
  changedByte,
  changedWord,
  changedWord,
  changedValue,
  changedValue,
  changedValue,
  changedDigit,
  changedDigit,
  changedCard,
  swappedCards,
  doubledBlock,
  withoutBlock,
  cut,
  sharedRows,
];

function changedByte(bytes: Uint8Array<ArrayBuffer>, stream: Generator): Uint8Array<ArrayBuffer> {
  bytes[stream.integer(bytes.length)] = stream.integer(256);
  return bytes;
}

/** Four bytes as a descriptor has them, anywhere. */
function changedWord(bytes: Uint8Array<ArrayBuffer>, stream: Generator): Uint8Array<ArrayBuffer> {
  if (bytes.length < 4) return bytes;
  const at = 4 * stream.integer(Math.floor(bytes.length / 4));
  const word = pick(stream, [0, 1, 0x7fffffff, 0x80000000, 0xffffffff, stream.integer(bytes.length)]);
  new DataView(bytes.buffer).setUint32(at, word);
  return bytes;
}

/** Where cards with a value start, in headers or in what looks like one. */
function cardsOf(bytes: Uint8Array): number[] {
  const starts: number[] = [];
  for (let at = 0; at + cardBytes <= bytes.length; at += cardBytes) {
    if (bytes[at + 8] === 0x3d && bytes[at]! >= 0x41 && bytes[at]! <= 0x5a) starts.push(at);
  }
  return starts;
}

function write(bytes: Uint8Array, at: number, text: string): void {
  for (let i = 0; i < text.length && at + i < bytes.length; i++) bytes[at + i] = text.charCodeAt(i);
}

function changedValue(bytes: Uint8Array<ArrayBuffer>, stream: Generator): Uint8Array<ArrayBuffer> {
  const starts = cardsOf(bytes);
  if (starts.length > 0)
    write(bytes, pick(stream, starts) + 10, pick(stream, values).padStart(20).padEnd(70));
  return bytes;
}

function changedDigit(bytes: Uint8Array<ArrayBuffer>, stream: Generator): Uint8Array<ArrayBuffer> {
  const starts = cardsOf(bytes);
  if (starts.length === 0) return bytes;
  const start = pick(stream, starts);
  for (let at = start + 10; at < start + 30; at++) {
    if (bytes[at]! >= 0x30 && bytes[at]! <= 0x39) bytes[at] = 0x30 + stream.integer(10);
  }
  return bytes;
}

/** Another keyword with another value in place of a card. */
function changedCard(bytes: Uint8Array<ArrayBuffer>, stream: Generator): Uint8Array<ArrayBuffer> {
  const starts = cardsOf(bytes);
  const text = `${pick(stream, keywords).padEnd(8)}= ${pick(stream, values).padStart(20)}`;
  if (starts.length > 0) write(bytes, pick(stream, starts), text.padEnd(cardBytes));
  return bytes;
}

function swappedCards(bytes: Uint8Array<ArrayBuffer>, stream: Generator): Uint8Array<ArrayBuffer> {
  const starts = cardsOf(bytes);
  if (starts.length === 0) return bytes;
  const [one, other] = [pick(stream, starts), pick(stream, starts)];
  const card = bytes.slice(one, one + cardBytes);
  bytes.copyWithin(one, other, other + cardBytes);
  bytes.set(card, other);
  return bytes;
}

function doubledBlock(bytes: Uint8Array<ArrayBuffer>, stream: Generator): Uint8Array<ArrayBuffer> {
  const at = blockBytes * stream.integer(Math.ceil(bytes.length / blockBytes));
  const result = new Uint8Array(bytes.length + Math.min(blockBytes, bytes.length - at));
  result.set(bytes.subarray(0, at + blockBytes));
  result.set(bytes.subarray(at), result.length - (bytes.length - at));
  return result;
}

function withoutBlock(bytes: Uint8Array<ArrayBuffer>, stream: Generator): Uint8Array<ArrayBuffer> {
  const at = blockBytes * stream.integer(Math.ceil(bytes.length / blockBytes));
  const result = new Uint8Array(bytes.length - Math.min(blockBytes, bytes.length - at));
  result.set(bytes.subarray(0, at));
  result.set(bytes.subarray(at + blockBytes), at);
  return result;
}

function cut(bytes: Uint8Array<ArrayBuffer>, stream: Generator): Uint8Array<ArrayBuffer> {
  return bytes.slice(0, stream.integer(bytes.length));
}

/** The first row of a table in place of all others: their descriptors then share one array. */
function sharedRows(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  for (let offset = 0, number = 0; offset < bytes.length; number++) {
    const hdu = parseHdu(bytes, offset, number);
    if (!hdu.ok) break;
    const { type, axes, dataOffset, end } = hdu.value;
    const [rowBytes = 0, nRows = 0] = axes;
    for (let row = 1; type === 'BINTABLE' && row < nRows; row++) {
      bytes.copyWithin(dataOffset + row * rowBytes, dataOffset, dataOffset + rowBytes);
    }
    offset = end;
  }
  return bytes;
}
