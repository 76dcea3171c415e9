import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { generator } from '../../../src/numerics/generator.js';
import type {
  Activation,
  Architecture,
  LayerSpec,
  Weights,
} from '../../../src/numerics/network/architecture.js';
import { imagesInMemory, selectImages } from '../../../src/numerics/network/image-rows.js';
import { inference, inferenceBatches } from '../../../src/numerics/network/inference.js';
import { networkOf } from '../../../src/numerics/network/network.js';
import { presetArchitecture } from '../../../src/numerics/network/presets.js';
import { initialWeights } from '../../../src/numerics/network/weights.js';
import { activations } from '../../support/reference-network.js';

/** Runs one layer without weights over one image. */
async function layer(
  input: readonly number[],
  spec: LayerSpec,
  image: readonly number[],
  weights: Weights = {},
): Promise<number[]> {
  const { values } = await inference({ input, layers: [spec] }, weights, Float32Array.from(image));
  return [...values];
}

// Any float32, and those where something happens.
const argument = fc.oneof(
  fc.float({ noNaN: true }),
  fc.float({ min: -20, max: 20, noNaN: true }),
  fc.float({ min: -1, max: 1, noNaN: true }),
);

for (const activation of Object.keys(activations) as Activation[]) {
  test(`${activation} is right to a float32's last bits for any argument`, () =>
    fc.assert(
      fc.asyncProperty(fc.array(argument, { minLength: 1, maxLength: 9 }), async (xs) => {
        const found = await layer([xs.length], { kind: 'activation', activation }, xs);
        found.forEach((value, i) => {
          const expected = Math.fround(activations[activation](xs[i]!));
          // Below 1e-37 a sigmoid is 0 to float32's normal numbers.
          const tolerance = 6e-7 * Math.abs(expected) + 1e-37;
          assert.ok(
            Object.is(value, expected) || Math.abs(value - expected) <= tolerance,
            `${activation}(${xs[i]!}): found ${value}, expected ${expected}`,
          );
        });
      }),
      { seed: 1, numRuns: 100 },
    ));

  test(`${activation} hands NaN on`, async () => {
    const found = await layer([5], { kind: 'activation', activation }, [1, NaN, 2, 3, NaN]);
    assert.equal(found.map(Number.isNaN), [false, true, false, false, true]);
  });
}

test('a convolution slides over a border of zeros', async () => {
  const weights = {
    'conv2d_1/kernel': new Float32Array([1, 2, 3, 4, 5, 6, 7, 8, 9]),
    'conv2d_1/bias': new Float32Array([10]),
  };
  const found = await layer([2, 2, 1], { kind: 'conv2d', filters: 1, kernel: 3 }, [1, 0, 0, 2], weights);
  // At (0, 0): 5 * 1 + 9 * 2; at (0, 1): 4 * 1 + 8 * 2; at (1, 0): 2 * 1 + 6 * 2; at (1, 1): 1 * 1 + 5 * 2
  assert.equal(found, [33, 30, 24, 21]);
});

test('with strides of 2 on an even side the first window begins at the first pixel, as in TensorFlow', async () => {
  const weights = {
    'conv2d_1/kernel': new Float32Array([1, 10, 100, 0, 0, 0, 0, 0, 0]),
    'conv2d_1/bias': new Float32Array([0]),
  };
  const spec: LayerSpec = { kind: 'conv2d', filters: 1, kernel: 3, strides: 2 };
  assert.equal(await layer([2, 4, 1], spec, [1, 2, 3, 4, 5, 6, 7, 8], weights), [321, 43]);
  // On an odd side one row and one column of zeros come first: only the window of row 2 sees row 1.
  assert.equal(await layer([3, 3, 1], spec, [1, 2, 3, 4, 5, 6, 7, 8, 9], weights), [0, 0, 540, 65]);
});

test('pools take the maximum or the mean of what is inside the image', async () => {
  const image = [1, 5, 2, 3, 4, 9, 7, 8, 6];
  assert.equal(await layer([3, 3, 1], { kind: 'max-pool' }, image), [5, 9, 8, 6]);
  assert.equal(await layer([3, 3, 1], { kind: 'average-pool' }, image), [3.25, 5.5, 7.5, 6]);
});

test('upsampling repeats pixels, whatever the channels', async () => {
  const found = await layer([1, 2, 2], { kind: 'upsample' }, [1, 2, 3, 4]);
  assert.equal(found, [1, 2, 1, 2, 3, 4, 3, 4, 1, 2, 1, 2, 3, 4, 3, 4]);
});

test('a dense layer multiplies and adds', async () => {
  const weights = {
    'dense_1/kernel': new Float32Array([1, 2, 3, 10, 20, 30]),
    'dense_1/bias': new Float32Array([0.5, 0, -1]),
  };
  assert.equal(await layer([2], { kind: 'dense', units: 3 }, [2, 1], weights), [12.5, 24, 35]);
});

