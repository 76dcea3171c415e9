import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { decodeNpy, encodeNpy, type NpyArray } from '../../src/formats/npy.js';
import { generator } from '../../src/numerics/generator.js';
import { pca } from '../../src/steps/pca.js';
import { runStep } from '../support/run-step.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const stream = generator(0, 'test');
const vectors: NpyArray = {
  shape: [40, 2, 3, 1],
  values: Float32Array.from({ length: 240 }, (_, i) => (1 + (i % 6)) * stream.normal()),
};
const train = Array.from({ length: 30 }, (_, i) => (7 * i) % 40);
const validation = [...Array(40).keys()].filter((row) => !train.includes(row));

const folder = temporaryFolder();
const vectorsPath = join(folder, 'latents.npy');
const splitPath = join(folder, 'split.json');
writeFileSync(vectorsPath, encodeNpy(vectors));
writeFileSync(splitPath, JSON.stringify({ train, validation }));

function read(path: string): NpyArray {
  const array = decodeNpy(readFileSync(path), path);
  if (!array.ok) throw new Error(array.failure.found);
  return array.value;
}

test('every row is projected on the components of the training part, and the model opens as arrays', async () => {
  const outcome = await runStep(pca, {
    inputs: { vectors: vectorsPath, split: splitPath },
    params: { components: 2 },
  });
  assert.ok(outcome.result.ok);
  const scores = read(outcome.path('vectors'));
  const model = (name: string) => read(join(outcome.path('model'), name));
  assert.equal(scores.shape, [40, 2]);
  const [components, mean, variance] = ['components.npy', 'mean.npy', 'explained_variance.npy'].map(model);
  assert.equal([components!.shape, mean!.shape, variance!.shape], [[2, 6], [6], [2]]);
  for (let row = 0; row < 40; row++) {
    for (let a = 0; a < 2; a++) {
      let score = 0;
      for (let j = 0; j < 6; j++)
        score += (vectors.values[row * 6 + j]! - mean!.values[j]!) * components!.values[a * 6 + j]!;
      assert.ok(Math.abs(scores.values[row * 2 + a]! - score) < 1e-5);
    }
  }
  for (let j = 0; j < 6; j++) {
    const sum = train.reduce((total, row) => total + vectors.values[row * 6 + j]!, 0);
    assert.ok(Math.abs(mean!.values[j]! - sum / 30) < 1e-14);
  }
  const { explained_variance_ratio: ratio, components: k } = outcome.measures;
  assert.is(k, 2);
  assert.ok(typeof ratio === 'number' && ratio > 0.5 && ratio < 1);
  assert.equal(outcome.notes, []);
});

test('more components than there are numbers, or vectors to fit, are refused', async () => {
  const inputs = { vectors: vectorsPath, split: splitPath };
  const { result } = await runStep(pca, { inputs });
  assert.equal(result.ok ? undefined : result.failure, {
    reason: 'unsuitable-parameter',
    parameter: 'components',
    found: '50 components of 30 vectors of 6 numbers',
    expected: 'at most 6',
    remedy: 'lower components',
  });
});

test('one vector, NaN, and components without variance are told', async () => {
  const path = join(folder, 'one.npy');
  writeFileSync(path, encodeNpy({ shape: [1, 3], values: Float32Array.of(1, 2, 3) }));
  const one = await runStep(pca, { inputs: { vectors: path }, params: { components: 1 } });
  assert.ok(!one.result.ok && one.result.failure.reason === 'unsuitable-input');
  assert.is(one.result.failure.found, '1 vectors to fit');
  writeFileSync(path, encodeNpy({ shape: [3, 2], values: Float32Array.of(1, 2, 3, 4, NaN, 6) }));
  const broken = await runStep(pca, { inputs: { vectors: path }, params: { components: 1 } });
  assert.ok(!broken.result.ok && broken.result.failure.reason === 'unsuitable-input');
  assert.is(broken.result.failure.found, 'NaN in vector 2, column 0');
  writeFileSync(path, encodeNpy({ shape: [3, 2], values: Float32Array.of(1, 2, 2, 4, 3, 6) }));
  const line = await runStep(pca, { inputs: { vectors: path }, params: { components: 2 } });
  assert.ok(line.result.ok);
  assert.match(line.notes[0]?.text ?? '', /1 of 2 components have no variance/);
});

test.run();
