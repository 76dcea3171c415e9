import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { generator } from '../../../src/numerics/generator.js';
import type { Architecture, LayerSpec, Weights } from '../../../src/numerics/network/architecture.js';
import type { Loss } from '../../../src/numerics/network/engine/loss.js';
import { imagesInMemory } from '../../../src/numerics/network/image-rows.js';
import { networkOf, valuesIn } from '../../../src/numerics/network/network.js';
import { train } from '../../../src/numerics/network/train.js';
import { initialWeights } from '../../../src/numerics/network/weights.js';
import { referenceGradients } from '../../support/reference-network.js';

const nImages = 3;

/** Weights with biases and norms away from their neutral start, so that nothing hides behind a zero. */
function livelyWeights(architecture: Architecture): Weights {
  const network = networkOf(architecture);
  const random = generator(3, 'gradients', 'weights');
  return Object.fromEntries(
    Object.entries(initialWeights(network, 1)).map(([key, values]) => [
      key,
      key.endsWith('/kernel') ? values : values.map((v) => v + 0.4 * random.uniform() - 0.2),
    ]),
  );
}

function randomImages(length: number): Float32Array {
  const random = generator(4, 'gradients', 'images');
  return new Float32Array(nImages * length).map(() => 0.1 + 0.8 * random.uniform());
}

/** Gradients as the engine has them: with plain descent at rate 1 and one batch, they are what the weights lose. */
async function engineGradients(
  architecture: Architecture,
  weights: Weights,
  images: Float32Array,
  loss: Loss,
) {
  const length = valuesIn(architecture.input);
  const outcome = await train(architecture, imagesInMemory(images, length), undefined, {
    epochs: 1,
    batchSize: nImages,
    loss,
    optimizer: { name: 'sgd', learningRate: 1, momentum: 0 },
    seed: 0,
    weights,
  });
  if (outcome.state !== 'done') throw new Error(outcome.state);
  return (key: string): number[] => Array.from(weights[key]!, (v, i) => v - outcome.weights[key]![i]!);
}

async function checkGradients(
  input: readonly number[],
  layers: readonly LayerSpec[],
  loss: Loss = 'mean-squared-error',
): Promise<void> {
  const architecture = { input, layers };
  const network = networkOf(architecture);
  const length = valuesIn(input);
  const weights = livelyWeights(architecture);
  const images = randomImages(length);
  const found = await engineGradients(architecture, weights, images, loss);
  const batch = Array.from({ length: nImages }, (_, i) =>
    Float64Array.from(images.subarray(i * length, (i + 1) * length)),
  );
  const tensors = Object.fromEntries(
    Object.entries(weights).map(([key, values]) => [key, Float64Array.from(values)]),
  );
  const expected = referenceGradients(network, tensors, batch, loss);
  for (const [key, gradient] of Object.entries(expected)) {
    const largest = Math.max(...gradient.map(Math.abs));
    assert.ok(largest > 1e-6, `${key}: the reference has no gradient to compare with`);
    found(key).forEach((value, i) => {
      const difference = Math.abs(value - gradient[i]!);
      // Weights near 1 hold a change to 6e-8.
      assert.ok(
        difference < 1e-4 * largest + 2e-7,
        `${key}[${i}]: found ${value}, expected ${String(gradient[i])}`,
      );
    });
  }
}

const conv = (
  filters: number,
  kernel: 1 | 3 | 5,
  more: Partial<Extract<LayerSpec, { kind: 'conv2d' }>> = {},
): LayerSpec => ({
  kind: 'conv2d',
  filters,
  kernel,
  ...more,
});

for (const kernel of [1, 3, 5] as const) {
  test(`convolutions with a ${kernel} x ${kernel} kernel agree with central differences`, () =>
    checkGradients([6, 7, 2], [conv(5, kernel, { activation: 'tanh' }), conv(2, kernel)]));
}

for (const kernel of [1, 3, 5] as const) {
  test(`so do ${kernel} x ${kernel} convolutions with strides, on even and odd sides`, () =>
    checkGradients(
      [8, 5, 1],
      [
        conv(3, kernel, { activation: 'tanh' }),
        conv(2, kernel, { strides: 2, activation: 'elu' }),
        { kind: 'flatten' },
        { kind: 'dense', units: 40 },
      ],
    ));
}

test('a convolution to one channel, as the last of the cnn is, agrees', () =>
  checkGradients(
    [5, 9, 1],
    [conv(16, 3, { activation: 'relu' }), conv(1, 3, { activation: 'sigmoid' })],
    'binary-crossentropy',
  ));

test('convolutions with more channels than one tile of the kernel agree', () =>
  checkGradients(
    [4, 5, 1],
    [conv(11, 3, { activation: 'tanh' }), conv(9, 3, { activation: 'tanh' }), conv(1, 1)],
  ));

for (const activation of ['linear', 'relu', 'leaky-relu', 'elu', 'tanh', 'sigmoid'] as const) {
  test(`${activation} agrees inside a convolution, a dense layer and by itself`, () =>
    checkGradients(
      [4, 3, 1],
      [
        conv(4, 3, { activation }),
        conv(2, 3),
        { kind: 'activation', activation },
        { kind: 'flatten' },
        { kind: 'dense', units: 9, activation },
        { kind: 'dense', units: 12 },
      ],
    ));
}

for (const kind of ['max-pool', 'average-pool'] as const) {
  for (const size of [2, 3]) {
    test(`${kind} of ${size} x ${size} agrees where the last windows reach over the border`, () =>
      checkGradients(
        [7, 5, 1],
        [
          conv(5, 3, { activation: 'tanh' }),
          { kind, size },
          { kind: 'flatten' },
          { kind: 'dense', units: 35 },
        ],
      ));
  }
}

