import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { matchWeights, readKerasH5, type KerasFile } from '../../src/formats/keras-h5.js';
import { resolveLayers, type ResolvedLayer } from '../../src/numerics/network/resolve-layers.js';
import { defaultLatentLayer } from '../../src/numerics/network/model.js';
import { isPresent, repositoryRoot, surveyFolder } from '../support/repository.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const fixture = (name: string): string => join(repositoryRoot, 'test/reference/keras', name);

async function read(path: string): Promise<KerasFile> {
  const file = await readKerasH5(path, 'weights.h5');
  if (!file.ok) throw new Error(JSON.stringify(file.failure));
  return file.value;
}

async function trouble(path: string): Promise<string> {
  const file = await readKerasH5(path, 'weights.h5');
  if (file.ok) throw new Error('it was read');
  assert.is(file.failure.file, 'weights.h5');
  return `${String(file.failure.place)}: ${file.failure.found}; ${file.failure.expected}`;
}

function layersOf(file: KerasFile): readonly ResolvedLayer[] {
  const network = resolveLayers(file.architecture!);
  if (!network.ok) throw new Error(network.problem.found);
  return network.layers;
}

/** A file made of the fixture's bytes, edited. */
function edited(name: string, edit: (bytes: Buffer) => Buffer): string {
  const path = join(temporaryFolder(), name);
  writeFileSync(path, edit(readFileSync(fixture(name))));
  return path;
}

/** Replaces a text by one of the same length, so that the file stays whole. */
const replaced = (from: string, to: string) =>
  edited('conv-full.h5', (bytes) => {
    assert.is(from.length, to.length);
    const text = bytes.toString('latin1');
    assert.ok(text.includes(from), from);
    return Buffer.from(text.replaceAll(from, to), 'latin1');
  });

test('a functional model gives its layers and its weights', async () => {
  const file = await read(fixture('conv-full.h5'));
  assert.is(file.kerasVersion, '2.2.4');
  assert.equal(file.architecture, {
    input: [8, 8, 1],
    layers: [
      { name: 'conv2d_1', kind: 'conv2d', filters: 3, kernel: 3, strides: 1, activation: 'relu' },
      { name: 'latent_layer', kind: 'max-pool', size: 2 },
      { name: 'batch_normalization_1', kind: 'batch-norm', momentum: 0.99, epsilon: 0.001 },
      { name: 'conv2d_2', kind: 'conv2d', filters: 2, kernel: 3, strides: 1, activation: 'linear' },
      { name: 'elu_1', kind: 'activation', activation: 'elu' },
      { name: 'up_sampling2d_1', kind: 'upsample', size: 2 },
      { name: 'conv2d_3', kind: 'conv2d', filters: 1, kernel: 3, strides: 1, activation: 'sigmoid' },
    ],
  });
  const weights = matchWeights(layersOf(file), file.weights, 'name');
  assert.ok(weights.ok);
  assert.equal([...weights.value['batch_normalization_1/beta']!], [13 / 64, 14 / 64, 15 / 64]);
  assert.equal(
    [...weights.value['conv2d_2/kernel']!],
    Array.from({ length: 54 }, (_, index) => (index + 4) / 64),
  );
});

test('a Sequential model gives its layers; float64 weights are rounded, a side of -1 is worked out', async () => {
  const file = await read(fixture('sequential-full.h5'));
  assert.equal(file.architecture, {
    input: [4, 4, 1],
    layers: [
      { name: 'average_pooling2d_1', kind: 'average-pool', size: 2 },
      { name: 'flatten_1', kind: 'flatten' },
      { name: 'dense_1', kind: 'dense', units: 3, activation: 'linear' },
      { name: 'leaky_re_lu_1', kind: 'activation', activation: 'leaky-relu' },
      { name: 'dropout_1', kind: 'dropout', rate: 0.25 },
      { name: 'dense_2', kind: 'dense', units: 16, activation: 'linear' },
      { name: 'activation_1', kind: 'activation', activation: 'tanh' },
      { name: 'reshape_1', kind: 'reshape', shape: [4, 4, 1] },
    ],
  });
  const weights = matchWeights(layersOf(file), file.weights, 'name');
  assert.ok(weights.ok);
  assert.equal(weights.value['dense_1/bias'], Float32Array.of(2 / 64, 3 / 64, 4 / 64));
});

test('a weights-only file goes to the layers in order, whatever their names', async () => {
  const full = await read(fixture('conv-full.h5'));
  const file = await read(fixture('conv-weights.h5'));
  assert.is(file.architecture, undefined);
  assert.equal(
    file.weights.map(({ layer }) => layer),
    ['conv2d_11', 'batch_normalization_1', 'conv2d_12', 'conv2d_13'],
  );
  const byOrder = matchWeights(layersOf(full), file.weights, 'order');
  assert.equal(byOrder, matchWeights(layersOf(full), full.weights, 'name'));
  const byName = matchWeights(layersOf(full), file.weights, 'name');
  assert.ok(!byName.ok);
  assert.is(byName.failure.place, 'layer conv2d_1');
});

