import { BitWriter, huffmanCodes, type HuffmanCodes } from './jpeg/entropy.js';
import { forwardDct, quantisers, zigzag } from './jpeg/transform.js';
import { acTable, dcTable, jpegHeader } from './jpeg/header.js';

export interface JpegSource {
  /** Pixels in a row and rows, both multiples of 8 from 8 to 65,528. */
  readonly width: number;
  readonly height: number;
  /** Grey, row-major, the top row first: width * height. */
  readonly pixels: Uint8Array;
  /** 1 to 100, as libjpeg scales it: 50 is the standard's own table, more is finer. */
  readonly quality: number;
}

const dcCodes = huffmanCodes(dcTable);
const acCodes = huffmanCodes(acTable);

/**
 * A baseline JPEG file of a grey image: for noise at small sizes a tenth of a PNG's bytes. Blocks of 8 x 8 know nothing of each other but
 * their mean, so that pictures on multiples of 8 do not run into their neighbours. The same bytes on every machine: only IEEE sums and products.
 * @throws RangeError when the sizes are no multiples of 8, or disagree with the number of pixels.
 * @see ITU-T T.81, annexes F and K; Arai, Agui and Nakajima 1988 for the transform.
 */
export function encodeGreyJpeg({ width, height, pixels, quality }: JpegSource): Uint8Array {
  const isSize = (size: number): boolean => size >= 8 && size <= 65_528 && size % 8 === 0;
  if (!isSize(width) || !isSize(height) || pixels.length !== width * height) {
    throw new RangeError(`encodeGreyJpeg: ${pixels.length} pixels for ${width} x ${height}`);
  }
  const { table, scales } = quantisers(quality);
  const bits = new BitWriter();
  const block = new Float64Array(64);
  const levels = new Int32Array(64);
  let previousMean = 0;
  for (let top = 0; top < height; top += 8) {
    for (let left = 0; left < width; left += 8) {
      for (let at = 0; at < 64; at += 1) {
        block[at] = pixels[(top + (at >> 3)) * width + left + (at & 7)]! - 128;
      }
      forwardDct(block);
      for (let at = 0; at < 64; at += 1) levels[at] = nearest(block[zigzag[at]!]! * scales[zigzag[at]!]!);
      writeBlock(bits, levels, previousMean);
      previousMean = levels[0]!;
    }
  }
  const header = jpegHeader(width, height, table);
  const scan = bits.finish();
  const file = new Uint8Array(header.length + scan.length + 2);
  file.set(header);
  file.set(scan, header.length);
  file.set([0xff, 0xd9], header.length + scan.length);
  return file;
}

/** Halves go away from 0, so that a block and its negative have the same levels. */
const nearest = (value: number): number => (value < 0 ? -Math.floor(0.5 - value) : Math.floor(value + 0.5));

/** The mean as its difference from the block before, then runs of zeros, each with the level that ends it. */
function writeBlock(bits: BitWriter, levels: Int32Array, previousMean: number): void {
  writeLevel(bits, dcCodes, 0, levels[0]! - previousMean);
  let zeros = 0;
  for (let at = 1; at < 64; at += 1) {
    const level = levels[at]!;
    if (level === 0) {
      zeros += 1;
      continue;
    }
    for (; zeros > 15; zeros -= 16) bits.write(acCodes.code[0xf0]!, acCodes.length[0xf0]!);
    writeLevel(bits, acCodes, zeros << 4, level);
    zeros = 0;
  }
  if (zeros > 0) bits.write(acCodes.code[0]!, acCodes.length[0]!);
}

/** The level's number of bits, with the run before it, as a code; then those bits, of negative ones the complement. */
function writeLevel(bits: BitWriter, codes: HuffmanCodes, run: number, level: number): void {
  const size = 32 - Math.clz32(Math.abs(level));
  bits.write(codes.code[run | size]!, codes.length[run | size]!);
  if (size > 0) bits.write(level < 0 ? level + (1 << size) - 1 : level, size);
}
