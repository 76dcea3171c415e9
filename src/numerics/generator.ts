import { log } from './elementary.js';

/** A stream of pseudo-random numbers; the same seed and path give the same stream on every machine. */
export interface Generator {
  /** 32 random bits. */
  uint32(): number;
  /** Uniform in [0, 1), a multiple of 2^-53. */
  uniform(): number;
  /** Standard normal. */
  normal(): number;
  /** Uniform in 0 … n - 1 without bias. @throws RangeError unless 1 <= n <= 2^32 */
  integer(n: number): number;
  /** A uniform permutation of 0 … n - 1 (Fisher-Yates). */
  permutation(n: number): Uint32Array;
}

const rotateLeft = (x: number, k: number): number => ((x << k) | (x >>> (32 - k))) >>> 0;

/** A bijection of 32-bit words in which each input bit changes each output bit with probability near 1/2. */
function mix(word: number): number {
  let x = word >>> 0;
  x = Math.imul(x ^ (x >>> 16), 0x21f0aaad);
  x = Math.imul(x ^ (x >>> 15), 0x735a2d97);
  return (x ^ (x >>> 15)) >>> 0;
}

/** Four words that depend on every character of every part of the path. */
function stateFrom(seed: number, path: readonly (string | number)[]): [number, number, number, number] {
  const text = [seed, ...path].map((part) => `${typeof part}:${part}`).join('\u0000');
  const state: [number, number, number, number] = [0x9e3779b9, 0x243f6a88, 0xb7e15162, 0x8aed2a6a];
  for (let i = 0; i < text.length; i++) {
    const word = i % 4;
    state[word] = mix(
      (state[word] ?? 0) ^ Math.imul(text.charCodeAt(i) + 1, 0x9e3779b1) ^ (state[(i + 3) % 4] ?? 0),
    );
  }
  for (let round = 0; round < 8; round++) {
    const word = round % 4;
    state[word] = mix((state[word] ?? 0) ^ (state[(round + 3) % 4] ?? 0) ^ (text.length + round));
  }
  return state.some((word) => word !== 0) ? state : [1, 0, 0, 0];
}

/**
 * Opens the stream for one purpose. Streams with different paths are independent for all practical purposes, so adding a
 * draw for one purpose changes no other.
 * @param seed A step's seed.
 * @param path A constant of the kind, then what the stream is for: `'kmeans', 'start', k, restart`.
 * @see Blackman and Vigna 2021, "Scrambled linear pseudorandom number generators" (xoshiro128**).
 */
export function generator(seed: number, ...path: readonly (string | number)[]): Generator {
  let [a, b, c, d] = stateFrom(seed, path);
  let spareNormal: number | undefined;

  const uint32 = (): number => {
    const result = Math.imul(rotateLeft(Math.imul(b, 5) >>> 0, 7), 9) >>> 0;
    const t = (b << 9) >>> 0;
    c = (c ^ a) >>> 0;
    d = (d ^ b) >>> 0;
    b = (b ^ c) >>> 0;
    a = (a ^ d) >>> 0;
    c = (c ^ t) >>> 0;
    d = rotateLeft(d, 11);
    return result;
  };

  const uniform = (): number => {
    const high = uint32() >>> 5;
    const low = uint32() >>> 6;
    return (high * 67108864 + low) / 9007199254740992;
  };

  // Marsaglia's polar method: no sine or cosine, and one logarithm for two numbers.
  const normal = (): number => {
    if (spareNormal !== undefined) {
      const value = spareNormal;
      spareNormal = undefined;
      return value;
    }
    for (;;) {
      const u = 2 * uniform() - 1;
      const v = 2 * uniform() - 1;
      const s = u * u + v * v;
      if (s >= 1 || s === 0) continue;
      const scale = Math.sqrt((-2 * log(s)) / s);
      spareNormal = v * scale;
      return u * scale;
    }
  };

  const integer = (n: number): number => {
    if (!Number.isInteger(n) || n < 1 || n > 4294967296)
      throw new RangeError(`integer(${n}): n must be 1 to 2^32`);
    const limit = 4294967296 - (4294967296 % n);
    for (;;) {
      const word = uint32();
      if (word < limit) return word % n;
    }
  };

  const permutation = (n: number): Uint32Array => {
    const order = Uint32Array.from({ length: n }, (_, i) => i);
    for (let i = n - 1; i > 0; i--) {
      const j = integer(i + 1);
      const moved = order[i]!;
      order[i] = order[j]!;
      order[j] = moved;
    }
    return order;
  };

  return { uint32, uniform, normal, integer, permutation };
}
