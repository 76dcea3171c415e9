import { createHash } from 'node:crypto';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { generator } from '../../../src/numerics/generator.js';
import type { Architecture, LayerSpec, Weights } from '../../../src/numerics/network/architecture.js';
import { defaultOptimizers } from '../../../src/numerics/network/engine/optimizer.js';
import { imagesInMemory, type ImageRows } from '../../../src/numerics/network/image-rows.js';
import { inferenceBatches } from '../../../src/numerics/network/inference.js';
import { networkOf } from '../../../src/numerics/network/network.js';
import { presetArchitecture } from '../../../src/numerics/network/presets.js';
import { train, type TrainingOptions } from '../../../src/numerics/network/train.js';
import { initialWeights } from '../../../src/numerics/network/weights.js';

const random = generator(2, 'train');
const pixels = new Float32Array(21 * 256).map((_, i) => (i % 16 < 8 ? 0.1 : 0.6) + 0.3 * random.uniform());
const images = imagesInMemory(pixels, 256);
const validation = imagesInMemory(pixels.subarray(0, 5 * 256), 256);

const usual: TrainingOptions = {
  epochs: 2,
  batchSize: 8,
  loss: 'binary-crossentropy',
  optimizer: defaultOptimizers.adadelta,
  seed: 3,
};

async function trained(architecture: Architecture, options: Partial<TrainingOptions> = {}) {
  const outcome = await train(architecture, images, validation, { ...usual, ...options });
  if (outcome.state !== 'done') throw new Error(outcome.state);
  return outcome;
}

function digest(weights: Weights): string {
  const hash = createHash('sha256');
  for (const [key, values] of Object.entries(weights)) hash.update(key).update(values);
  return hash.digest('hex');
}

const cnn = presetArchitecture('cnn', 16, 16);
const everything: readonly LayerSpec[] = [
  { kind: 'conv2d', filters: 6, kernel: 5, strides: 2, activation: 'elu' },
  { kind: 'dropout', rate: 0.3 },
  { kind: 'batch-norm' },
  { kind: 'average-pool' },
  { kind: 'flatten' },
  { kind: 'dense', units: 40, activation: 'leaky-relu', latent: true },
  { kind: 'batch-norm' },
  { kind: 'dropout', rate: 0.1 },
  { kind: 'dense', units: 256 },
  { kind: 'activation', activation: 'sigmoid' },
  { kind: 'reshape', shape: [16, 16, 1] },
];

const networks: readonly (readonly [string, Architecture])[] = [
  ['the cnn', cnn],
  ['the dense network', presetArchitecture('dense', 16, 16)],
  ['a network of every kind of layer', { input: [16, 16, 1], layers: everything }],
];

for (const [name, architecture] of networks) {
  test(`training ${name} gives the same bytes for 1, 2, 3 and 8 threads`, async () => {
    const one = await trained(architecture, { threads: 1 });
    assert.ok(one.history[1]!.loss < one.history[0]!.loss);
    for (const threads of [2, 3, 8]) {
      const many = await trained(architecture, { threads });
      assert.is(digest(many.weights), digest(one.weights), `${threads} threads`);
      assert.equal(many.history, one.history);
    }
  });
}

for (const [name, architecture] of networks) {
  test(`training ${name} gives the same bytes when threads come and go in its midst`, async () => {
    const one = await trained(architecture, { threads: 1 });
    const asked: number[] = [];
    const threadsNow = (): number => {
      asked.push(1 + ([0, 2, 2, 1, 0, 1][asked.length] ?? 0));
      return asked.at(-1) ?? 1;
    };
    const many = await trained(architecture, {
      threads: 1,
      borrowing: { mostThreads: 3, threadsNow },
    });
    assert.equal(asked, [1, 3, 3, 2, 1, 2]);
    assert.is(digest(many.weights), digest(one.weights));
    assert.equal(many.history, one.history);
  });
}

test('another seed gives other weights and another order', async () => {
  const [a, b] = [await trained(cnn, { seed: 1 }), await trained(cnn, { seed: 2 })];
  assert.is.not(digest(a.weights), digest(b.weights));
  const weights = initialWeights(networkOf(cnn), 0);
  const [c, d] = [await trained(cnn, { seed: 1, weights }), await trained(cnn, { seed: 2, weights })];
  assert.is.not(digest(c.weights), digest(d.weights));
});

test('each epoch goes through every image once, in an order of its own', async () => {
  const read: number[] = [];
  const watched: ImageRows = {
    ...images,
    read: (index, target) => {
      for (let i = 0; i < target.length / images.length; i++) read.push(index + i);
      return images.read(index, target);
    },
  };
  const layers: readonly LayerSpec[] = [{ kind: 'dense', units: 256, activation: 'sigmoid' }];
  await train({ input: [256], layers }, watched, undefined, { ...usual, epochs: 3 });
  const orders = [0, 1, 2].map((epoch) => read.slice(epoch * 21, (epoch + 1) * 21));
  const every = Array.from({ length: 21 }, (_, i) => i);
  for (const order of orders)
    assert.equal(
      order.toSorted((a, b) => a - b),
      every,
    );
  assert.is(new Set([every, ...orders].map(String)).size, 4);
});

