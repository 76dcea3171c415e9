import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { JsonObject } from '../../src/core/json.js';
import { readModel } from '../../src/formats/model-file.js';
import type { Model } from '../../src/numerics/network/model.js';
import { importModel } from '../../src/steps/import-model.js';
import { isPresent, repositoryRoot, surveyFolder } from '../support/repository.js';
import { runStep } from '../support/run-step.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const fixture = (name: string): string => join(repositoryRoot, 'test/reference/keras', name);
const original = join(surveyFolder, 'original_autoencoder.h5');

const layers = [
  { kind: 'conv2d', filters: 3, kernel: 3, activation: 'relu' },
  { kind: 'max-pool', latent: true },
  { kind: 'batch-norm' },
  { kind: 'conv2d', filters: 2, kernel: 3 },
  { kind: 'activation', activation: 'elu' },
  { kind: 'upsample' },
  { kind: 'conv2d', filters: 1, kernel: 3, activation: 'sigmoid' },
];
const given = { architecture: layers, input: [8, 8, 1] };

async function imported(weights: string, params: JsonObject = {}): Promise<{ folder: string; model: Model }> {
  const outcome = await runStep(importModel, { inputs: { weights }, params });
  if (!outcome.result.ok) throw new Error(JSON.stringify(outcome.result.failure));
  const folder = outcome.path('model');
  const model = await readModel(join(folder, 'model.json'), join(folder, 'model.safetensors'));
  if (!model.ok) throw new Error(JSON.stringify(model.failure));
  return { folder, model: model.value };
}

async function failure(weights: string, params: JsonObject = {}): Promise<Record<string, string>> {
  const { result } = await runStep(importModel, { inputs: { weights }, params });
  if (result.ok) throw new Error('it was imported');
  return result.failure as unknown as Record<string, string>;
}

test('a full model brings its own network; the latents are the batch norm behind latent_layer', async () => {
  const { model } = await imported(fixture('conv-full.h5'));
  assert.is(model.latentLayer, 2);
  assert.is(model.architecture.layers[3]!.name, 'conv2d_2');
  assert.equal([...model.weights['conv2d_3/bias']!], [7 / 64]);
  assert.equal(model.training, { imported_from: 'keras', keras_version: '2.2.4', weights_only: false });
});

test('weights alone take the network that is given, by order', async () => {
  const { model } = await imported(fixture('conv-weights.h5'), given);
  assert.is(model.latentLayer, 2);
  const full = (await imported(fixture('conv-full.h5'))).model;
  assert.equal({ ...model.weights }, { ...full.weights });
});

test('the file of tensors of an imported model imports again to the same weights', async () => {
  const { folder, model } = await imported(fixture('conv-weights.h5'), given);
  const again = await imported(join(folder, 'model.safetensors'), given);
  assert.equal({ ...again.model.weights }, { ...model.weights });
  assert.equal(
    readFileSync(join(again.folder, 'model.safetensors')),
    readFileSync(join(folder, 'model.safetensors')),
  );
});

test('what is written does not depend on the name of the file', async () => {
  const copy = join(temporaryFolder(), 'another-name.hdf5');
  writeFileSync(copy, readFileSync(fixture('conv-full.h5')));
  const [first, second] = [await imported(fixture('conv-full.h5')), await imported(copy)];
  for (const name of ['model.json', 'model.safetensors']) {
    assert.equal(readFileSync(join(second.folder, name)), readFileSync(join(first.folder, name)));
  }
});

test('a layer that is named is the latent layer, whatever stands behind it', async () => {
  const { model } = await imported(fixture('conv-full.h5'), { latent: 'latent_layer' });
  assert.is(model.latentLayer, 1);
});

test('without a latent layer the error lists the layers', async () => {
  const found = await failure(fixture('sequential-full.h5'));
  assert.is(found['parameter'], 'latent');
  assert.match(found['expected']!, 'average_pooling2d_1, flatten_1, dense_1');
  const wrong = await failure(fixture('conv-full.h5'), { latent: 'encoder' });
  assert.is(wrong['found'], '"encoder"');
  const { model } = await imported(fixture('sequential-full.h5'), { latent: 'dense_1' });
  assert.is(model.latentLayer, 2);
});

