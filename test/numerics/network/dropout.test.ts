import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { dropoutKey } from '../../../src/numerics/network/engine/local-layer.js';
import { defaultOptimizers } from '../../../src/numerics/network/engine/optimizer.js';
import { imagesInMemory } from '../../../src/numerics/network/image-rows.js';
import { train } from '../../../src/numerics/network/train.js';

test('the word that chooses what is dropped differs for each seed, step and image', () => {
  const range = [0, 1, 2, 3, 4, 5, 6, 7];
  const words = range.flatMap((seed) =>
    range.flatMap((step) => range.map((image) => dropoutKey(seed, step, image))),
  );
  assert.is(new Set(words).size, 512);
});

/** Losses of epochs that only drop a quarter of some equal images; no weight moves. */
async function losses(nImages: number, epochs: number): Promise<number[]> {
  const image = new Float32Array(64).map((_, i) => i / 64);
  const values = new Float32Array(nImages * 64);
  for (let i = 0; i < nImages; i++) values.set(image, i * 64);
  const outcome = await train(
    {
      input: [64],
      layers: [
        { kind: 'dropout', rate: 0.25 },
        { kind: 'dense', units: 64 },
      ],
    },
    imagesInMemory(values, 64),
    undefined,
    {
      epochs,
      batchSize: nImages,
      loss: 'mean-squared-error',
      seed: 1,
      optimizer: { ...defaultOptimizers.sgd, learningRate: 1e-30 },
    },
  );
  if (outcome.state !== 'done') throw new Error(outcome.state);
  return outcome.history.map(({ loss }) => loss);
}

test('each step drops other values, and so does each image of a batch', async () => {
  const one = await losses(1, 4);
  assert.is(new Set(one).size, 4);
  const [both = NaN] = await losses(2, 1);
  assert.ok(Math.abs(both / one[0]! - 1) > 1e-4, `${both} of two equal images, ${one[0]!} of one`);
});

test.run();
