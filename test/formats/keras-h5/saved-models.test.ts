import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { matchWeights, readKerasH5 } from '../../../src/formats/keras-h5.js';
import { readNpy } from '../../../src/formats/npy.js';
import type { Architecture } from '../../../src/numerics/network/architecture.js';
import { inference } from '../../../src/numerics/network/inference.js';
import { resolveLayers } from '../../../src/numerics/network/resolve-layers.js';
import { repositoryRoot } from '../../support/repository.js';

// Saved by Keras 3 and by tf_keras (Keras 2), with what it predicts: test/reference/keras-saved/make.py.
const folder = join(repositoryRoot, 'test', 'reference', 'keras-saved');

async function floats(name: string): Promise<Float32Array> {
  const array = await readNpy(join(folder, name));
  if (!array.ok) throw new Error(JSON.stringify(array.failure));
  return array.value.values as Float32Array;
}

async function read(name: string) {
  const file = await readKerasH5(join(folder, name), name);
  if (!file.ok) throw new Error(JSON.stringify(file.failure));
  return file.value;
}

/** A file without its network takes that of a whole model. */
async function predictions(name: string, network?: Architecture): Promise<Float32Array> {
  const file = await read(name);
  const architecture = file.architecture ?? network;
  if (architecture === undefined) throw new Error(`${name} has no network`);
  const layers = resolveLayers(architecture);
  if (!layers.ok) throw new Error(layers.problem.found);
  const by = file.architecture === undefined ? file.matchBy : 'name';
  const weights = matchWeights(layers.layers, file.weights, by);
  if (!weights.ok) throw new Error(JSON.stringify(weights.failure));
  return (await inference(architecture, weights.value, await floats('images.npy'))).values;
}

const whole = readdirSync(folder).filter((name) => /^keras[23]-.*\.h5$/.test(name) && !name.includes('only'));
const weightsOnly = ['keras2-weights-only.h5', 'keras2.weights.h5', 'keras3.weights.h5'];

test('there are functional and Sequential models of Keras 2 and 3', () => assert.is(whole.length, 4));

for (const name of [...whole, ...weightsOnly]) {
  test(`${name} predicts here what it predicts in Keras`, async () => {
    const { architecture } = await read('keras3-functional.h5');
    assert.is((await read(name)).architecture === undefined, weightsOnly.includes(name));
    const [found, expected] = [await predictions(name, architecture), await floats('outputs.npy')];
    assert.is(found.length, expected.length);
    found.forEach((value, i) =>
      assert.ok(Math.abs(value - expected[i]!) < 1e-6, `${i}: found ${value}, expected ${expected[i]!}`),
    );
  });
}

test('a .weights.h5 of another network is told with the layers of both', async () => {
  const file = await read('keras3.weights.h5');
  const network = resolveLayers({
    input: [8, 8, 1],
    layers: [{ kind: 'conv2d', filters: 4, kernel: 3 }, { kind: 'flatten' }, { kind: 'dense', units: 64 }],
  });
  assert.ok(network.ok);
  const fewer = matchWeights(network.layers, file.weights, file.matchBy);
  assert.match(
    fewer.ok ? '' : fewer.failure.found,
    '7 (batch_normalization, batch_normalization_1, conv2d, conv2d_1',
  );
  const kernels = { kind: 'conv2d', filters: 4, kernel: 3 } as const;
  const seven = resolveLayers({ input: [8, 8, 1], layers: Array.from({ length: 7 }, () => kernels) });
  assert.ok(seven.ok);
  const other = matchWeights(seven.layers, file.weights, file.matchBy);
  assert.equal(other.ok ? {} : other.failure, {
    place: 'layer conv2d_2 (conv2d_1 in the file)',
    found: 'kernel (5, 5, 4, 3); bias (3,)',
    expected: 'kernel (3, 3, 4, 4); bias (4,)',
  });
});

test.run();
