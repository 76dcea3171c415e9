/** A stream of MT19937, drawn as numpy's `RandomState` draws. */
export interface MersenneTwister {
  /** The next 32 bits, tempered. */
  uint32(): number;
  /** Uniform in 0 … `max` inclusive, by masking and rejecting. */
  interval(max: number): number;
  /** What `RandomState(seed).permutation(n)` returns at this point of the stream. */
  permutation(n: number): Uint32Array;
}

const stateLength = 624;
const middle = 397;
/** numpy refuses larger seeds for `RandomState`. */
export const maxMersenneSeed = 0xffffffff;

/**
 * The generator of numpy's `RandomState(seed)`: `init_genrand` for a whole number. It is here only to split as scikit-learn does;
 * everything else draws from `generator`.
 * @param seed A whole number, 0 to 2^32 - 1.
 * @throws RangeError for another seed.
 * @see Matsumoto and Nishimura 1998; numpy/random/src/mt19937/mt19937.c and src/distributions/distributions.c (random_interval)
 */
export function mersenneTwister(seed: number): MersenneTwister {
  if (!Number.isInteger(seed) || seed < 0 || seed > maxMersenneSeed) {
    throw new RangeError(`mersenneTwister: the seed is ${seed}, not a whole number from 0 to 2^32 - 1`);
  }
  const state = initialState(seed);
  let position = stateLength;

  const uint32 = (): number => {
    if (position === stateLength) {
      refill(state);
      position = 0;
    }
    let word = state[position++]!;
    word ^= word >>> 11;
    word ^= (word << 7) & 0x9d2c5680;
    word ^= (word << 15) & 0xefc60000;
    return (word ^ (word >>> 18)) >>> 0;
  };

  const interval = (max: number): number => {
    if (max === 0) return 0;
    const mask = 0xffffffff >>> Math.clz32(max);
    let value = (uint32() & mask) >>> 0;
    while (value > max) value = (uint32() & mask) >>> 0;
    return value;
  };

  const permutation = (n: number): Uint32Array => {
    const order = Uint32Array.from({ length: n }, (_, index) => index);
    for (let i = n - 1; i > 0; i--) {
      const j = interval(i);
      const kept = order[i]!;
      order[i] = order[j]!;
      order[j] = kept;
    }
    return order;
  };

  return { uint32, interval, permutation };
}

function initialState(seed: number): Uint32Array {
  const state = new Uint32Array(stateLength);
  state[0] = seed;
  for (let i = 1; i < stateLength; i++) {
    const before = state[i - 1]!;
    state[i] = Math.imul(before ^ (before >>> 30), 1812433253) + i;
  }
  return state;
}

function refill(state: Uint32Array): void {
  for (let i = 0; i < stateLength; i++) {
    const joined = (state[i]! & 0x80000000) | (state[(i + 1) % stateLength]! & 0x7fffffff);
    const twist = (joined & 1) === 0 ? 0 : 0x9908b0df;
    state[i] = state[(i + middle) % stateLength]! ^ (joined >>> 1) ^ twist;
  }
}
