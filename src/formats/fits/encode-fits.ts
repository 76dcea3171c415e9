import { blockBytes, paddedToBlock, type FitsCard } from './card.js';
import { endCard, writeCard } from './write-card.js';

/** The forms of pixel that `encodeFits` writes. */
export type WrittenBitpix = 16 | -32 | -64;

export interface FitsImageSource {
  /** NAXIS1, pixels in a row. */
  readonly width: number;
  /** NAXIS2, rows. */
  readonly height: number;
  /** 16 for rounded integers, -32 for float32, -64 for float64. */
  readonly bitpix: WrittenBitpix;
  /** Row-major, width * height, the first row first (FITS draws it at the bottom). */
  readonly values: ArrayLike<number>;
  /** Written in this order after the cards that describe the array; BSCALE and BZERO scale 16-bit pixels. */
  readonly cards?: readonly FitsCard[];
}

/** What BLANK says a NaN is in an image of 16-bit integers. */
const blank16 = -32768;

/**
 * One image as a FITS file: a primary HDU and nothing else.
 * With `bitpix: 16` the values are stored as (value - BZERO) / BSCALE rounded half up, with BZERO and BSCALE taken from `cards`
 * (0 and 1 without), and NaN as BLANK = -32768, which is written when there is one. Floats keep NaN and infinities.
 * @returns The file's bytes, the same for the same source.
 * @throws RangeError when a value does not fit in 16 bits, the count is not width * height, or a card cannot be written.
 * @see FITS standard 4.0, section 4.4.1.
 */
export function encodeFits(source: FitsImageSource): Uint8Array {
  const { width, height, bitpix, values } = source;
  if (values.length !== width * height) {
    throw new RangeError(`encodeFits: ${values.length} values for ${width} x ${height} pixels`);
  }
  const header = headerText(source);
  const dataBytes = (width * height * Math.abs(bitpix)) / 8;
  const bytes = new Uint8Array(header.length + paddedToBlock(dataBytes));
  for (let i = 0; i < header.length; i++) bytes[i] = header.charCodeAt(i);
  writePixels(new DataView(bytes.buffer, header.length), source);
  return bytes;
}

function headerText({ width, height, bitpix, values, cards = [] }: FitsImageSource): string {
  const structure: FitsCard[] = [
    { keyword: 'SIMPLE', value: true, comment: 'conforms to FITS standard' },
    { keyword: 'BITPIX', value: bitpix, comment: 'array data type' },
    { keyword: 'NAXIS', value: 2, comment: 'number of array dimensions' },
    { keyword: 'NAXIS1', value: width },
    { keyword: 'NAXIS2', value: height },
  ];
  if (bitpix === 16 && includesNan(values)) structure.push({ keyword: 'BLANK', value: blank16 });
  const lines = [...structure, ...cards].flatMap(writeCard);
  const text = [...lines, endCard].join('');
  return text.padEnd(Math.ceil(text.length / blockBytes) * blockBytes);
}

function includesNan(values: ArrayLike<number>): boolean {
  for (let i = 0; i < values.length; i++) if (Number.isNaN(values[i])) return true;
  return false;
}

function writePixels(view: DataView, { bitpix, values, cards = [] }: FitsImageSource): void {
  if (bitpix === -64) for (let i = 0; i < values.length; i++) view.setFloat64(8 * i, values[i]!);
  if (bitpix === -32) for (let i = 0; i < values.length; i++) view.setFloat32(4 * i, values[i]!);
  if (bitpix !== 16) return;
  const scale = numberOf(cards, 'BSCALE', 1);
  const zero = numberOf(cards, 'BZERO', 0);
  const hasNan = includesNan(values);
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    const stored = Number.isNaN(value) ? blank16 : Math.round((value - zero) / scale);
    // A value that happens to be stored as BLANK would be read back as NaN.
    const lowest = hasNan && !Number.isNaN(value) ? blank16 + 1 : blank16;
    if (!(stored >= lowest && stored <= 32767)) {
      throw new RangeError(
        `encodeFits: ${value} does not fit in 16 bits with BSCALE ${scale}, BZERO ${zero}`,
      );
    }
    view.setInt16(2 * i, stored);
  }
}

function numberOf(cards: readonly FitsCard[], keyword: string, otherwise: number): number {
  const value = cards.find((card) => card.keyword === keyword)?.value;
  return typeof value === 'number' ? value : otherwise;
}
