import { gzipSync } from 'node:zlib';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { imageShape } from '../../../src/formats/fits/image-shape.js';
import { readFitsImage, type FitsImageOptions } from '../../../src/formats/fits/read-image.js';
import { celestialWcs, wcsKeywords } from '../../../src/formats/fits/wcs.js';
import { emptyPrimary, hduByHand, type Keywords } from '../../support/fits-by-hand.js';

/** An IMAGE extension of bytes, each its own index plus `first`. */
function extension(axes: readonly number[], first: number, keywords: Keywords = {}): Uint8Array {
  const nPixels = axes.reduce((all, length) => all * length, 1);
  const lengths = Object.fromEntries(axes.map((length, i) => [`NAXIS${i + 1}`, length]));
  const data = Uint8Array.from({ length: nPixels }, (_, i) => first + i);
  const shape = { XTENSION: 'IMAGE', BITPIX: 8, NAXIS: axes.length, ...lengths, PCOUNT: 0, GCOUNT: 1 };
  return hduByHand({ ...shape, ...keywords }, data);
}

const several = Buffer.concat([
  emptyPrimary,
  extension([3], 90),
  extension([2, 1], 10, { EXTNAME: 'SCI' }),
  extension([2, 1], 20, { EXTNAME: 'sci ', EXTVER: 2 }),
  extension([2, 1], 30, { EXTNAME: 'A,2' }),
  extension([2, 2, 1, 3], 40, { EXTNAME: 'CUBE' }),
]);

const pixels = (options: FitsImageOptions, bytes: Uint8Array = several): number[] => {
  const image = readFitsImage(bytes, options);
  assert.ok(image.ok, image.ok ? '' : image.failure.found);
  return [...image.value.pixels];
};

const refusal = (options: FitsImageOptions, bytes: Uint8Array = several) => {
  const image = readFitsImage(bytes, options);
  assert.ok(!image.ok);
  return image.failure;
};

test('without a choice the first HDU that holds an image is taken; one axis is none', () => {
  assert.equal(pixels({}), [10, 11]);
});

test('an HDU is chosen by number, by name, or by name and version', () => {
  assert.equal(pixels({ hdu: 3 }), [20, 21]);
  assert.equal(pixels({ hdu: 'SCI' }), [10, 11]);
  assert.equal(pixels({ hdu: 'sci,2' }), [20, 21]);
  assert.equal(pixels({ hdu: 'SCI, 1' }), [10, 11]);
  // A name with a comma is a name first.
  assert.equal(pixels({ hdu: 'a,2' }), [30, 31]);
});

