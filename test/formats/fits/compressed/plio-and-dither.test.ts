import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { decodePlio, mostPlioPixels } from '../../../../src/formats/fits/compressed/plio.js';
import { ditherTable, unquantize } from '../../../../src/formats/fits/compressed/quantization.js';

const words = (...values: readonly number[]): Uint8Array => {
  const bytes = Buffer.alloc(2 * values.length);
  for (const [i, value] of values.entries()) bytes.writeUInt16BE(value & 0xffff, 2 * i);
  return bytes;
};

/** Old lists have their length in the third word, new ones in the fourth and fifth behind a version below zero. */
const oldList = (...instructions: readonly number[]) => words(0, 0, instructions.length + 3, ...instructions);
const newList = (...instructions: readonly number[]) =>
  words(0, 7, -100, instructions.length + 7, 0, 0, 0, ...instructions);

function drawn(bytes: Uint8Array, nPixels: number): number[] | undefined {
  const values = new Int32Array(nPixels).fill(99);
  return decodePlio(bytes, values) ? [...values] : undefined;
}

test('every instruction of a line list draws as by hand, in old lists and new ones', () => {
  const instructions = [
    0x0002, // two zeros
    0x4002, // the value, 1, twice
    0x2004, // it is 5
    0x5003, // two zeros, then it
    0x3001, // it is 4
    0x6002, // it is 6, once
    0x7005, // it is 1, once
    0x1234, // it is 0x234 and, from the next word,
    0x0001, // 0x1234
    0x4001, // once
  ];
  const expected = [0, 0, 1, 1, 0, 0, 5, 6, 1, 0x1234, 0, 0];
  assert.equal(drawn(oldList(...instructions), 12), expected);
  assert.equal(drawn(newList(...instructions), 12), expected);
});

test('a run that would go on beyond the tile ends with it, without its last value', () => {
  assert.equal(drawn(oldList(0x5005), 3), [0, 0, 0]);
  assert.equal(drawn(oldList(0x4fff), 3), [1, 1, 1]);
});

test('a list that is cut short, or no list, is refused', () => {
  assert.is(drawn(words(0, 0), 3), undefined);
  assert.is(drawn(words(0, 0, 5, 0x4003), 3), undefined);
  assert.is(drawn(words(0, 7, -100, 3), 3), undefined);
  assert.is(drawn(oldList(0x1234), 3), undefined);
  assert.is(drawn(oldList(0x8001), 3), undefined);
  assert.is(drawn(words(0, -5, -100, 8, 0, 0, 0, 0x4001), 3), undefined);
  assert.is(mostPlioPixels(7), 3 * 4095);
});

test('the ten thousandth number of the generator is the one that the standard gives', () => {
  const table = ditherTable();
  assert.is(table.length, 10_000);
  assert.is(table[9999], Math.fround(1043618065 / 2147483647));
  assert.is(table[0], Math.fround(16807 / 2147483647));
});

test('dithering goes on at another place of the table when it has come to its end', () => {
  const table = ditherTable();
  const values = new Float64Array(20_000);
  const options = {
    scale: 1,
    zero: 0.5,
    method: 'SUBTRACTIVE_DITHER_1',
    ditherStart: 9999,
    isFloat32: false,
  } as const;
  unquantize(new Int32Array(20_000), values, options);
  const first = Math.floor(500 * table[9999]!);
  assert.is(values[0], 1 - table[first]!);
  // Tile 10,000 is followed by tile 1.
  assert.is(values[10_000 - first], 1 - table[Math.floor(500 * table[0]!)]!);
});

test('an exact zero and a blank are kept by the second way of dithering, and only the blank by the first', () => {
  const integers = Int32Array.of(-2147483647, -2147483646);
  for (const [method, zero] of [
    ['SUBTRACTIVE_DITHER_2', 0],
    ['SUBTRACTIVE_DITHER_1', -2147483646],
    ['NO_DITHER', -2147483646],
  ] as const) {
    const values = new Float64Array(2);
    unquantize(integers, values, {
      ...{ scale: 1, zero: 0, method, ditherStart: 0 },
      ...{ blank: -2147483647, isFloat32: false },
    });
    assert.ok(Number.isNaN(values[0]));
    assert.ok(Math.abs(values[1]! - zero) < 1 && (zero === 0 ? values[1] === 0 : values[1] !== 0));
  }
});

test.run();
