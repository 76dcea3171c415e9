import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { readCsv } from '../../src/formats/csv.js';
import { readNpy } from '../../src/formats/npy.js';
import { readModel } from '../../src/formats/model-file.js';
import { inference } from '../../src/numerics/network/inference.js';
import { encode } from '../../src/steps/encode.js';
import { importModel } from '../../src/steps/import-model.js';
import { reconstruct } from '../../src/steps/reconstruct.js';
import { trainAutoencoder } from '../../src/steps/train-autoencoder.js';
import { imageFile, spotImages, splitFile } from '../support/image-files.js';
import { isPresent, surveyFolder } from '../support/repository.js';
import { runStep, type StepRun } from '../support/run-step.js';
import type { StepKind } from '../../src/core/step.js';

async function values(path: string): Promise<{ shape: readonly number[]; values: Float64Array }> {
  const array = await readNpy(path);
  if (!array.ok) throw new Error(JSON.stringify(array.failure));
  return { shape: array.value.shape, values: Float64Array.from(array.value.values) };
}

async function ran(kind: StepKind, run: StepRun) {
  const outcome = await runStep(kind, run);
  if (!outcome.result.ok) throw new Error(JSON.stringify(outcome.result.failure));
  return outcome;
}

async function failure(kind: StepKind, run: StepRun): Promise<Record<string, string>> {
  const { result } = await runStep(kind, run);
  if (result.ok) throw new Error('it ran');
  return result.failure as unknown as Record<string, string>;
}

const images = await spotImages(40, 16);
const trained = await ran(trainAutoencoder, { inputs: { images }, params: { epochs: 1, batch_size: 16 } });
const model = trained.path('model');
const split = splitFile(
  Array.from({ length: 26 }, (_, i) => i),
  Array.from({ length: 14 }, (_, i) => 39 - i),
);

test('encode writes the output of the latent layer for every image, in their order', async () => {
  const found = await values((await ran(encode, { inputs: { images, model } })).path('latents'));
  assert.equal(found.shape, [40, 2, 2, 4]);
  const read = await readModel(join(model, 'model.json'), join(model, 'model.safetensors'));
  assert.ok(read.ok);
  const pixels = Float32Array.from((await values(images)).values);
  const last = await inference(read.value.architecture, read.value.weights, pixels.subarray(39 * 256), {
    to: 6,
  });
  assert.equal([...found.values.slice(39 * 16)], [...last.values]);
});

test('latents, reconstructions and errors are the same bytes for 1 and 3 threads', async () => {
  const bytes = async (threads: number): Promise<Buffer[]> => {
    const encoded = await ran(encode, { inputs: { images, model }, threads });
    const made = await ran(reconstruct, { inputs: { images, model }, threads });
    return [encoded.path('latents'), made.path('images'), made.path('errors')].map((path) =>
      readFileSync(path),
    );
  };
  assert.equal(await bytes(1), await bytes(3));
});

test('reconstruct writes the first 10 of the validation part, and the errors of all', async () => {
  const outcome = await ran(reconstruct, { inputs: { images, model, split } });
  const made = await values(outcome.path('images'));
  assert.equal(made.shape, [10, 16, 16]);
  const table = await readCsv(outcome.path('errors'));
  assert.ok(table.ok);
  assert.equal(table.value.columns, ['index', 'part', 'loss', 'row']);
  assert.is(table.value.rows.length, 40);
  assert.equal([table.value.rows[0]![1], table.value.rows[0]![3]], ['train', '']);
  assert.equal([table.value.rows[39]![1], table.value.rows[39]![3]], ['validation', '0']);
  assert.equal([table.value.rows[29]![1], table.value.rows[29]![3]], ['validation', '']);
  const pixels = (await values(images)).values.subarray(39 * 256);
  const error = pixels.reduce((sum, t, i) => {
    const p = made.values[i]!;
    return sum - t * Math.log(p) - (1 - t) * Math.log(1 - p);
  }, 0);
  assert.ok(Math.abs(Number(table.value.rows[39]![2]) - error / 256) < 1e-6);
  const losses = [...table.value.numbers('loss')!];
  const mean = losses.slice(26).reduce((sum, loss) => sum + loss, 0) / 14;
  assert.ok(Math.abs((outcome.measures['val_loss'] as number) - mean) < 1e-12);
});

