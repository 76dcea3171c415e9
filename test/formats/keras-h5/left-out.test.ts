import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { matchWeights, readKerasH5, type KerasFile } from '../../../src/formats/keras-h5.js';
import { withLeftOut } from '../../../src/formats/keras-h5/left-out.js';
import { readNpy } from '../../../src/formats/npy.js';
import type { Architecture } from '../../../src/numerics/network/architecture.js';
import { inference } from '../../../src/numerics/network/inference.js';
import { resolveLayers } from '../../../src/numerics/network/resolve-layers.js';
import { repositoryRoot } from '../../support/repository.js';

// Saved by Keras 3 and by tf_keras (Keras 2), with what it predicts: test/reference/keras-left-out/make.py.
const folder = join(repositoryRoot, 'test', 'reference', 'keras-left-out');

async function floats(name: string): Promise<Float32Array> {
  const array = await readNpy(join(folder, name));
  if (!array.ok) throw new Error(JSON.stringify(array.failure));
  return array.value.values as Float32Array;
}

async function read(name: string): Promise<KerasFile> {
  const file = await readKerasH5(join(folder, name), name);
  if (!file.ok) throw new Error(JSON.stringify(file.failure));
  return file.value;
}

const matched = (architecture: Architecture, { weights }: KerasFile, by: 'name' | 'order' | 'class') => {
  const layers = resolveLayers(architecture);
  if (!layers.ok) throw new Error(layers.problem.found);
  return matchWeights(layers.layers, weights, by);
};

/** A file without its network takes that of the whole model. */
async function assertPredicts(name: string, network: 'bare' | 'half'): Promise<void> {
  const file = await read(name);
  const own = file.architecture;
  const architecture = own ?? (await read(`keras3-${network}.h5`)).architecture!;
  const weights = matched(architecture, file, own === undefined ? file.matchBy : 'name');
  if (!weights.ok) throw new Error(JSON.stringify(weights.failure));
  const found = (await inference(architecture, weights.value, await floats('images.npy'))).values;
  const expected = await floats(`${network}-outputs.npy`);
  assert.is(found.length, expected.length);
  found.forEach((value, i) =>
    assert.ok(Math.abs(value - expected[i]!) < 1e-6, `${i}: found ${value}, expected ${expected[i]!}`),
  );
}

for (const network of ['bare', 'half'] as const) {
  for (const name of [
    `keras2-${network}.h5`,
    `keras3-${network}.h5`,
    `keras2-${network}-weights-only.h5`,
    ...(network === 'bare' ? ['keras3-bare.weights.h5'] : []),
  ]) {
    test(`${name}, without biases, centres or scales, predicts here what it predicts in Keras`, () =>
      assertPredicts(name, network));
  }
}

test('three variables of a batch norm do not tell which is left out', async () => {
  const name = 'keras3-half.weights.h5';
  const file = await readKerasH5(join(folder, name), name);
  const failure = (file.ok ? {} : file.failure) as Record<string, string>;
  assert.is(failure['place'], 'layers/batch_normalization/vars');
  assert.is(failure['found'], '3 variables');
  assert.is(failure['expected'], '2 or 1 of a conv2d, 2 or 1 of a dense, 4 or 2 of a batch_normalization');
});

test('a bias that a whole model has in its network and not in its weights is missing', async () => {
  const file = await read('keras3-bare.h5');
  const without = file.weights.map(({ layer, tensors }) => ({
    layer,
    tensors: tensors.filter(({ name }) => name !== 'bias'),
  }));
  const weights = matched(file.architecture!, { ...file, weights: without }, 'name');
  assert.is(weights.ok, false);
  if (!weights.ok) assert.match(weights.failure.expected, 'bias (2,)');
});

test('a kernel of no values with an endless last side asks for no memory', () => {
  const kernel = { name: 'kernel', shape: [0, 2 ** 40], values: new Float32Array(0) };
  const [bias] = withLeftOut({ layer: 'a', tensors: [kernel] }, ['bias']).tensors.slice(1);
  assert.equal(bias?.shape, [0]);
});

test.run();
