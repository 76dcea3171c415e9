import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { bigEndianFloat64 } from '../../../../src/formats/fits/pixels.js';
import { readFitsImage } from '../../../../src/formats/fits/read-image.js';
import { repositoryRoot } from '../../../support/repository.js';

interface Expected {
  /** NAXIS1 last. */
  readonly shape: readonly number[];
  readonly bitpix: number;
  readonly nan: number;
  readonly sha256: string;
}

// Made by make-compressed.py beside them.
const folder = join(repositoryRoot, 'test', 'reference', 'fits');
const file = (name: string): Uint8Array => readFileSync(join(folder, name));
const { images } = JSON.parse(file('compressed.json').toString()) as { images: Record<string, Expected> };

for (const [id, { shape, bitpix, nan, sha256 }] of Object.entries(images)) {
  const [, name, extension] = /^(.*)\[(.*)\]$/.exec(id)!;
  const isHcompress = extension!.includes('HCOMPRESS');
  test(`${id} is ${isHcompress ? 'refused' : 'unpacked to the bit as astropy does'}`, () => {
    const nPlanes = shape.slice(0, -2).reduce((all, length) => all * length, 1);
    const planes = Array.from({ length: nPlanes }, (_, plane) =>
      readFitsImage(file(name!), { hdu: extension!, plane: nPlanes === 1 ? undefined : plane }),
    );
    if (isHcompress) {
      const refused = planes[0]!;
      assert.ok(!refused.ok);
      assert.is(refused.failure.found, "'HCOMPRESS_1'");
      assert.match(refused.failure.place ?? '', /^HDU \d+, keyword ZCMPTYPE$/);
      assert.match(refused.failure.remedy ?? '', /funpack/);
      return;
    }
    const hash = createHash('sha256');
    let nNan = 0;
    for (const image of planes) {
      assert.ok(image.ok, image.ok ? '' : `${image.failure.place}: ${image.failure.found}`);
      const { width, height, pixels, header } = image.value;
      assert.equal([height, width], shape.slice(-2));
      assert.is(header.value('BITPIX'), bitpix);
      hash.update(bigEndianFloat64(pixels));
      nNan += pixels.reduce((count, value) => count + Number(Number.isNaN(value)), 0);
    }
    assert.is(nNan, nan);
    assert.is(hash.digest('hex'), sha256);
  });
}

test('the header is that of the image: its own axes, and nothing of the table or the packing', () => {
  const image = readFitsImage(file('integers.fits'), { hdu: 'U16_RICE_1' });
  assert.ok(image.ok);
  const { header } = image.value;
  assert.equal(
    header.cards.slice(0, 5).map(({ keyword, value }) => [keyword, value]),
    [
      ['XTENSION', 'IMAGE'],
      ['BITPIX', 16],
      ['NAXIS', 2],
      ['NAXIS1', 37],
      ['NAXIS2', 29],
    ],
  );
  assert.is(header.value('BZERO'), 32768);
  assert.is(header.value('OBJECT'), 'a galaxy of numbers');
  assert.is(header.value('EXTNAME'), 'U16_RICE_1');
  const left = header.cards.filter(({ keyword }) => /^(Z.*|T(TYPE|FORM|FIELDS).*|THEAP)$/.test(keyword));
  assert.equal(left, []);
});

test('without a choice the first HDU that holds an image is read, packed or not', () => {
  const image = readFitsImage(file('integers.fits'));
  assert.ok(image.ok);
  assert.is(image.value.hdu, 1);
  const first = readFitsImage(file('integers.fits'), { hdu: 1 });
  assert.ok(first.ok);
  assert.equal(image.value.pixels, first.value.pixels);
});

test('a packed cube without a choice of the plane is a fault that says how to choose', () => {
  const cube = readFitsImage(file('cubes.fits'), { hdu: 'CUBE' });
  assert.ok(!cube.ok);
  assert.is(cube.failure.found, '6 planes (7 x 5 x 2 x 3)');
  assert.match(cube.failure.remedy ?? '', /`plane` to a number from 0 to 5/);
});

test.run();
