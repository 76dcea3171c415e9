import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { decodeNpy, encodeNpy, type NpyArray } from '../../src/formats/npy.js';
import { generator } from '../../src/numerics/generator.js';
import { pca } from '../../src/steps/pca.js';
import { tsne } from '../../src/steps/tsne.js';
import { runStep } from '../support/run-step.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const stream = generator(0, 'test');
const vectors: NpyArray = {
  shape: [40, 2, 2, 1],
  values: Float32Array.from({ length: 160 }, (_, i) => (i < 80 ? 0 : 20) + stream.normal()),
};
const train = Array.from({ length: 30 }, (_, i) => (7 * i) % 40);
const validation = [...Array(40).keys()].filter((row) => !train.includes(row));

const folder = temporaryFolder();
const vectorsPath = join(folder, 'latents.npy');
const splitPath = join(folder, 'split.json');
writeFileSync(vectorsPath, encodeNpy(vectors));
writeFileSync(splitPath, JSON.stringify({ train, validation }));

function embedding(path: string): Float32Array {
  const array = decodeNpy(readFileSync(path));
  if (!array.ok) throw new Error(array.failure.found);
  assert.equal(array.value.shape, [40, 2]);
  return array.value.values as Float32Array;
}

test('the training part is embedded, the other rows are NaN, and the divergence is reported', async () => {
  const outcome = await runStep(tsne, {
    inputs: { vectors: vectorsPath, split: splitPath },
    params: { perplexity: 5, iterations: 300 },
  });
  assert.ok(outcome.result.ok);
  const points = embedding(outcome.path('embedding'));
  for (const row of train)
    assert.ok(Number.isFinite(points[2 * row]) && Number.isFinite(points[2 * row + 1]));
  for (const row of validation) assert.ok(Number.isNaN(points[2 * row]) && Number.isNaN(points[2 * row + 1]));
  const summary = JSON.parse(readFileSync(outcome.path('summary'), 'utf8')) as Record<string, unknown>;
  const { kl_divergence: divergence, trustworthiness, ...rest } = summary;
  assert.equal(rest, {
    n: 30,
    perplexity: 5,
    iterations: 300,
    exaggeration: 12,
    learning_rate: 200,
    initialisation: 'pca',
    seed: 0,
    pca: 'off',
    engine: 'wasm',
    gradient: 'exact',
    trustworthiness_neighbours: 12,
    trustworthiness_rows: 30,
  });
  assert.equal(outcome.measures, { kl_divergence: divergence, trustworthiness, iterations: 300 });
  assert.is(outcome.metrics.at(-1)?.values['kl_divergence'], divergence);
  assert.equal(
    outcome.metrics.map((metric) => metric.step),
    [50, 100, 150, 200, 250, 300],
  );
});

test('`part: all` and a missing split embed every row, in the same bytes for 1 and 3 threads', async () => {
  const params = { perplexity: 5, iterations: 250, learning_rate: 100 };
  const whole = await runStep(tsne, {
    inputs: { vectors: vectorsPath, split: splitPath },
    params: { ...params, part: 'all' },
    threads: 1,
  });
  const unsplit = await runStep(tsne, { inputs: { vectors: vectorsPath }, params, threads: 3 });
  assert.ok(embedding(whole.path('embedding')).every(Number.isFinite));
  for (const output of ['embedding', 'summary'])
    assert.equal(readFileSync(whole.path(output)), readFileSync(unsplit.path(output)));
});

test('with `pca` the map is that of the components, and too many components are refused', async () => {
  const params = { perplexity: 5, iterations: 250 };
  const inputs = { vectors: vectorsPath, split: splitPath };
  const reduced = await runStep(tsne, { inputs, params: { ...params, pca: 2 } });
  assert.ok(reduced.result.ok);
  const components = await runStep(pca, { inputs, params: { components: 2 } });
  const direct = await runStep(tsne, {
    inputs: { vectors: components.path('vectors'), split: splitPath },
    params,
  });
  const bytes = (outcome: typeof reduced) => readFileSync(outcome.path('embedding'));
  assert.equal(bytes(reduced), bytes(direct));
  const plain = await runStep(tsne, { inputs, params });
  assert.not.equal(bytes(reduced), bytes(plain));
  const { result } = await runStep(tsne, { inputs, params: { ...params, pca: 5 } });
  assert.ok(!result.ok && result.failure.reason === 'unsuitable-parameter');
  assert.equal([result.failure.parameter, result.failure.expected], ['pca', 'at most 4']);
});

