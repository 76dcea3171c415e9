import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { readModel, writeModel } from '../../src/formats/model-file.js';
import type { Model } from '../../src/numerics/network/model.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const small: Model = {
  architecture: {
    input: [4, 4, 1],
    layers: [
      { kind: 'conv2d', filters: 2, kernel: 3, activation: 'relu' },
      { kind: 'max-pool', name: 'latent_layer' },
      { kind: 'batch-norm' },
      { kind: 'flatten' },
      { kind: 'dense', units: 3 },
    ],
  },
  latentLayer: 2,
  weights: {
    'conv2d_1/kernel': Float32Array.from({ length: 18 }, (_, i) => i / 7),
    'conv2d_1/bias': Float32Array.of(1, 2),
    'batch_normalization_1/gamma': Float32Array.of(1, 1),
    'batch_normalization_1/beta': Float32Array.of(0, 0),
    'batch_normalization_1/moving_mean': Float32Array.of(5, 6),
    'batch_normalization_1/moving_variance': Float32Array.of(7, 8),
    'dense_1/kernel': new Float32Array(24).fill(0.5),
    'dense_1/bias': new Float32Array(3),
  },
  training: { optimizer: 'adadelta', epochs: 3 },
};

async function written(model = small): Promise<{ json: string; tensors: string }> {
  const folder = temporaryFolder();
  await writeModel(folder, model);
  return { json: join(folder, 'model.json'), tensors: join(folder, 'model.safetensors') };
}

async function trouble(edit: (json: Record<string, unknown>) => unknown): Promise<string> {
  const { json, tensors } = await written();
  writeFileSync(
    json,
    JSON.stringify(edit(JSON.parse(readFileSync(json, 'utf8')) as Record<string, unknown>)),
  );
  const result = await readModel(json, tensors);
  if (result.ok || result.failure.reason !== 'unreadable-input') throw new Error('it was read');
  assert.ok([json, tensors].includes(result.failure.file));
  return `${String(result.failure.place)}: ${result.failure.found}; ${result.failure.expected}`;
}

test('a model is described with every field, and reads back the same', async () => {
  const { json, tensors } = await written();
  const description = JSON.parse(readFileSync(json, 'utf8')) as Record<string, unknown>;
  assert.equal(description, {
    format: 'skysort-model',
    version: 1,
    input: [4, 4, 1],
    layers: [
      { name: 'conv2d_1', kind: 'conv2d', filters: 2, kernel: 3, strides: 1, activation: 'relu' },
      { name: 'latent_layer', kind: 'max-pool', size: 2 },
      { name: 'batch_normalization_1', kind: 'batch-norm', momentum: 0.99, epsilon: 0.001 },
      { name: 'flatten_1', kind: 'flatten' },
      { name: 'dense_1', kind: 'dense', units: 3, activation: 'linear' },
    ],
    latent_layer: 'batch_normalization_1',
    parameters: { total: 55, trainable: 51 },
    training: { optimizer: 'adadelta', epochs: 3 },
  });
  const read = await readModel(json, tensors);
  assert.ok(read.ok);
  assert.is(read.value.latentLayer, 2);
  assert.equal(read.value.training, small.training);
  assert.equal({ ...read.value.weights }, { ...small.weights });
});

test('a model that was read writes the same bytes again', async () => {
  const first = await written();
  const read = await readModel(first.json, first.tensors);
  assert.ok(read.ok);
  const second = await written(read.value);
  assert.equal(readFileSync(second.json), readFileSync(first.json));
  assert.equal(readFileSync(second.tensors), readFileSync(first.tensors));
});

test('a model without a tensor, or with one too many, is a defect of its maker', async () => {
  const fewer = Object.fromEntries(Object.entries(small.weights).filter(([name]) => name !== 'dense_1/bias'));
  const folder = temporaryFolder();
  for (const [weights, message] of [
    [fewer, /dense_1\/bias has no values/],
    [{ ...small.weights, 'dense_9/bias': new Float32Array(1) }, /dense_9\/bias/],
    [{ ...small.weights, 'dense_1/bias': new Float32Array(2) }, /dense_1\/bias has 2 values/],
  ] as const) {
    const outcome = await writeModel(folder, { ...small, weights }).catch((error: unknown) => error);
    assert.match(String(outcome), message);
  }
  const nan = await writeModel(folder, { ...small, training: { loss: NaN } }).catch((e: unknown) => e);
  assert.match(String(nan), /loss is NaN/);
});

test('a description that is no model is told with its place', async () => {
  assert.match(await trouble(() => [1]), 'format: nothing; "skysort-model"');
  assert.match(await trouble((json) => ({ ...json, version: 2 })), 'version: 2; 1');
  assert.match(await trouble((json) => ({ ...json, input: [4, 4] })), 'input: [4,4]');
  assert.match(
    await trouble((json) => ({ ...json, latent_layer: 'x' })),
    'latent_layer: "x"; a layer\'s name',
  );
  assert.match(await trouble((json) => ({ ...json, layers: [{ kind: 'lstm' }] })), 'layers[0].kind: "lstm"');
  const dense = { kind: 'dense', name: 'd', units: 0, activation: 'relu' };
  assert.match(await trouble((json) => ({ ...json, layers: [dense] })), 'layers[0].units: 0');
  const odd = { kind: 'flatten', name: 'f', size: 2 };
  assert.match(
    await trouble((json) => ({ ...json, layers: [odd] })),
    'layers[0].size: a field that is not known',
  );
  const pool = { kind: 'max-pool', name: 'p', size: 2 };
  assert.match(
    await trouble((json) => ({ ...json, input: [4], layers: [pool] })),
    'layer p: an input of shape (4,)',
  );
});

test('weights that do not fit the description are told with the tensor and both shapes', async () => {
  const layers = (units: number, json: Record<string, unknown>) => ({
    ...json,
    layers: (json['layers'] as Record<string, unknown>[]).map((layer) =>
      layer['kind'] === 'dense' ? { ...layer, units } : layer,
    ),
  });
  assert.match(await trouble((json) => layers(4, json)), 'tensor dense_1/kernel: shape (8, 3); shape (8, 4)');
});

test.run();
