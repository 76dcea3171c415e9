import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { bigEndianFloat64 } from '../../../src/formats/fits/pixels.js';
import { readFitsImage } from '../../../src/formats/fits/read-image.js';
import { decodeNpy } from '../../../src/formats/npy.js';
import { resize } from '../../../src/numerics/resize.js';
import { isPresent, repositoryRoot, surveyFolder } from '../../support/repository.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

interface Converted {
  readonly file: string;
  readonly sha256: string;
  /** How far the farthest pixel is from the original's. */
  readonly worst: number;
}

const python = process.env['SKYSORT_TEST_PYTHON'];
const here = isPresent(surveyFolder, 'the 48 real survey images in other forms');
if (python === undefined) {
  process.stdout.write(
    'skipped: the real images as astropy converts them (SKYSORT_TEST_PYTHON names no Python)\n',
  );
}
const converted = here && python !== undefined ? test : test.skip.bind(test);

let made:
  { folder: string; expected: Record<string, readonly Converted[]>; oracle: Float64Array } | undefined;

/** Done once; the Python that the environment names must have astropy. */
function conversions(): NonNullable<typeof made> {
  if (made !== undefined) return made;
  const folder = temporaryFolder();
  const script = join(repositoryRoot, 'test', 'reference', 'fits', 'convert-survey.py');
  execFileSync(python!, [script, surveyFolder, folder]);
  const oracle = decodeNpy(readFileSync(join(surveyFolder, 'oracle_resized_128_float64.npy')));
  assert.ok(oracle.ok && oracle.value.values instanceof Float64Array);
  made = {
    folder,
    expected: JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')) as Record<string, Converted[]>,
    oracle: oracle.value.values,
  };
  return made;
}

for (const [form, what] of [
  ['float32', 'as float32'],
  ['int16', 'as scaled 16-bit integers'],
  ['rice', 'packed by Rice with dithering'],
  ['rice-int16', 'packed by Rice as scaled 16-bit integers'],
  ['gzip-tiles', 'in gzipped tiles'],
  ['gzip-whole', 'gzipped'],
] as const) {
  converted(`the 48 real images ${what} have astropy's pixels, and resized those of the oracle`, () => {
    const { folder, expected, oracle } = conversions();
    assert.is(expected[form]?.length, 48);
    for (const [i, { file, sha256, worst }] of (expected[form] ?? []).entries()) {
      const image = readFitsImage(readFileSync(join(folder, file)));
      assert.ok(image.ok, image.ok ? '' : image.failure.found);
      assert.is(
        createHash('sha256').update(bigEndianFloat64(image.value.pixels)).digest('hex'),
        sha256,
        file,
      );
      const ours = resize(image.value, 128, 128);
      const theirs = oracle.subarray(i * ours.length, (i + 1) * ours.length);
      const farthest = ours.reduce((most, value, j) => Math.max(most, Math.abs(value - theirs[j]!)), 0);
      // Each resized pixel is a mean of pixels: it cannot be moved further than the conversion moved them.
      assert.ok(farthest <= worst + 1e-6, `${file}: ${farthest}`);
      if (form.startsWith('gzip')) assert.is(worst, 0);
    }
  });
}

test.run();
