/** How the integers of a tile stand for floats. */
export interface Quantization {
  readonly scale: number;
  readonly zero: number;
  readonly method: QuantizationMethod;
  /** Place of the tile's dithering in the table of random numbers, from 0: that of the tile and ZDITHER0. */
  readonly ditherStart: number;
  /** The integer that stands for NaN. */
  readonly blank?: number | undefined;
  /** Results are rounded to float32 when that is what the image was. */
  readonly isFloat32: boolean;
}

export const quantizationMethods = ['NO_DITHER', 'SUBTRACTIVE_DITHER_1', 'SUBTRACTIVE_DITHER_2'] as const;
export type QuantizationMethod = (typeof quantizationMethods)[number];

const nRandom = 10_000;

/** With SUBTRACTIVE_DITHER_2 a pixel that was exactly zero, which stays so. */
const zeroPixel = -2_147_483_646;

let table: Float32Array | undefined;

/** Numbers between 0 and 1 of the generator of Park and Miller, started at 1, in single precision as cfitsio keeps them. */
export function ditherTable(): Float32Array {
  if (table !== undefined) return table;
  table = new Float32Array(nRandom);
  let seed = 1;
  for (let i = 0; i < nRandom; i++) {
    seed = (16_807 * seed) % 2_147_483_647;
    table[i] = seed / 2_147_483_647;
  }
  return table;
}

/**
 * Integers back to floats: zero + scale * integer, less the random number that was added before rounding.
 * @param values Takes as many; NaN for `blank`.
 * @see FITS standard 4.0, section 10.2 and appendix I; W. Pence, R. White and R. Seaman 2010, PASP 122, 1065.
 */
export function unquantize(
  integers: ArrayLike<number>,
  values: Float64Array,
  quantization: Quantization,
): void {
  const { scale, zero, method, blank, isFloat32 } = quantization;
  const random = ditherTable();
  const isDithered = method !== 'NO_DITHER';
  let start = quantization.ditherStart;
  let next = firstOf(random, start);
  for (let i = 0; i < integers.length; i++) {
    const integer = integers[i]!;
    const value = isDithered ? (integer - random[next]! + 0.5) * scale + zero : integer * scale + zero;
    if (integer === blank) values[i] = NaN;
    else if (integer === zeroPixel && method === 'SUBTRACTIVE_DITHER_2') values[i] = 0;
    else values[i] = isFloat32 ? Math.fround(value) : value;
    next += 1;
    if (next === nRandom) {
      start = (start + 1) % nRandom;
      next = firstOf(random, start);
    }
  }
}

/** The product is taken in single precision, as cfitsio does: it may decide which integer is the next lower one. */
function firstOf(random: Float32Array, start: number): number {
  return Math.trunc(Math.fround(random[start]! * 500));
}