test('vectors of float64, and rows of any order, are read as those of float32', async () => {
  const path = join(folder, 'wide.npy');
  const values = Float64Array.from(vectors.values);
  writeFileSync(path, encodeNpy({ ...vectors, values }));
  const run = (file: string) =>
    runStep(tsne, {
      inputs: { vectors: file, split: splitPath },
      params: { perplexity: 5, iterations: 250 },
    });
  const [narrow, wide] = [await run(vectorsPath), await run(path)];
  assert.equal(readFileSync(wide.path('embedding')), readFileSync(narrow.path('embedding')));
});

test('a perplexity too large names what is allowed', async () => {
  const inputs = { vectors: vectorsPath, split: splitPath };
  const { result } = await runStep(tsne, { inputs });
  assert.equal(result.ok ? undefined : result.failure, {
    reason: 'unsuitable-parameter',
    parameter: 'perplexity',
    found: '30 for 30 vectors',
    expected: 'at most 28, and for a telling map at most a third of the vectors',
    remedy: 'lower perplexity, or give more vectors',
  });
  const allowed = await runStep(tsne, { inputs, params: { perplexity: 9.6, iterations: 250 } });
  assert.ok(allowed.result.ok);
  assert.equal(allowed.notes, []);
});

test('a perplexity of more than a third of the vectors takes all others as neighbours, with a warning', async () => {
  const inputs = { vectors: vectorsPath, split: splitPath };
  const { result, notes } = await runStep(tsne, { inputs, params: { perplexity: 28, iterations: 250 } });
  assert.ok(result.ok);
  assert.is(notes.length, 1);
  assert.match(notes[0]!.text, /84 neighbours of each vector, and there are 29/);
});

test('a vector with NaN names its row, unless it is not embedded', async () => {
  const path = join(folder, 'broken.npy');
  const [row] = validation;
  const values = vectors.values.slice();
  values[4 * row! + 2] = NaN;
  writeFileSync(path, encodeNpy({ ...vectors, values }));
  const params = { perplexity: 5, iterations: 250 };
  const { result } = await runStep(tsne, { inputs: { vectors: path }, params });
  assert.ok(!result.ok && result.failure.reason === 'unsuitable-input');
  assert.is(result.failure.file, path);
  assert.is(result.failure.found, `NaN in vector ${row}, column 2`);
  assert.ok((await runStep(tsne, { inputs: { vectors: path, split: splitPath }, params })).result.ok);
});

test('points that fly apart fail the step, and a map worse than its start has a warning', async () => {
  const inputs = { vectors: vectorsPath, split: splitPath };
  const run = (learning_rate: number) =>
    runStep(tsne, { inputs, params: { perplexity: 5, iterations: 300, learning_rate } });
  const { result } = await run(1e160);
  assert.ok(!result.ok && result.failure.reason === 'diverged');
  assert.is(result.failure.remedy, 'lower learning_rate, or leave it at `auto`');
  assert.is(result.failure.iteration, 1);
  const poor = await run(4000);
  assert.ok(poor.result.ok);
  assert.is(poor.notes.length, 1);
  assert.match(poor.notes[0]!.text, /tells nothing.* a lower learning_rate/);
});

test('too few vectors are refused', async () => {
  const path = join(folder, 'few.npy');
  writeFileSync(path, encodeNpy({ shape: [4], values: Float32Array.of(1, 2, 3, 4) }));
  const { result } = await runStep(tsne, { inputs: { vectors: path } });
  assert.ok(!result.ok && result.failure.reason === 'unsuitable-input');
  assert.is(result.failure.found, '4 vectors to embed');
});

test('a cancelled run ends as cancelled', async () => {
  const { result } = await runStep(tsne, {
    inputs: { vectors: vectorsPath },
    params: { perplexity: 5 },
    signal: AbortSignal.abort(),
  });
  assert.equal(result.ok ? undefined : result.failure, { reason: 'cancelled' });
});

test.run();