test('weights of another shape are told with the layer and both shapes', async () => {
  const file = await read(fixture('conv-weights.h5'));
  const network = resolveLayers({
    input: [8, 8, 1],
    layers: [
      { kind: 'conv2d', filters: 3, kernel: 3 },
      { kind: 'batch-norm' },
      { kind: 'conv2d', filters: 4, kernel: 3 },
      { kind: 'conv2d', filters: 1, kernel: 3 },
    ],
  });
  assert.ok(network.ok);
  assert.equal(matchWeights(network.layers, file.weights, 'order'), {
    ok: false,
    failure: {
      place: 'layer conv2d_2 (conv2d_12 in the file)',
      found: 'kernel (3, 3, 3, 2); bias (2,)',
      expected: 'kernel (3, 3, 3, 4); bias (4,)',
    },
  });
  const fewer = matchWeights(network.layers.slice(0, 3), file.weights, 'order');
  assert.match(fewer.ok ? '' : fewer.failure.found, '4 (conv2d_11, batch_normalization_1');
});

test('a layer or a setting that we cannot run is named with what is supported', async () => {
  assert.match(
    await trouble(replaced('"class_name": "UpSampling2D"', '"class_name": "ZeroPaddin2D"')),
    'model_config, layer up_sampling2d_1: a layer of class ZeroPaddin2D; one of Conv2D, MaxPooling2D',
  );
  assert.match(
    await trouble(replaced('"activation": "relu"', '"activation": "selu"')),
    'layer conv2d_1 (Conv2D), activation: "selu"; linear, relu, elu, tanh, sigmoid',
  );
  assert.match(
    await trouble(replaced('"interpolation": "nearest"', '"interpolation": "linears"')),
    'layer up_sampling2d_1 (UpSampling2D), interpolation: "linears"; "nearest"',
  );
});

test('weights of an array that the model does not have are told', async () => {
  const file = await read(replaced('"filters": 2', '"filters": 9'));
  const weights = matchWeights(layersOf(file), file.weights, 'name');
  assert.ok(!weights.ok);
  assert.is(weights.failure.found, 'kernel (3, 3, 3, 2); bias (2,)');
});

test('what is not HDF5, is cut off, is damaged or holds no model is told', async () => {
  const folder = temporaryFolder();
  const text = join(folder, 'a.h5');
  writeFileSync(text, 'weights');
  assert.match(await trouble(text), 'byte 0: bytes that are not the signature of HDF5');
  writeFileSync(text, '');
  assert.match(await trouble(text), 'an empty file');
  assert.match(
    await trouble(edited('conv-full.h5', (b) => b.subarray(0, 9000))),
    'HDF5 superblock: a file of 9000',
  );
  assert.match(
    await trouble(edited('conv-full.h5', (b) => b.fill(0xff, 96, 2000))),
    'HDF5: bad object header version number; an undamaged HDF5 file',
  );
  assert.match(await trouble(replaced('layer_names', 'layer_naxes')), 'no layer_names');
});

test('a file whose damage keeps the library busy for ever is given up', async () => {
  const endless = edited('conv-full.h5', (bytes) => bytes.fill(0xff, 4952, 4953));
  const file = await readKerasH5(endless, 'weights.h5', 1500);
  assert.match(file.ok ? 'it was read' : file.failure.found, 'nothing that could be read within 2 s');
});

test('a file that is missing is not called damaged', async () => {
  const missing = join(temporaryFolder(), 'missing.h5');
  const error = await readKerasH5(missing, 'weights.h5').catch((thrown: unknown) => thrown);
  assert.is((error as NodeJS.ErrnoException).code, 'ENOENT');
});

test('an HDF5 file of something else is told with what it holds', async () => {
  const hdf5 = await import('h5wasm/node');
  await hdf5.ready;
  const folder = join(temporaryFolder(), 'made');
  mkdirSync(folder);
  const path = join(folder, 'other.h5');
  const file = new hdf5.File(path, 'w');
  file.create_dataset({ name: 'spectrum', data: Float32Array.of(1, 2) });
  file.close();
  assert.match(await trouble(path), 'the root group: no Keras model; it holds spectrum');
});

test('the library leaves no trouble of its own behind: a good file reads after damaged ones', async () => {
  await trouble(edited('conv-full.h5', (bytes) => bytes.fill(0xff, 96, 2000)));
  assert.is((await read(fixture('conv-full.h5'))).weights.length, 4);
});

const original = isPresent(surveyFolder, 'import of the original autoencoder') ? test : test.skip.bind(test);

original('the original autoencoder has the published layers and 5,705 parameters', async () => {
  const file = await read(join(surveyFolder, 'original_autoencoder.h5'));
  const layers = layersOf(file);
  const weights = matchWeights(layers, file.weights, 'name');
  assert.ok(weights.ok);
  assert.is(
    Object.values(weights.value).reduce((total, values) => total + values.length, 0),
    5705,
  );
  assert.is(layers[defaultLatentLayer(file.architecture!)!]!.layer.name, 'batch_normalization_1');
  assert.equal(layers[defaultLatentLayer(file.architecture!)!]!.output, [16, 16, 4]);
});

test.run();
