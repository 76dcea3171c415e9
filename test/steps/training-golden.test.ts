// Models and histories as committed digests beside the version of the kind: the two must change together, and results of an older
// version are then not taken from a cache. The networks here have what the pipeline's own digests do not: dropout, each optimizer.
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { JsonObject } from '../../src/core/json.js';
import { trainAutoencoder } from '../../src/steps/train-autoencoder.js';
import { spotImages, splitFile } from '../support/image-files.js';
import { repositoryRoot } from '../support/repository.js';
import { runStep } from '../support/run-step.js';

const images = await spotImages(12, 16);
const split = splitFile([0, 2, 4, 6, 8, 10, 1, 3], [5, 7, 9, 11]);

const dense = [
  { kind: 'dense', units: 40, activation: 'elu' },
  { kind: 'dropout', rate: 0.3 },
  { kind: 'dense', units: 6, latent: true },
  { kind: 'batch-norm' },
  { kind: 'dense', units: 40, activation: 'leaky-relu' },
  { kind: 'dense', units: 256, activation: 'sigmoid' },
];
const convolutional = [
  { kind: 'conv2d', filters: 5, kernel: 5, strides: 2, activation: 'tanh' },
  { kind: 'dropout', rate: 0.1 },
  { kind: 'average-pool' },
  { kind: 'conv2d', filters: 8, kernel: 3, latent: true },
  { kind: 'batch-norm', momentum: 0.9 },
  { kind: 'activation', activation: 'relu' },
  { kind: 'upsample', size: 4 },
  { kind: 'conv2d', filters: 1, kernel: 1 },
];

const trainings: Readonly<Record<string, JsonObject>> = {
  'dense layers with dropout by adadelta': { architecture: dense, optimizer: 'adadelta' },
  'dense layers with dropout by adam': { architecture: dense, optimizer: 'adam' },
  'dense layers with dropout by rmsprop': { architecture: dense, optimizer: 'rmsprop' },
  'dense layers with dropout by sgd': { architecture: dense, optimizer: { name: 'sgd', momentum: 0.9 } },
  'convolutions with dropout by adam': {
    architecture: convolutional,
    optimizer: { name: 'adam', learning_rate: 0.01 },
    loss: 'mean-squared-error',
    schedule: { name: 'cosine', warm_up: 0.5 },
    early_stopping: { patience: 1, restore_best: true },
  },
  'the published dense network': { architecture: 'dense', epochs: 1 },
};

async function digest(params: JsonObject): Promise<string> {
  const { result, path } = await runStep(trainAutoencoder, {
    inputs: { images, split },
    params: { epochs: 3, batch_size: 3, seed: 5, ...params },
  });
  if (!result.ok) throw new Error(JSON.stringify(result.failure));
  const hash = createHash('sha256');
  for (const file of ['model.json', 'model.safetensors'])
    hash.update(readFileSync(join(path('model'), file)));
  return hash.update(readFileSync(path('history'))).digest('hex');
}

test('the bytes are those of the committed digests: where they are not, raise the version of the kind', async () => {
  const golden = join(repositoryRoot, 'test/reference/golden/training.json');
  const actual: Record<string, string> = {};
  for (const [name, params] of Object.entries(trainings)) {
    actual[name] = `${trainAutoencoder.name} ${trainAutoencoder.version}: ${await digest(params)}`;
  }
  if (process.env['SKYSORT_WRITE_GOLDEN'] !== undefined) {
    writeFileSync(golden, `${JSON.stringify(actual, null, 2)}\n`);
  }
  assert.equal(actual, JSON.parse(readFileSync(golden, 'utf8')));
});

test.run();