test('a batch norm uses its moving statistics, and dropout drops nothing', async () => {
  const weights = {
    'batch_normalization_1/gamma': new Float32Array([2, 1]),
    'batch_normalization_1/beta': new Float32Array([1, 0]),
    'batch_normalization_1/moving_mean': new Float32Array([3, 0]),
    'batch_normalization_1/moving_variance': new Float32Array([3.999, 0.999]),
  };
  const found = await layer([1, 2, 2], { kind: 'batch-norm' }, [5, 7, 3, -7], weights);
  found.forEach((value, i) => assert.ok(Math.abs(value - [3, 7, 1, -7][i]!) < 1e-6));
  assert.equal(await layer([3], { kind: 'dropout', rate: 0.9 }, [1, 2, 3]), [1, 2, 3]);
});

const cnn = presetArchitecture('cnn', 16, 16);
const weights = initialWeights(networkOf(cnn), 7);
const random = generator(1, 'inference');
const images = new Float32Array(37 * 256).map(() => random.uniform());

test('no image gives no output, and `to` names the layer to stop at', async () => {
  const none = await inference(cnn, weights, new Float32Array(0), { to: 6 });
  assert.equal([none.shape, none.values.length], [[0, 2, 2, 4], 0]);
  const some = await inference(cnn, weights, images.subarray(0, 512), { to: 6 });
  assert.equal([some.shape, some.values.length], [[2, 2, 2, 4], 32]);
});

const networks: readonly [string, Architecture][] = [
  ['cnn', cnn],
  ['dense', presetArchitecture('dense', 16, 16)],
];
for (const [name, architecture] of networks) {
  test(`the ${name} network gives the same bytes for 1 and 3 threads and for any batch`, async () => {
    const own = initialWeights(networkOf(architecture), 7);
    const reference = await inference(architecture, own, images, { threads: 1, batchSize: 37 });
    for (const [threads, batchSize] of [
      [3, 37],
      [1, 1],
      [2, 8],
    ] as const) {
      const found = await inference(architecture, own, images, { threads, batchSize });
      assert.equal(Buffer.from(found.values.buffer), Buffer.from(reference.values.buffer));
    }
  });
}

test('losses are those of the images in their order', async () => {
  const identity: Architecture = { input: [4], layers: [{ kind: 'activation', activation: 'linear' }] };
  const rows = imagesInMemory(new Float32Array([0.5, 0.5, 0.5, 0.5, 1, 1, 1, 1, 0.25, 1, 0, 1]), 4);
  const losses: number[] = [];
  const options = { loss: 'binary-crossentropy', batchSize: 2 } as const;
  for await (const batch of inferenceBatches(identity, {}, selectImages(rows, [1, 0, 2]), options)) {
    losses.push(...batch.losses);
  }
  const entropy = (-(0.25 * Math.log(0.25) + 0.75 * Math.log(0.75)) + 3 * 1.2e-7) / 4;
  [1.2e-7, Math.log(2), entropy].forEach((expected, i) =>
    assert.ok(Math.abs(losses[i]! - expected) < 1e-7, `${losses[i]!}, ${expected}`),
  );
});

test('cross-entropy clips predictions at 1e-7, in float32 as Keras does', async () => {
  const wrong: Architecture = { input: [2], layers: [{ kind: 'dense', units: 2 }] };
  const flip = {
    'dense_1/kernel': new Float32Array([-1, 0, 0, -1]),
    'dense_1/bias': new Float32Array([1, 1]),
  };
  const batches = inferenceBatches(wrong, flip, imagesInMemory(new Float32Array([0, 1]), 2), {
    loss: 'binary-crossentropy',
  });
  for await (const { losses } of batches) {
    const expected = (-Math.log(1 - Math.fround(1 - 1e-7)) - Math.log(1e-7)) / 2;
    assert.ok(Math.abs(losses[0]! - expected) < 1e-5, `${losses[0]!}, ${expected}`);
  }
});

test('weights that do not fit the network are refused by the name of the tensor', async () => {
  for (const [key, values, message] of [
    ['conv2d_2/bias', undefined, 'no tensor conv2d_2/bias'],
    ['conv2d_2/bias', new Float32Array(7), '7 values in conv2d_2/bias, where (8) are expected'],
  ] as const) {
    const others = Object.fromEntries(Object.entries(weights).filter(([name]) => name !== key));
    const given = values === undefined ? others : { ...others, [key]: values };
    try {
      await inference(cnn, given, images);
      assert.unreachable();
    } catch (error) {
      assert.ok(String(error).includes(message), String(error));
    }
  }
});

test('images of another length are refused', async () => {
  try {
    for await (const batch of inferenceBatches(cnn, weights, imagesInMemory(images, 64)))
      assert.unreachable(String(batch.start));
  } catch (error) {
    assert.match(String(error), /images of 64 values for a network of \(16, 16, 1\)/);
  }
});

test.run();