test('weights alone without a network are an error that says what to give', async () => {
  const found = await failure(fixture('conv-weights.h5'));
  assert.is(found['reason'], 'unsuitable-input');
  assert.match(found['remedy']!, 'set architecture: dense, cnn or a list of layers');
});

test('weights of other shapes are an error with the layer and both shapes', async () => {
  const wider = layers.map((layer) =>
    layer.kind === 'conv2d' && layer.filters === 2 ? { ...layer, filters: 4 } : layer,
  );
  const found = await failure(fixture('conv-weights.h5'), { ...given, architecture: wider });
  assert.is(found['found'], 'layer conv2d_2 (conv2d_12 in the file): kernel (3, 3, 3, 2); bias (2,)');
  assert.is(found['expected'], 'kernel (3, 3, 3, 4); bias (4,)');
  const preset = await failure(fixture('conv-weights.h5'), { architecture: 'cnn' });
  assert.match(preset['found']!, 'layers with weights: 4');
});

test('a network that is given beside one in the file must be the same', async () => {
  assert.is((await imported(fixture('conv-full.h5'), given)).model.latentLayer, 2);
  const found = await failure(fixture('conv-full.h5'), { ...given, architecture: layers.slice(0, 3) });
  assert.is(found['parameter'], 'architecture');
  assert.match(found['found']!, 'as layer 4, none');
  const tanh = layers.map((layer) =>
    layer.activation === 'sigmoid' ? { ...layer, activation: 'tanh' } : layer,
  );
  assert.match(
    (await failure(fixture('conv-full.h5'), { ...given, architecture: tanh }))['found']!,
    'as layer 7',
  );
});

test('layers that fit no network are an error of the parameter', async () => {
  const found = await failure(fixture('conv-weights.h5'), {
    ...given,
    architecture: [{ kind: 'flatten' }, { kind: 'upsample' }],
  });
  assert.is(found['parameter'], 'architecture');
  assert.match(found['found']!, 'in layer up_sampling2d_1, an input of shape (64,)');
});

test('a weight that is not finite is an error with its layer and place', async () => {
  const { folder } = await imported(fixture('conv-full.h5'));
  const bytes = readFileSync(join(folder, 'model.safetensors'));
  const headerBytes = Number(bytes.readBigUInt64LE(0));
  const header = JSON.parse(bytes.toString('utf8', 8, 8 + headerBytes)) as Record<
    string,
    { data_offsets: number[] }
  >;
  bytes.writeFloatLE(NaN, 8 + headerBytes + header['conv2d_2/kernel']!.data_offsets[0]! + 8);
  const path = join(temporaryFolder(), 'model.safetensors');
  writeFileSync(path, bytes);
  const found = await failure(path, given);
  assert.is(found['reason'], 'unsuitable-input');
  assert.is(found['found'], 'NaN at place 2 of the kernel of layer conv2d_2');
});

test('a file that is no model is an error of the file, by its name', async () => {
  const path = join(temporaryFolder(), 'notes.h5');
  writeFileSync(path, 'none of it');
  const found = await failure(path);
  assert.is(found['reason'], 'unreadable-input');
  assert.is(found['file'], 'notes.h5');
});

if (isPresent(surveyFolder, 'import of the original autoencoder')) {
  test('the original autoencoder is the preset cnn', async () => {
    const plain = await imported(original);
    const preset = await imported(original, { architecture: 'cnn' });
    assert.is(plain.model.latentLayer, 6);
    assert.equal({ ...preset.model.weights }, { ...plain.model.weights });
    const description = JSON.parse(readFileSync(join(plain.folder, 'model.json'), 'utf8')) as Record<
      string,
      unknown
    >;
    assert.equal(description['parameters'], { total: 5705, trainable: 5697 });
    assert.is(description['latent_layer'], 'batch_normalization_1');
  });
}

test.run();