test('starting kernels fill the Glorot range evenly', () => {
  const { 'dense_1/kernel': kernel, 'dense_1/bias': bias } = initialWeights(
    networkOf({ input: [256], layers: [{ kind: 'dense', units: 128 }] }),
    0,
  );
  const limit = Math.sqrt(6 / (256 + 128));
  assert.ok(kernel!.every((v) => Math.abs(v) <= limit));
  assert.ok(kernel!.some((v) => v > 0.99 * limit) && kernel!.some((v) => v < -0.99 * limit));
  const variance = kernel!.reduce((sum, v) => sum + v * v, 0) / kernel!.length;
  assert.ok(Math.abs(variance / ((limit * limit) / 3) - 1) < 0.02);
  assert.ok(bias!.every((v) => v === 0));
});

test('the loss of an epoch weighs each image once, a smaller last batch too', async () => {
  // With a rate of 1e-30 no weight moves: the mean during the epoch is that of the untrained network.
  const still: Architecture = {
    input: [16, 16, 1],
    layers: [{ kind: 'conv2d', filters: 1, kernel: 3, activation: 'sigmoid' }],
  };
  const { history } = await trained(still, {
    optimizer: { name: 'sgd', learningRate: 1e-30, momentum: 0 },
    epochs: 1,
  });
  let sum = 0;
  const weights = initialWeights(networkOf(still), 3);
  for await (const { losses } of inferenceBatches(still, weights, images, { loss: 'binary-crossentropy' })) {
    sum += losses.reduce((total, loss) => total + loss, 0);
  }
  assert.ok(Math.abs(history[0]!.loss - sum / 21) < 1e-9);
});

test('the validation loss is that of inference by the weights at the end of the epoch', async () => {
  const { weights, history } = await trained(cnn);
  let sum = 0;
  for await (const { losses } of inferenceBatches(cnn, weights, validation, {
    loss: 'binary-crossentropy',
  })) {
    sum += losses.reduce((total, loss) => total + loss, 0);
  }
  assert.is(history.at(-1)!.validationLoss, sum / 5);
});

test('without a validation part there is no validation loss, and one image is enough', async () => {
  const outcome = await train(cnn, imagesInMemory(pixels.subarray(0, 256), 256), undefined, usual);
  assert.is(outcome.state, 'done');
  assert.is(outcome.state === 'done' && outcome.history[1]!.validationLoss, undefined);
});

/** How far one step at rate 1 moves the bias of a single unit that gives `output` before its activation for the target 0.5. */
async function biasStep(output: number, activation: 'linear' | 'sigmoid'): Promise<number> {
  const outcome = await train(
    { input: [1], layers: [{ kind: 'dense', units: 1, activation }] },
    imagesInMemory(new Float32Array([0.5]), 1),
    undefined,
    {
      ...usual,
      epochs: 1,
      optimizer: { name: 'sgd', learningRate: 1, momentum: 0 },
      weights: { 'dense_1/kernel': new Float32Array([0]), 'dense_1/bias': new Float32Array([output]) },
    },
  );
  if (outcome.state !== 'done') throw new Error(outcome.state);
  return outcome.weights['dense_1/bias']![0]! - output;
}

test('a saturated sigmoid still learns under cross-entropy, and a prediction that was clipped does not', async () => {
  assert.ok(Math.abs((await biasStep(30, 'sigmoid')) + 0.5) < 1e-5);
  assert.is(await biasStep(2, 'linear'), 0);
  assert.is(await biasStep(-1, 'linear'), 0);
  // (p - t) / (p (1 - p)) = 0.25 / (0.75 * 0.25)
  assert.ok(Math.abs((await biasStep(0.75, 'linear')) + 4 / 3) < 1e-6);
});

test('more epochs repeat the fewer ones first', async () => {
  const { history } = await trained(cnn, { epochs: 3 });
  assert.equal(history.slice(0, 2), (await trained(cnn, { epochs: 2 })).history);
});

test('a loss that is not finite ends the training with the epoch that it came in', async () => {
  const broken = pixels.slice();
  broken[300] = NaN;
  assert.equal(await train(cnn, imagesInMemory(broken, 256), undefined, usual), {
    state: 'diverged',
    epoch: 1,
    loss: NaN,
  });
});

test('a validation loss that is not finite ends the training too', async () => {
  const broken = imagesInMemory(new Float32Array(256).fill(NaN), 256);
  assert.equal(await train(cnn, images, broken, usual), { state: 'diverged', epoch: 1, loss: NaN });
});

test('onBatch counts the batches of all epochs, and its false ends the training', async () => {
  const seen: string[] = [];
  const outcome = await train(cnn, images, undefined, {
    ...usual,
    onBatch: (done, total) => seen.push(`${done}/${total}`) < 5,
  });
  assert.equal(outcome, { state: 'cancelled' });
  assert.equal(seen, ['0/6', '1/6', '2/6', '3/6', '4/6']);
});

test('a network too large for the memory of WebAssembly is refused before any is taken', async () => {
  const outcome = await train(
    {
      input: [256],
      layers: [
        { kind: 'dense', units: 1_000_000 },
        { kind: 'dense', units: 256 },
      ],
    },
    images,
    undefined,
    usual,
  );
  assert.is(outcome.state, 'too-large');
});

test.run();