for (const [kernel, activation] of [
  [1, 'relu'],
  [3, 'leaky-relu'],
  [5, 'linear'],
] as const) {
  test(`a ${kernel} x ${kernel} convolution with ${activation} and the maxima of its squares agree, computed as one`, () =>
    checkGradients(
      [4, 8, 1],
      [
        conv(4, kernel, { activation }),
        { kind: 'max-pool' },
        conv(8, kernel, { activation }),
        { kind: 'max-pool' },
        { kind: 'activation', activation: 'tanh' },
        { kind: 'batch-norm' },
        { kind: 'upsample', size: 4 },
        conv(4, 1, { activation }),
        { kind: 'max-pool' },
        { kind: 'upsample' },
        conv(1, 1),
      ],
    ));
}

for (const [height, width] of [
  [1, 1],
  [2, 3],
  [5, 4],
  [3, 7],
] as const) {
  test(`upsampling ${height} x ${width} pixels and a convolution agree, computed as one`, () =>
    checkGradients(
      [height, width, 1],
      [
        conv(12, 1, { activation: 'tanh' }),
        { kind: 'upsample' },
        conv(16, 3, { activation: 'sigmoid' }),
        { kind: 'average-pool' },
        conv(1, 3),
      ],
    ));
}

test('upsampling and a convolution agree where nothing before them is trained, and where a batch norm follows', () =>
  checkGradients(
    [4, 3, 4],
    [
      { kind: 'upsample' },
      conv(8, 3, { activation: 'leaky-relu' }),
      { kind: 'batch-norm' },
      { kind: 'average-pool' },
      conv(4, 1),
    ],
  ));

for (const size of [2, 3]) {
  test(`upsampling by ${size} agrees`, () =>
    checkGradients(
      [6, 6, 1],
      [
        conv(5, 3, { activation: 'tanh' }),
        { kind: 'max-pool', size },
        conv(6, 3, { activation: 'tanh' }),
        { kind: 'upsample', size },
        conv(1, 3),
      ],
    ));
}

test('batch norms agree after a convolution, after a dense layer and as the first layer', () =>
  checkGradients(
    [4, 4, 1],
    [
      { kind: 'batch-norm' },
      conv(5, 3, { activation: 'tanh' }),
      { kind: 'batch-norm', epsilon: 0.01 },
      conv(3, 3, { activation: 'tanh' }),
      { kind: 'flatten' },
      { kind: 'dense', units: 7, activation: 'tanh' },
      { kind: 'batch-norm' },
      { kind: 'dense', units: 16 },
    ],
  ));

test('reshaping between convolutions and dense layers agrees', () =>
  checkGradients(
    [24],
    [
      { kind: 'dense', units: 30, activation: 'tanh' },
      { kind: 'reshape', shape: [5, 3, 2] },
      conv(4, 3, { activation: 'tanh' }),
      { kind: 'reshape', shape: [6, 5, 2] },
      conv(1, 3, { activation: 'tanh' }),
      { kind: 'flatten' },
      { kind: 'dense', units: 24, activation: 'sigmoid' },
    ],
    'binary-crossentropy',
  ));

test('dense layers wider than a strip and longer than a chunk agree', () =>
  checkGradients(
    [70],
    [
      { kind: 'dense', units: 3, activation: 'tanh' },
      { kind: 'dense', units: 259, activation: 'tanh' },
      { kind: 'dense', units: 2 },
      { kind: 'dense', units: 70, activation: 'sigmoid' },
    ],
    'binary-crossentropy',
  ));

test('cross-entropy agrees where no sigmoid comes before it', () =>
  checkGradients(
    [3, 3, 1],
    [
      conv(2, 3, { activation: 'sigmoid' }),
      { kind: 'average-pool' },
      { kind: 'upsample' },
      { kind: 'flatten' },
      { kind: 'reshape', shape: [32] },
      { kind: 'batch-norm' },
      { kind: 'dense', units: 9, activation: 'sigmoid' },
      { kind: 'activation', activation: 'linear' },
    ],
    'binary-crossentropy',
  ));

/** The loss of one batch by some weights. */
async function lossBy(architecture: Architecture, weights: Weights, images: Float32Array): Promise<number> {
  const outcome = await train(architecture, imagesInMemory(images, valuesIn(architecture.input)), undefined, {
    epochs: 1,
    batchSize: nImages,
    loss: 'mean-squared-error',
    optimizer: { name: 'sgd', learningRate: 1, momentum: 0 },
    seed: 0,
    weights,
  });
  if (outcome.state !== 'done') throw new Error(outcome.state);
  return outcome.history[0]!.loss;
}

test('dropout drops the same values going back as going forward', async () => {
  // The reference knows no masks: here the engine's own loss is differenced, which float32 allows to about 1%.
  const architecture: Architecture = {
    input: [6, 6, 1],
    layers: [conv(3, 3, { activation: 'tanh' }), { kind: 'dropout', rate: 0.4 }, conv(1, 3)],
  };
  const weights = livelyWeights(architecture);
  const images = randomImages(36);
  const found = (await engineGradients(architecture, weights, images, 'mean-squared-error'))(
    'conv2d_1/kernel',
  );
  const largest = Math.max(...found.map(Math.abs));
  const kernel = weights['conv2d_1/kernel']!;
  for (let i = 0; i < kernel.length; i += 4) {
    const at = (shift: number): Promise<number> =>
      lossBy(
        architecture,
        { ...weights, 'conv2d_1/kernel': kernel.map((v, j) => (i === j ? v + shift : v)) },
        images,
      );
    const difference = ((await at(0.01)) - (await at(-0.01))) / 0.02;
    assert.ok(Math.abs(difference - found[i]!) < 0.01 * largest, `${difference}, ${String(found[i])}`);
  }
});

test.run();
