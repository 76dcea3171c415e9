import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  decodeRice,
  mostRicePixels,
  type RiceParameters,
} from '../../../../src/formats/fits/compressed/rice.js';

const bits = (text: string): Uint8Array => {
  const digits = text.replaceAll(' ', '');
  return Uint8Array.from({ length: Math.ceil(digits.length / 8) }, (_, i) =>
    parseInt(digits.slice(8 * i, 8 * i + 8).padEnd(8, '0'), 2),
  );
};

function decoded(bytes: Uint8Array, nPixels: number, parameters: RiceParameters): number[] | undefined {
  const values = new Int32Array(nPixels);
  return decodeRice(bytes, values, parameters) ? [...values] : undefined;
}

test('five pixels worked by hand', () => {
  // The first pixel, 7; a code of 2: one low bit. Differences 0, 1, -1, 3, -4 are folded to 0, 2, 1, 6, 7.
  const code = '00000111 010 1 0 01 0 1 1 0001 0 0001 1';
  assert.equal(decoded(bits(code), 5, { blockSize: 32, bytePix: 1 }), [7, 8, 7, 10, 6]);
  assert.is(decoded(bits(code).subarray(0, 2), 5, { blockSize: 32, bytePix: 1 }), undefined);
});

test('a block of equal pixels takes its code alone, and no more pixels fit than that allows', () => {
  for (const bytePix of [1, 2, 4] as const) {
    for (const blockSize of [16, 32]) {
      const parameters = { blockSize, bytePix };
      const bytes = new Uint8Array(bytePix + 5);
      const most = mostRicePixels(bytes.length, parameters);
      assert.is(most, blockSize * Math.floor(40 / { 1: 3, 2: 4, 4: 5 }[bytePix]));
      assert.equal(decoded(bytes, most, parameters), Array<number>(most).fill(0));
      assert.is(decoded(bytes, most + 1, parameters), undefined);
    }
  }
});

test('differences that stand as they are wrap around at the width of a pixel', () => {
  const raw = (first: string, code: string, folded: string) =>
    bits(`${first} ${code} ${'0'.repeat(first.length)} ${folded}`);
  // From the highest value one step up: folded 2.
  assert.equal(decoded(raw('11111111', '111', '00000010'), 2, { blockSize: 16, bytePix: 1 }), [255, 0]);
  const short = raw('0111111111111111', '1111', '0000000000000010');
  assert.equal(decoded(short, 2, { blockSize: 16, bytePix: 2 }), [32767, -32768]);
  const long = raw(`0${'1'.repeat(31)}`, '11010', `${'0'.repeat(30)}10`);
  assert.equal(decoded(long, 2, { blockSize: 16, bytePix: 4 }), [2147483647, -2147483648]);
});

test('a block of equal pixels after one that wrapped around repeats the pixel that is stored', () => {
  const rest = (n: number, width: number) => '0'.repeat(n * width);
  const byte = bits(`11111111 111 ${rest(1, 8)} 00000010 ${rest(14, 8)} 000`);
  assert.equal(decoded(byte, 20, { blockSize: 16, bytePix: 1 })?.slice(-5), [0, 0, 0, 0, 0]);
  const short = bits(`0111111111111111 1111 ${rest(1, 16)} 0000000000000010 ${rest(14, 16)} 0000`);
  assert.equal(decoded(short, 17, { blockSize: 16, bytePix: 2 })?.slice(-2), [-32768, -32768]);
});

test('a code above that of differences as they are is none', () => {
  assert.is(
    decoded(bits(`${'0'.repeat(32)} 11011 ${'1'.repeat(200)}`), 3, { blockSize: 32, bytePix: 4 }),
    undefined,
  );
});

/** Packs as the standard says, the number of low bits of each block given. */
function encode(
  values: readonly number[],
  lowBits: readonly number[],
  { blockSize, bytePix }: RiceParameters,
) {
  const width = 8 * bytePix;
  const { codeBits, raw } = {
    1: { codeBits: 3, raw: 6 },
    2: { codeBits: 4, raw: 14 },
    4: { codeBits: 5, raw: 25 },
  }[bytePix];
  const modulus = 2n ** BigInt(width);
  let text = BigInt.asUintN(width, BigInt(values[0]!)).toString(2).padStart(width, '0');
  let last = BigInt(values[0]!);
  for (let start = 0; start < values.length; start += blockSize) {
    const block = values.slice(start, start + blockSize).map((value) => {
      const difference = BigInt.asIntN(width, BigInt(value) - last);
      last = BigInt(value);
      return difference < 0 ? -2n * difference - 1n : 2n * difference;
    });
    const isEqual = block.every((folded) => folded === 0n);
    const wanted = lowBits[(start / blockSize) % lowBits.length]! % raw;
    // A unary number of millions of bits would be right, too.
    const low = block.some((folded) => folded >> BigInt(wanted) > 400n) ? raw : wanted;
    text += ((isEqual ? -1 : low) + 1).toString(2).padStart(codeBits, '0');
    if (isEqual) continue;
    for (const folded of block) {
      if (low === raw) text += (folded % modulus).toString(2).padStart(width, '0');
      else {
        const ones = folded.toString(2).padStart(low, '0');
        text += `${'0'.repeat(Number(folded >> BigInt(low)))}1${low === 0 ? '' : ones.slice(-low)}`;
      }
    }
  }
  return bits(text);
}

test('whatever is packed comes back, and a byte less is refused', () => {
  const parameters = fc.record({
    blockSize: fc.constantFrom(16, 32),
    bytePix: fc.constantFrom(1 as const, 2 as const, 4 as const),
  });
  const steps = fc.array(fc.oneof(fc.integer({ min: -40, max: 40 }), fc.constant(0), fc.integer()), {
    minLength: 1,
    maxLength: 150,
  });
  const lowBits = fc.array(fc.nat({ max: 24 }), { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(parameters, steps, lowBits, (how, differences, low) => {
      let last = 0;
      const values = differences.map((step) => {
        last =
          how.bytePix === 1
            ? (last + step) & 255
            : ((last + step) << (32 - 8 * how.bytePix)) >> (32 - 8 * how.bytePix);
        return last;
      });
      const bytes = encode(values, low, how);
      assert.equal(decoded(bytes, values.length, how), values);
      assert.ok(values.length <= mostRicePixels(bytes.length, how));
      assert.is(decoded(bytes.subarray(0, bytes.length - 1), values.length, how), undefined);
    }),
    { numRuns: 400 },
  );
});

test.run();
