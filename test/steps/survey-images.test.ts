import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { readCsv } from '../../src/formats/csv.js';
import { bigEndianFloat64 } from '../../src/formats/fits/pixels.js';
import { decodeNpy, readNpy } from '../../src/formats/npy.js';
import { basicStatistics } from '../../src/numerics/image-statistics.js';
import { resize } from '../../src/numerics/resize.js';
import { imageStats } from '../../src/steps/image-stats.js';
import { ingest } from '../../src/steps/ingest.js';
import { isPresent, surveyFolder } from '../support/repository.js';
import { readAllFrames } from '../support/read-all-frames.js';
import { runStep } from '../support/run-step.js';

interface ReferenceImage {
  readonly member: string;
  readonly shape: readonly [number, number];
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  readonly zeros: number;
  readonly sha256_f64be: string;
}

const here = isPresent(surveyFolder, 'the 48 real survey images');
const surveyTest = (title: string, run: () => void | Promise<void>): void => {
  if (here) test(title, run);
  else test.skip(title, run);
};
const tarballs = here
  ? readdirSync(surveyFolder)
      .filter((name) => name.endsWith('.tar'))
      .sort()
      .map((name) => join(surveyFolder, name))
  : [];
const allFrames = () => readAllFrames(tarballs);

surveyTest('all 48 raw images have the pixels that astropy read', async () => {
  const reference = JSON.parse(readFileSync(join(surveyFolder, 'reference.json'), 'utf8')) as Record<
    string,
    ReferenceImage
  >;
  const frames = await allFrames();
  assert.is(frames.length, 48);
  for (const { source, camera, member, image } of frames) {
    const expected = reference[`${source}#${String(camera)}`]!;
    assert.ok(image.ok);
    const { pixels, height, width } = image.value;
    assert.is(createHash('sha256').update(bigEndianFloat64(pixels)).digest('hex'), expected.sha256_f64be);
    assert.equal([height, width], expected.shape);
    assert.ok(member.endsWith(`/${expected.member}`));
    const { min, max, mean, zeroFluxFraction } = basicStatistics(pixels);
    assert.equal([min, max], [expected.min, expected.max]);
    assert.ok(Math.abs(mean - expected.mean) <= 1e-14 * (max - min));
    assert.is(zeroFluxFraction, expected.zeros / pixels.length);
  }
});

const oracle = () => {
  const decoded = decodeNpy(readFileSync(join(surveyFolder, 'oracle_resized_128_float64.npy')));
  assert.ok(decoded.ok);
  return decoded.value.values;
};

surveyTest('all 48 resized images agree with scikit-image within 1e-12 of their range', async () => {
  const resized = oracle();
  for (const [i, { image }] of (await allFrames()).entries()) {
    assert.ok(image.ok);
    const ours = resize(image.value, 128, 128);
    const { min, max } = basicStatistics(image.value.pixels);
    let worst = 0;
    for (let j = 0; j < ours.length; j++) {
      worst = Math.max(worst, Math.abs(ours[j]! - resized[i * ours.length + j]!));
    }
    assert.ok(worst <= 1e-12 * (max - min), `image ${i}: ${worst / (max - min)}`);
  }
});

surveyTest(
  'ingest and image-stats go through all tarballs and find the gap and the bleed trails',
  async () => {
    const ingested = await runStep(ingest, {
      inputs: { files: tarballs },
      params: { header_keywords: ['TILE', 'CFIS_psf_fwhm'] },
    });
    assert.ok(ingested.result.ok);
    const images = await readNpy(ingested.path('images'));
    assert.ok(images.ok);
    assert.equal(images.value.shape, [48, 128, 128]);
    const pixels = 128 * 128;
    const resized = oracle();
    for (let i = 0; i < 48; i++) {
      const [image, raw] = [images.value.values, resized].map((all) =>
        all.subarray(i * pixels, (i + 1) * pixels),
      );
      const { min, max } = basicStatistics(Float64Array.from(raw!));
      for (let j = 0; j < pixels; j++) {
        assert.ok(Math.abs(image![j]! - (raw![j]! - min) / (max - min)) < 1e-7);
      }
    }
    const statistics = await runStep(imageStats, {
      inputs: { files: tarballs, catalogue: ingested.path('catalogue') },
    });
    assert.ok(statistics.result.ok);
    const table = await readCsv(statistics.path('table'));
    assert.ok(table.ok);
    const where = (name: string, above: number): string[] =>
      [...table.value.numbers(name)!.entries()]
        .filter(([, value]) => value > above)
        .map(([i]) => `${/-1_(\d+_\d+)_/.exec(table.value.column('source')![i]!)![1]!}:${i % 4}`);
    // By eye: a saturated star with a bleed trail, gap stripes, two bleed trails, a dead edge strip.
    assert.equal(where('zero_flux_fraction', 0), ['11667_059:2']);
    assert.equal(where('column_anomaly', 10), ['11667_059:0', '12134_081:0', '22_071:0', '22_071:2']);
    assert.equal(where('saturated_fraction', 0.01), ['11667_059:0', '12134_081:0', '22_071:0']);
  },
);

test.run();
