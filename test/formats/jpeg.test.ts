import { createHash } from 'node:crypto';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { encodeGreyJpeg } from '../../src/formats/jpeg.js';
import { BitWriter, huffmanCodes } from '../../src/formats/jpeg/entropy.js';
import { forwardDct, quantisers } from '../../src/formats/jpeg/transform.js';
import { cos } from '../../src/numerics/elementary.js';
import { generator } from '../../src/numerics/generator.js';

test('a block of one grey is its mean alone: checked bit by bit', () => {
  // 144 - 128 = 16; its sum over 8 is 128; the table of quality 50 keeps it in steps of 16: level 8, four bits.
  const jpeg = encodeGreyJpeg({ width: 8, height: 8, pixels: new Uint8Array(64).fill(144), quality: 50 });
  // Four bits: code 101 (table K.3); the bits 1000; end of block 1010 (table K.5); ones to the end of the byte.
  assert.is(Buffer.from(jpeg.subarray(-4)).toString('hex'), `${(0b1011000_1010_11111).toString(16)}ffd9`);
});

test('the transform is the cosine transform of the standard, but for the factor of each frequency', () => {
  const random = generator(1, 'jpeg');
  const pixels = Float64Array.from({ length: 64 }, () => random.integer(256) - 128);
  const fast = Float64Array.from(pixels);
  forwardDct(fast);
  const { table, scales } = quantisers(75);
  for (let v = 0; v < 8; v += 1) {
    for (let u = 0; u < 8; u += 1) {
      let sum = 0;
      pixels.forEach((pixel, at) => {
        const [x, y] = [at % 8, at >> 3];
        sum += pixel * cos(((2 * x + 1) * u * Math.PI) / 16) * cos(((2 * y + 1) * v * Math.PI) / 16);
      });
      const exact = (sum / 4) * (u === 0 ? Math.SQRT1_2 : 1) * (v === 0 ? Math.SQRT1_2 : 1);
      const at = 8 * v + u;
      assert.ok(Math.abs(fast[at]! * scales[at]! * table[at]! - exact) < 1e-10, `${u}, ${v}`);
    }
  }
});

test('quality scales the table as libjpeg does: 50 is the standard, 100 keeps all, 1 nothing much', () => {
  assert.is(quantisers(50).table[0], 16);
  assert.is(quantisers(75).table[0], 8);
  assert.equal(new Set(quantisers(100).table), new Set([1]));
  assert.equal(new Set(quantisers(1).table), new Set([255]));
});

test('codes are counted up, a bit longer at each length', () => {
  const codes = huffmanCodes({ counts: Uint8Array.of(0, 1, 2), symbols: Uint8Array.of(7, 5, 6) });
  assert.equal([codes.code[7], codes.code[5], codes.code[6]], [0b00, 0b010, 0b011]);
  assert.equal([codes.length[7], codes.length[5], codes.length[6]], [2, 3, 3]);
});

test('a byte of ones is followed by zeros, so that it is no marker', () => {
  const bits = new BitWriter();
  bits.write(0xfff, 12);
  assert.equal([...bits.finish()], [0xff, 0, 0xff, 0]);
});

test('sizes that are no multiples of 8, or disagree with the pixels, are refused', () => {
  const pixels = new Uint8Array(64);
  for (const [width, height] of [
    [8, 9],
    [12, 8],
    [0, 8],
    [16, 8],
  ] as const) {
    assert.throws(() => encodeGreyJpeg({ width, height, pixels, quality: 50 }), /encodeGreyJpeg/);
  }
});

test('the same pixels give the same bytes on every machine', () => {
  const random = generator(2, 'jpeg');
  const pixels = Uint8Array.from({ length: 64 * 64 }, () => random.integer(256));
  const jpeg = encodeGreyJpeg({ width: 64, height: 64, pixels, quality: 60 });
  assert.is(createHash('sha256').update(jpeg).digest('hex').slice(0, 16), '1781fe1ddbb80e61');
});

test.run();