test('an HDU that is not there, or holds no image, is refused with what there is', () => {
  assert.is(
    refusal({ hdu: 6 }).found,
    'no HDU 6 (HDU 0: no data; HDU 1: 3 elements; HDU 2 "SCI": 2 x 1 pixels; HDU 3 "sci": 2 x 1 pixels; and 2 more)',
  );
  assert.match(refusal({ hdu: 'SCI,3' }).found, /^no HDU "SCI,3" \(/);
  assert.match(refusal({ hdu: 'SCI,3' }).remedy ?? '', /change `hdu`/);
  assert.is(refusal({ hdu: 1 }).found, 'no image (HDU 1: 3 elements)');
  assert.is(refusal({ hdu: 'primary' }).found, 'no image (HDU 0: no data)');
});

test('a plane of a cube is chosen by number, axes of length 1 not counting; without a choice it is refused', () => {
  assert.equal(pixels({ hdu: 'CUBE', plane: 0 }), [40, 41, 42, 43]);
  assert.equal(pixels({ hdu: 'CUBE', plane: 2 }), [48, 49, 50, 51]);
  assert.equal(refusal({ hdu: 'CUBE' }), {
    place: 'HDU 5, keyword NAXIS',
    found: '3 planes (2 x 2 x 1 x 3)',
    expected: 'a 2-D image, or a choice of the plane',
    remedy: 'set `plane` to a number from 0 to 2; NAXIS3 counts fastest',
  });
  for (const plane of [3, -1, 0.5, NaN]) {
    assert.is(
      refusal({ hdu: 'CUBE', plane }).found,
      `3 planes (2 x 2 x 1 x 3), and plane ${plane} asked for`,
    );
  }
});

test('the one plane of an image may be asked for, and no other', () => {
  assert.equal(pixels({ plane: 0 }), [10, 11]);
  assert.is(refusal({ plane: 1 }).remedy, 'leave `plane` out');
});

test('axes of length 1 are dropped from the last on until two are left', () => {
  const shapes = [
    [[5, 1, 1], [5, 1], [1, 2], 1],
    [[1, 5, 6], [5, 6], [2, 3], 1],
    [[1, 5, 1], [1, 5], [1, 2], 1],
    [[4, 1, 5, 6], [4, 5], [1, 3], 6],
    [[2, 3, 4, 5], [2, 3], [1, 2], 20],
  ] as const;
  for (const [axes, [width, height], imageAxes, nPlanes] of shapes) {
    assert.equal(imageShape(axes), { width, height, imageAxes, nPlanes });
  }
  for (const axes of [[], [7], [0, 7], [7, 3, 0]]) assert.is(imageShape(axes), undefined);
});

test('gzipped bytes that unpack to more than 32 MiB and 200 times their number are refused as a bomb', () => {
  const image = hduByHand({ SIMPLE: true, BITPIX: 8, NAXIS: 2, NAXIS1: 9000, NAXIS2: 8000 });
  const bomb = gzipSync(Buffer.concat([image, Buffer.alloc(72_000_000)]));
  assert.ok(bomb.length < 100_000);
  assert.is(refusal({}, bomb).found, 'gzipped data that unpack to more than 33554432 bytes');
  assert.match(refusal({}, bomb).expected, /^at most 200 times the size of the file, or 32 MiB /);
});

test('the world coordinates are those of the axes that the image has, under 1 and 2', () => {
  const coordinates = {
    ...{ CTYPE1: 'STOKES', CTYPE2: 'RA---TAN', CTYPE3: 'DEC--TAN', CRVAL2: 160.5, CRVAL3: -36.25, CRPIX1: 9 },
    ...{ CD2_2: -1e-4, CD2_3: 2e-6, CD3_2: 3e-6, CD3_3: 1e-4, CD1_1: 7, CUNIT2: 'deg' },
    ...{ RADECSYS: 'FK5', EQUINOX: 2000, EPOCH: 1950, OBJECT: 'x' },
  };
  const image = readFitsImage(Buffer.concat([emptyPrimary, extension([1, 2, 2], 0, coordinates)]));
  assert.ok(image.ok);
  assert.equal(image.value.imageAxes, [2, 3]);
  assert.equal(
    [...celestialWcs(image.value)],
    [
      ['CTYPE1', 'RA---TAN'],
      ['CTYPE2', 'DEC--TAN'],
      ['CRVAL1', 160.5],
      ['CRVAL2', -36.25],
      ['CUNIT1', 'deg'],
      ['CD1_1', -1e-4],
      ['CD1_2', 2e-6],
      ['CD2_1', 3e-6],
      ['CD2_2', 1e-4],
      ['RADESYS', 'FK5'],
      ['EQUINOX', 2000],
    ],
  );
  const plain = readFitsImage(
    Buffer.concat([emptyPrimary, extension([2, 2], 0, { ...coordinates, PC1_2: 0.5 })]),
  );
  assert.ok(plain.ok);
  assert.is(celestialWcs(plain.value).get('CRVAL2'), 160.5);
  assert.is(celestialWcs(plain.value).get('PC1_2'), 0.5);
  assert.is(wcsKeywords.length, 23);
});

test.run();
