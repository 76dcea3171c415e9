import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { FitsCard } from '../../../src/formats/fits/card.js';
import { encodeFits, type WrittenBitpix } from '../../../src/formats/fits/encode-fits.js';
import { readFitsImage } from '../../../src/formats/fits/read-image.js';
import { repositoryRoot } from '../../support/repository.js';

const cards: FitsCard[] = [
  { keyword: 'OBJECT', value: "it's", comment: 'a name' },
  { keyword: 'LONGTEXT', value: `${"x'".repeat(60)}end` },
  { keyword: 'SMALL', value: -1.2345678901234568e-10 },
  { keyword: 'add_CFIS_psf', value: true },
];
const scaling: FitsCard[] = [
  { keyword: 'BSCALE', value: 0.5 },
  { keyword: 'BZERO', value: 100 },
];
const values = [0, 1.5, -1, NaN, 300, 99.5];

function written(bitpix: WrittenBitpix): Uint8Array {
  const all = bitpix === 16 ? [...cards, ...scaling] : cards;
  return encodeFits({ width: 3, height: 2, bitpix, values, cards: all });
}

function read(bytes: Uint8Array) {
  const image = readFitsImage(bytes);
  assert.ok(image.ok, image.ok ? '' : image.failure.found);
  return image.value;
}

// These files were read back and verified by astropy: see check-written.py beside them.
for (const bitpix of [16, -32, -64] as const) {
  test(`BITPIX ${bitpix} gives the bytes that astropy was shown`, () => {
    const file = join(repositoryRoot, 'test', 'reference', 'fits', `written${bitpix}.fits`);
    assert.is(Buffer.compare(written(bitpix), readFileSync(file)), 0);
  });
}

test('an image comes back with its cards', () => {
  const image = read(written(-64));
  assert.equal([image.width, image.height], [3, 2]);
  assert.equal([...image.pixels], values);
  for (const { keyword, value } of cards) assert.is(image.header.value(keyword), value);
});

test('16-bit integers are scaled, and NaN is BLANK', () => {
  const image = read(written(16));
  assert.equal([...image.pixels], values);
  assert.is(image.header.value('BLANK'), -32768);
});

test('any finite float32 image comes back exactly, whatever its shape', () => {
  const shape = fc.record({
    width: fc.integer({ min: 1, max: 40 }),
    height: fc.integer({ min: 1, max: 20 }),
  });
  fc.assert(
    fc.property(shape, fc.float({ noNaN: true }), ({ width, height }, value) => {
      const pixels = Float32Array.from({ length: width * height }, (_, i) => value + i);
      const bytes = encodeFits({ width, height, bitpix: -32, values: pixels });
      assert.is(bytes.length % 2880, 0);
      const image = read(bytes);
      assert.equal([image.width, image.height, ...image.pixels], [width, height, ...pixels]);
    }),
    { numRuns: 50 },
  );
});

test('what cannot be stored throws', () => {
  assert.throws(() => encodeFits({ width: 2, height: 1, bitpix: -64, values: [1] }), /1 values for 2 x 1/);
  assert.throws(() => encodeFits({ width: 1, height: 1, bitpix: 16, values: [40000] }), /16 bits/);
  // With a NaN present, -32768 would be read back as NaN.
  assert.throws(() => encodeFits({ width: 2, height: 1, bitpix: 16, values: [NaN, -32768] }), /16 bits/);
});

test.run();
