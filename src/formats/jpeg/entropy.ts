/** How many codes of each length from 1 to 16, and what they stand for, shortest first. */
export interface HuffmanTable {
  readonly counts: Uint8Array;
  readonly symbols: Uint8Array;
}

/** For each symbol its code and the number of its bits. */
export interface HuffmanCodes {
  readonly code: Uint16Array;
  readonly length: Uint8Array;
}

/** @see ITU-T T.81, figures C.1 and C.2 */
export function huffmanCodes({ counts, symbols }: HuffmanTable): HuffmanCodes {
  const code = new Uint16Array(256);
  const length = new Uint8Array(256);
  let next = 0;
  let at = 0;
  counts.forEach((count, i) => {
    for (let j = 0; j < count; j += 1) {
      code[symbols[at]!] = next;
      length[symbols[at]!] = i + 1;
      next += 1;
      at += 1;
    }
    next <<= 1;
  });
  return { code, length };
}

/** Packs bits into bytes, the highest first; a byte of ones is followed by one of zeros, since ones begin a marker. */
export class BitWriter {
  #bytes = new Uint8Array(1 << 14);
  #length = 0;
  #waiting = 0;
  #nWaiting = 0;

  /** @param value Of at most 16 bits. */
  write(value: number, nBits: number): void {
    this.#waiting = (this.#waiting << nBits) | value;
    this.#nWaiting += nBits;
    while (this.#nWaiting >= 8) {
      this.#nWaiting -= 8;
      this.#push((this.#waiting >>> this.#nWaiting) & 0xff);
    }
    this.#waiting &= (1 << this.#nWaiting) - 1;
  }

  #push(byte: number): void {
    if (this.#length + 2 > this.#bytes.length) {
      const larger = new Uint8Array(2 * this.#bytes.length);
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    this.#bytes[this.#length] = byte;
    this.#length += 1;
    if (byte !== 0xff) return;
    this.#bytes[this.#length] = 0;
    this.#length += 1;
  }

  /** The bytes, the last filled up with ones. */
  finish(): Uint8Array {
    if (this.#nWaiting > 0) {
      const nFill = 8 - this.#nWaiting;
      this.write((1 << nFill) - 1, nFill);
    }
    return this.#bytes.subarray(0, this.#length);
  }
}
