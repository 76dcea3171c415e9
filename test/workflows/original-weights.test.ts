// The author's own weights on 12 real galaxies, against oracles made by astropy, scikit-image and two independent
// float64 implementations of the network.
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { readCsv } from '../../src/formats/csv.js';
import { bigEndianFloat64 } from '../../src/formats/fits/pixels.js';
import { readNpy } from '../../src/formats/npy.js';
import { resize } from '../../src/numerics/resize.js';
import { isPresent, repositoryRoot, surveyFolder } from '../support/repository.js';
import { readAllFrames } from '../support/read-all-frames.js';
import { Rig } from '../support/rig.js';

const isThere = isPresent(surveyFolder, "the author's weights on real galaxies");
const testOnSurvey = (name: string, run: () => void | Promise<void>): void =>
  isThere ? test(name, run) : test.skip(name, run);
const rig = new Rig();

const readJson = (name: string): unknown => JSON.parse(readFileSync(join(surveyFolder, name), 'utf8'));

async function values(path: string) {
  const array = await readNpy(path);
  assert.ok(array.ok);
  return array.value;
}

testOnSurvey('the workflow runs on the tarballs as they are', async () => {
  await rig.run(
    join(repositoryRoot, 'workflows/original-weights.yaml'),
    '--set',
    `data=${surveyFolder}/*.tar`,
    '--set',
    `weights=${surveyFolder}/original_autoencoder.h5`,
  );
  assert.equal(Object.keys(rig.idsByState('original-weights')), ['ran']);
});

testOnSurvey('every raw image equals the reference, pixel for pixel', async () => {
  const reference = readJson('reference.json') as Record<string, { sha256_f64be: string }>;
  let compared = 0;
  for (const name of readdirSync(surveyFolder)
    .filter((file) => file.endsWith('.tar'))
    .sort()) {
    for (const frame of await readAllFrames([join(surveyFolder, name)])) {
      assert.ok(frame.image.ok);
      const digest = createHash('sha256').update(bigEndianFloat64(frame.image.value.pixels)).digest('hex');
      assert.is(digest, reference[`${name}#${frame.camera}`]!.sha256_f64be);
      compared += 1;
    }
  }
  assert.is(compared, 48);
});

testOnSurvey('resized images are within 1e-6 of scikit-image, relative to the range of each', async () => {
  const oracle = await values(join(surveyFolder, 'oracle_resized_128_float64.npy'));
  let index = 0;
  let worst = 0;
  for (const name of readdirSync(surveyFolder)
    .filter((file) => file.endsWith('.tar'))
    .sort()) {
    for (const frame of await readAllFrames([join(surveyFolder, name)])) {
      assert.ok(frame.image.ok);
      const resized = resize(frame.image.value, 128, 128);
      const expected = oracle.values.subarray(index * 16384, (index + 1) * 16384);
      const range = Math.max(...expected) - Math.min(...expected);
      for (let i = 0; i < 16384; i++) worst = Math.max(worst, Math.abs(resized[i]! - expected[i]!) / range);
      index += 1;
    }
  }
  assert.is(index, 48);
  assert.ok(worst < 1e-6, `worst difference ${worst}`);
});

testOnSurvey('latents are within 1e-4 of the oracle', async () => {
  const oracle = await values(join(surveyFolder, 'oracle_latents_float64.npy'));
  const latents = await values(rig.path('runs/original-weights/latest/outputs/latents/latents.npy'));
  assert.equal(latents.shape, [48, 16, 16, 4]);
  let worst = 0;
  latents.values.forEach((value, i) => (worst = Math.max(worst, Math.abs(value - oracle.values[i]!))));
  assert.ok(worst < 1e-4, `worst difference ${worst}`);
});

testOnSurvey('the loss of each reconstruction is within 1e-5 of the oracle', async () => {
  const { bce_per_image: oracle } = readJson('oracle.json') as { bce_per_image: number[] };
  const table = await readCsv(rig.path('runs/original-weights/latest/outputs/reconstructions/errors.csv'));
  assert.ok(table.ok);
  const losses = table.value.numbers('loss')!;
  assert.is(losses.length, 48);
  oracle.forEach((loss, i) =>
    assert.ok(Math.abs(losses[i]! - loss) < 1e-5, `image ${i}: ${losses[i]} for ${loss}`),
  );
});

/** Named in SOURCES.md as clear artifacts by eye, `<galaxy>:<camera>`. */
const clearArtifacts = ['11667_059:0', '11667_059:2', '12134_081:0', '22_071:0', '22_071:2'];
const scores = () => readCsv(rig.path('runs/original-weights/latest/outputs/artifacts/artifact-score.csv'));

testOnSurvey('the five clear artifacts stand out and are among the six of the highest scores', async () => {
  const table = await scores();
  assert.ok(table.ok);
  const cameras = table.value.column('camera')!;
  const names = table.value
    .column('source')!
    .map((source, i) => `${/TNG100-1_(.*)_50kpc/.exec(source)![1]!}:${cameras[i]!}`);
  const standing = names.filter((_, i) => table.value.column('stands_out')![i] !== '');
  assert.ok(standing.length <= 12, standing.join(' '));
  const values = table.value.numbers('artifact_score')!;
  const ranked = [...names.keys()].sort((a, b) => values[b]! - values[a]!);
  const first = ranked.slice(0, 6).map((i) => names[i]!);
  for (const clear of clearArtifacts) assert.ok(first.includes(clear) && standing.includes(clear), clear);
});

testOnSurvey('at each K four of them share one cluster of six, too small to be sure of', async () => {
  const table = await readCsv(
    rig.path('runs/original-weights/latest/outputs/artifacts/artifact-clusters.csv'),
  );
  assert.ok(table.ok);
  const { rows, columns } = table.value;
  const cell = (row: readonly string[], name: string): string => row[columns.indexOf(name)]!;
  const told = rows.map((row) =>
    ['k', 'images', 'standing_out', 'verdict'].map((name) => cell(row, name)).join(' '),
  );
  assert.equal(
    told.filter((text) => text.includes(' 6 4 ')),
    ['3 6 4 unclear', '6 6 4 unclear', '7 6 4 unclear'],
  );
});

test.run();
