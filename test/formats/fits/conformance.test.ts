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

/** The HDU that a reader of plain 2-D images is to take, if there is one before a compressed image. */
function imageOf(name: string): ReferenceHdu | undefined {
  const candidate = reference[name]?.find(
    ({ type, shape }) =>
      type === 'CompImageHDU' || (shape?.length === 2 && shape.every((length) => length > 0)),
  );
  return candidate?.type === 'CompImageHDU' ? undefined : candidate;
}

for (const name of names) {
  const expected = imageOf(name);
  test(`${name} is ${expected === undefined ? 'refused' : 'decoded as astropy does'}`, () => {
    const image = readFitsImage(readFileSync(join(fitsFolder, name)));
    if (expected === undefined) {
      assert.ok(!image.ok);
      assert.ok(image.failure.place !== undefined && image.failure.remedy !== undefined);
      return;
    }
    assert.ok(image.ok, image.ok ? '' : image.failure.found);
    const { hdu, height, width, pixels } = image.value;
    assert.equal([hdu, height, width], [expected.hdu, ...expected.shape!]);
    if (expected.dtype === 'float32' && 'BSCALE' in expected.rawheader) {
      // astropy scales 16-bit integers in float32; ours are float64.
      for (const [i, value] of expected.first5!.entries()) {
        assert.ok(Math.abs(pixels[i]! - value!) <= 1e-6 * Math.abs(value!));
      }
      return;
    }
    assert.is(createHash('sha256').update(bigEndianFloat64(pixels)).digest('hex'), expected.sha256_f64be);
  });
}

const summary = 'the folder has images of both sorts';
if (here) {
  test(summary, () => {
    const nDecoded = names.filter((name) => imageOf(name) !== undefined).length;
    assert.ok(nDecoded >= 6 && nDecoded < names.length, `${nDecoded} of ${names.length}`);
  });
} else {
  // A file without any test is a failure to the runner.
  test.skip(summary, () => undefined);
}

test.run();
