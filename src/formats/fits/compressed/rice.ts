/** How RICE_1 was used. */
export interface RiceParameters {
  /** Pixels that share a number of low bits: 16 or 32. */
  readonly blockSize: number;
  /** Bytes of a pixel: 1, unsigned, or 2 or 4, signed. */
  readonly bytePix: 1 | 2 | 4;
}

/** Bits of a block's code, and the number of low bits that means that differences stand as they are. */
const codes = { 1: { bits: 3, raw: 6 }, 2: { bits: 4, raw: 14 }, 4: { bits: 5, raw: 25 } } as const;

/** The most pixels that so many bytes can hold: blocks of equal pixels take no more than their code. */
export function mostRicePixels(nBytes: number, { blockSize, bytePix }: RiceParameters): number {
  return Math.max(0, Math.floor((8 * (nBytes - bytePix)) / codes[bytePix].bits)) * blockSize;
}

/**
 * Unpacks Rice-coded integers: the first pixel as it is; then, in blocks, the difference of each to the one before, its sign folded
 * into the lowest bit, as a unary number, its one, and the low bits whose count the block's code gives, less one.
 * @param values Filled to its length.
 * @returns False when the bytes end too early, or hold a code that is none.
 * @see FITS standard 4.0, section 10.4.1; R. Rice, P.-S. Yeh and W. Miller 1993, Proc. 9th AIAA Computing in Aerospace.
 */
export function decodeRice(bytes: Uint8Array, values: Int32Array, parameters: RiceParameters): boolean {
  const { blockSize, bytePix } = parameters;
  if (bytes.length < bytePix) return false;
  const { bits: codeBits, raw } = codes[bytePix];
  const shift = 32 - 8 * bytePix;
  // The next bits of the stream, the first the highest; the rest of the register is zero.
  let register = 0;
  let nBits = 0;
  let position = bytePix;
  let last = 0;
  for (let i = 0; i < bytePix; i++) last = (last << 8) | bytes[i]!;

  for (let start = 0; start < values.length; start += blockSize) {
    const end = Math.min(start + blockSize, values.length);
    while (nBits <= 24) {
      if (position < bytes.length) register |= bytes[position]! << (24 - nBits);
      position += 1;
      nBits += 8;
    }
    const lowBits = (register >>> (32 - codeBits)) - 1;
    register <<= codeBits;
    nBits -= codeBits;
    if (lowBits > raw) return false;
    if (lowBits < 0) {
      values.fill(bytePix === 1 ? last & 255 : (last << shift) >> shift, start, end);
    } else {
      for (let i = start; i < end; i++) {
        let folded = 0;
        if (lowBits === raw) {
          for (let left = bytePix; left > 0; left--) {
            while (nBits <= 24) {
              if (position < bytes.length) register |= bytes[position]! << (24 - nBits);
              position += 1;
              nBits += 8;
            }
            folded = (folded << 8) | (register >>> 24);
            register <<= 8;
            nBits -= 8;
          }
        } else {
          let zeros = 0;
          while (register === 0) {
            zeros += nBits;
            nBits = 0;
            if (position > bytes.length) return false;
            while (nBits <= 24) {
              if (position < bytes.length) register |= bytes[position]! << (24 - nBits);
              position += 1;
              nBits += 8;
            }
          }
          const leading = Math.clz32(register);
          zeros += leading;
          // Two shifts: one of 32 would be none.
          register = (register << leading) << 1;
          nBits -= leading + 1;
          while (nBits <= 24) {
            if (position < bytes.length) register |= bytes[position]! << (24 - nBits);
            position += 1;
            nBits += 8;
          }
          folded = zeros << lowBits;
          if (lowBits > 0) {
            folded |= register >>> (32 - lowBits);
            register <<= lowBits;
            nBits -= lowBits;
          }
        }
        last = (last + ((folded >>> 1) ^ -(folded & 1))) | 0;
        values[i] = bytePix === 1 ? last & 255 : (last << shift) >> shift;
      }
    }
    // Bits beyond the last byte were made up.
    if (8 * position - nBits > 8 * bytes.length) return false;
  }
  return true;
}
