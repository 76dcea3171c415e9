// The images that the study's author chose, through the weights that she trained, against a float64 oracle of two independent
// implementations. It needs no ingest: the resized images lie beside the repository too.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { matchWeights, readKerasH5 } from '../../../src/formats/keras-h5.js';
import { readNpy } from '../../../src/formats/npy.js';
import { imagesInMemory } from '../../../src/numerics/network/image-rows.js';
import { inference, inferenceBatches } from '../../../src/numerics/network/inference.js';
import { defaultLatentLayer, type Model } from '../../../src/numerics/network/model.js';
import { resolveLayers } from '../../../src/numerics/network/resolve-layers.js';
import { isPresent, surveyFolder } from '../../support/repository.js';

const pixels = 128 * 128;

async function originalModel(): Promise<Model> {
  const path = join(surveyFolder, 'original_autoencoder.h5');
  const file = await readKerasH5(path, 'original_autoencoder.h5');
  if (!file.ok || file.value.architecture === undefined) throw new Error(JSON.stringify(file));
  const { architecture, weights } = file.value;
  const network = resolveLayers(architecture);
  if (!network.ok) throw new Error(network.problem.found);
  const matched = matchWeights(network.layers, weights, 'name');
  if (!matched.ok) throw new Error(JSON.stringify(matched.failure));
  return { architecture, latentLayer: defaultLatentLayer(architecture)!, weights: matched.value };
}

async function values(name: string): Promise<Float64Array> {
  const array = await readNpy(join(surveyFolder, name));
  if (!array.ok || !(array.value.values instanceof Float64Array)) throw new Error(name);
  return array.value.values;
}

/** Each image to [0, 1] by its own minimum and maximum, computed in float64 and rounded once. */
function normalised(images: Float64Array): Float32Array {
  const result = new Float32Array(images.length);
  for (let start = 0; start < images.length; start += pixels) {
    const image = images.subarray(start, start + pixels);
    const low = image.reduce((least, value) => Math.min(least, value));
    const high = image.reduce((most, value) => Math.max(most, value));
    for (const [index, value] of image.entries()) result[start + index] = (value - low) / (high - low);
  }
  return result;
}

const largestGap = (found: ArrayLike<number>, expected: ArrayLike<number>): number => {
  assert.is(found.length, expected.length);
  let gap = 0;
  for (let index = 0; index < found.length; index++) {
    gap = Math.max(gap, Math.abs(found[index]! - expected[index]!));
  }
  return gap;
};

if (isPresent(surveyFolder, 'the original weights on real images')) {
  test('real images through the original weights give the latents of the float64 oracle', async () => {
    const { architecture, weights, latentLayer } = await originalModel();
    const images = normalised(await values('oracle_resized_128_float64.npy'));
    const latents = await inference(architecture, weights, images, { to: latentLayer });
    assert.equal(latents.shape, [48, 16, 16, 4]);
    const gap = largestGap(latents.values, await values('oracle_latents_float64.npy'));
    assert.ok(gap < 1e-4, `the largest gap is ${gap}`);
  });

  test('their reconstructions have the losses of the float64 oracle', async () => {
    const { architecture, weights } = await originalModel();
    const images = normalised(await values('oracle_resized_128_float64.npy'));
    const losses: number[] = [];
    const rows = imagesInMemory(images, pixels);
    const options = { loss: 'binary-crossentropy', batchSize: 7 } as const;
    for await (const batch of inferenceBatches(architecture, weights, rows, options))
      losses.push(...batch.losses);
    const oracle = JSON.parse(readFileSync(join(surveyFolder, 'oracle.json'), 'utf8')) as {
      bce_per_image: number[];
    };
    const gap = largestGap(losses, oracle.bce_per_image);
    assert.ok(gap < 1e-5, `the largest gap is ${gap}`);
  });
} else {
  test.skip('real images through the original weights', () => undefined);
}

test.run();
