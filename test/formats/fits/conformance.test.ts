import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { bigEndianFloat64 } from '../../../src/formats/fits/pixels.js';
import { readFitsImage } from '../../../src/formats/fits/read-image.js';
import { fitsFolder, isPresent } from '../../support/repository.js';

interface ReferenceHdu {
  readonly hdu: number;
  readonly type: string;
  readonly rawheader: Readonly<Record<string, unknown>>;
  readonly shape?: readonly number[];
  readonly dtype?: string;
  readonly min?: number;
  readonly max?: number;
  readonly mean?: number;
  readonly first5?: readonly (number | null)[];
  readonly sha256_f64be?: string;
}

const here = isPresent(fitsFolder, "other projects' FITS files");
const names = here ? readdirSync(fitsFolder).filter((name) => /\.fits(\.gz)?$/.test(name)) : [];
const reference = (
  here ? JSON.parse(readFileSync(join(fitsFolder, 'reference.json'), 'utf8')) : {}
) as Record<string, readonly ReferenceHdu[]>;

/** Files without an image, or with a cube: what is found, where the reader looks for an image first. */
const refusals: Readonly<Record<string, { readonly place: string; readonly found: RegExp }>> = {
  'astropy__arange.fits': { place: 'HDU 0, keyword NAXIS', found: /^7 planes \(11 x 10 x 7\)$/ },
  // Random groups as they should not be: NAXIS = 0 with GROUPS = T.
  'astropy__invalid__group_invalid.fits': {
    place: 'HDU 0, keyword NAXIS',
    found: /^no image \(HDU 0: no data\)$/,
  },
  'astropy__random_groups.fits': {
    place: 'HDU 0, keyword NAXIS',
    found: /^no image \(HDU 0: random groups\)$/,
  },
  'astropy__table.fits': { place: 'HDU 0 to 1', found: /^no image \(HDU 0: no data; HDU 1: BINTABLE\)$/ },
  // A header whose keywords are in the wrong order, which is not looked at, and nothing else.
  'astropy__verify.fits': { place: 'HDU 0, keyword NAXIS', found: /^no image \(HDU 0: no data\)$/ },
  'astropy__zerowidth.fits': {
    place: 'HDU 0 to 5',
    found: /^no image \(HDU 0: 777777701 x 0 pixels; HDU 1 "AIPS FQ": BINTABLE; .*; and 2 more\)$/,
  },
  'nom-tam-fits__issue49test.fits': {
    place: 'HDU 0 to 1',
    found: /^no image \(HDU 0: 0 elements; HDU 1 "Data": BINTABLE\)$/,
  },
};

/** astropy 5.2.1, which made the reference, read this pixel, packed as ZBLANK, as a number; later ones read NaN. */
const misread = {
  name: 'astropy__compressed__compressed_with_nan.fits',
  index: 13,
  value: -5.321495532989502,
};

function assertPixels(
  name: string,
  pixels: Float64Array,
  { dtype, rawheader, first5, sha256_f64be }: ReferenceHdu,
) {
  if (dtype === 'float32' && 'BSCALE' in rawheader) {
    // astropy scales 16-bit integers in float32; ours are float64.
    for (const [i, value] of first5!.entries()) {
      assert.ok(Math.abs(pixels[i]! - value!) <= 1e-6 * Math.abs(value!));
    }
    return;
  }
  if (name === misread.name) {
    assert.ok(Number.isNaN(pixels[misread.index]));
    pixels[misread.index] = misread.value;
  }
  assert.is(createHash('sha256').update(bigEndianFloat64(pixels)).digest('hex'), sha256_f64be);
}

for (const name of names) {
  const refusal = refusals[name];
  if (refusal !== undefined) {
    test(`${name} is refused for what it holds`, () => {
      const image = readFitsImage(readFileSync(join(fitsFolder, name)));
      assert.ok(!image.ok);
      assert.is(image.failure.place, refusal.place);
      assert.match(image.failure.found, refusal.found);
      assert.ok(image.failure.remedy !== undefined);
    });
    continue;
  }
  test(`${name} has the pixels that astropy reads, in each of its images`, () => {
    const bytes = readFileSync(join(fitsFolder, name));
    const images = (reference[name] ?? []).filter(({ shape }) => shape !== undefined);
    assert.ok(images.length > 0);
    for (const [i, expected] of images.entries()) {
      const image = readFitsImage(bytes, { hdu: i === 0 ? undefined : expected.hdu });
      assert.ok(image.ok, image.ok ? '' : image.failure.found);
      const { hdu, height, width, pixels } = image.value;
      assert.equal([hdu, height, width], [expected.hdu, ...expected.shape!]);
      assertPixels(name, pixels, expected);
    }
  });
}

if (here) {
  test('the planes of a cube, one after another, are the array that astropy reads', () => {
    const bytes = readFileSync(join(fitsFolder, 'astropy__arange.fits'));
    const hash = createHash('sha256');
    for (let plane = 0; plane < 7; plane++) {
      const image = readFitsImage(bytes, { plane });
      assert.ok(image.ok);
      assert.equal([image.value.height, image.value.width], [10, 11]);
      hash.update(bigEndianFloat64(image.value.pixels));
    }
    assert.is(hash.digest('hex'), reference['astropy__arange.fits']?.[0]?.sha256_f64be);
  });
}

const summary = 'all 18 files are there, 11 of them with images';
if (here) {
  test(summary, () => {
    assert.is(names.length, 18);
    assert.is(names.filter((name) => refusals[name] === undefined).length, 11);
  });
} else {
  // A file without any test is a failure to the runner.
  test.skip(summary, () => undefined);
}

test.run();