test('reconstruct writes the rows asked for, in the order asked for', async () => {
  const some = await values(
    (await ran(reconstruct, { inputs: { images, model }, params: { rows: [7, 3] } })).path('images'),
  );
  const usual = await values((await ran(reconstruct, { inputs: { images, model } })).path('images'));
  assert.equal(some.shape, [2, 16, 16]);
  assert.equal([...some.values.subarray(0, 256)], [...usual.values.subarray(7 * 256, 8 * 256)]);
  assert.equal([...some.values.subarray(256)], [...usual.values.subarray(3 * 256, 4 * 256)]);
});

test('a squared error can be asked for', async () => {
  const outcome = await ran(reconstruct, {
    inputs: { images, model },
    params: { loss: 'mean-squared-error' },
  });
  const made = await values(outcome.path('images'));
  const pixels = (await values(images)).values;
  let sum = 0;
  for (let i = 0; i < 256; i++) sum += (made.values[i]! - pixels[i]!) ** 2;
  const table = await readCsv(outcome.path('errors'));
  assert.ok(table.ok && Math.abs(Number(table.value.rows[0]![2]) - sum / 256) < 1e-8);
});

test('images of another size and rows that do not exist are refused with what to do', async () => {
  const other = await failure(encode, { inputs: { images: await spotImages(2, 8), model } });
  assert.equal([other['input'], other['found']], ['images', 'images of 8 x 8 pixels']);
  const row = await failure(reconstruct, { inputs: { images, model }, params: { rows: [1, 40] } });
  assert.equal([row['parameter'], row['found']], ['rows', '40']);
});

test('cancelling stops both', async () => {
  const signal = AbortSignal.abort();
  for (const kind of [encode, reconstruct]) {
    assert.is((await failure(kind, { inputs: { images, model }, signal }))['reason'], 'cancelled');
  }
});

const onSurvey = isPresent(surveyFolder, 'the study’s own network on real images')
  ? test
  : test.skip.bind(test);

onSurvey(
  'the study’s network gives latents within 1e-4 and errors within 1e-5 of a float64 oracle',
  async () => {
    const resized = await values(join(surveyFolder, 'oracle_resized_128_float64.npy'));
    const pixels = new Float32Array(resized.values.length);
    for (let start = 0; start < pixels.length; start += 16384) {
      const image = resized.values.subarray(start, start + 16384);
      const [low, high] = image.reduce<[number, number]>(
        ([a, b], v) => [Math.min(a, v), Math.max(b, v)],
        [Infinity, -Infinity],
      );
      for (let i = 0; i < 16384; i++) pixels[start + i] = (image[i]! - low) / (high - low);
    }
    const survey = await imageFile(resized.shape, pixels);
    const weights = join(surveyFolder, 'original_autoencoder.h5');
    const original = (await ran(importModel, { inputs: { weights }, params: { architecture: 'cnn' } })).path(
      'model',
    );
    const inputs = { images: survey, model: original };
    const latents = await values((await ran(encode, { inputs, threads: 2 })).path('latents'));
    const oracle = await values(join(surveyFolder, 'oracle_latents_float64.npy'));
    assert.equal(latents.shape, oracle.shape);
    const largest = latents.values.reduce((most, v, i) => Math.max(most, Math.abs(v - oracle.values[i]!)), 0);
    assert.ok(largest < 1e-4, `latents differ by ${largest}`);
    const errors = await readCsv((await ran(reconstruct, { inputs, threads: 2 })).path('errors'));
    assert.ok(errors.ok);
    const { bce_per_image } = JSON.parse(readFileSync(join(surveyFolder, 'oracle.json'), 'utf8')) as {
      bce_per_image: number[];
    };
    errors.value.numbers('loss')!.forEach((loss, i) => assert.ok(Math.abs(loss - bce_per_image[i]!) < 1e-5));
  },
);

test.run();
