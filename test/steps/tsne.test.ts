import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { JsonObject } from '../../src/core/json.js';
import { encodeNpy, readNpy, type NpyArray } from '../../src/formats/npy.js';
import { generator } from '../../src/numerics/generator.js';
import { tsne } from '../../src/steps/tsne.js';
import { runStep } from '../support/run-step.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const stream = generator(0, 'test');
const values = Float64Array.from({ length: 40 * 6 }, (_, i) => (i < 120 ? 0 : 30) + stream.normal());
const train = Array.from({ length: 32 }, (_, i) => (7 * i) % 40);
const validation = [...Array(40).keys()].filter((row) => !train.includes(row));
const quick = { perplexity: 5, iterations: 300 };

function write(array: NpyArray): string {
  const path = join(temporaryFolder(), 'latents.npy');
  writeFileSync(path, encodeNpy(array));
  return path;
}

function writeSplitFile(split: JsonObject): string {
  const path = join(temporaryFolder(), 'split.json');
  writeFileSync(path, JSON.stringify(split));
  return path;
}

async function read(path: string): Promise<NpyArray> {
  const array = await readNpy(path);
  if (!array.ok) throw new Error(array.failure.found);
  return array.value;
}

const latents = () => write({ shape: [40, 1, 2, 3], values: Float32Array.from(values) });

test('the training part is embedded, the other rows are NaN, and two far groups stay apart', async () => {
  const inputs = { vectors: latents(), split: writeSplitFile({ train, validation }) };
  const outcome = await runStep(tsne, { inputs, params: quick });
  assert.ok(outcome.result.ok);
  const embedding = await read(outcome.path('embedding'));
  assert.equal(embedding.shape, [40, 2]);
  assert.ok(embedding.values instanceof Float32Array);
  for (let row = 0; row < 40; row++) {
    const isEmbedded = [0, 1].map((axis) => Number.isFinite(embedding.values[2 * row + axis]));
    assert.equal(isEmbedded, Array(2).fill(train.includes(row)));
  }
  // The first group is rows 0 to 19; along the first axis, where PCA put them apart, they do not mix.
  const along = (rows: number[]) => rows.map((row) => embedding.values[2 * row]!);
  const [low, high] = [along(train.filter((r) => r < 20)), along(train.filter((r) => r >= 20))];
  const gap = (a: number[], b: number[]) => Math.min(...a) - Math.max(...b);
  assert.ok(Math.max(gap(low, high), gap(high, low)) > 0);

  const summary = JSON.parse(readFileSync(outcome.path('summary'), 'utf8')) as Record<string, unknown>;
  const { kl_divergence: divergence, ...rest } = summary;
  assert.equal(rest, { n: 32, perplexity: 5, iterations: 300, initialisation: 'pca', seed: 0 });
  assert.equal(outcome.measures, { kl_divergence: divergence, iterations: 300 });
  assert.equal(
    outcome.metrics.map((metric) => metric.step),
    [50, 100, 150, 200, 250, 300],
  );
  assert.is(outcome.metrics.at(-1)?.values['kl_divergence'], divergence);
});

test('part: all embeds every row, and so does the lack of a split', async () => {
  const split = writeSplitFile({ train, validation });
  const all = await runStep(tsne, {
    inputs: { vectors: latents(), split },
    params: { ...quick, part: 'all' },
  });
  const none = await runStep(tsne, { inputs: { vectors: latents() }, params: quick });
  assert.equal(readFileSync(all.path('embedding')), readFileSync(none.path('embedding')));
  assert.ok((await read(all.path('embedding'))).values.every(Number.isFinite));
});

test('the same bytes twice and for 1 and 3 threads, whatever order the split has', async () => {
  const orders = [train, train, [...train].reverse()];
  const runs = [];
  for (const [i, order] of orders.entries()) {
    const inputs = { vectors: latents(), split: writeSplitFile({ train: order, validation }) };
    const params = { ...quick, initialisation: 'random', seed: 3 };
    runs.push(await runStep(tsne, { inputs, params, threads: i === 1 ? 3 : 1 }));
  }
  for (const output of ['embedding', 'summary']) {
    const [first, ...others] = runs.map((run) => readFileSync(run.path(output)));
    for (const other of others) assert.equal(other, first);
  }
});

test('a perplexity above a third of the other vectors names the most that is possible', async () => {
  const inputs = { vectors: latents(), split: writeSplitFile({ train, validation }) };
  const { result } = await runStep(tsne, { inputs, params: {} });
  assert.equal(result.ok ? undefined : result.failure, {
    reason: 'unsuitable-parameter',
    parameter: 'perplexity',
    found: '30 for 32 vectors',
    expected: 'at most 10.33, a third of the number of other vectors',
    remedy: 'lower perplexity, or give more images',
  });
  assert.ok((await runStep(tsne, { inputs, params: { perplexity: 10.33, iterations: 1 } })).result.ok);
});

test('fewer than five vectors are too few', async () => {
  const path = write({ shape: [4, 2], values: new Float32Array(8) });
  const { result } = await runStep(tsne, { inputs: { vectors: path } });
  assert.ok(!result.ok && result.failure.reason === 'unsuitable-input');
  assert.is(result.failure.found, '4 vectors to embed');
  assert.is(result.failure.expected, 'at least 5');
});

test('a vector with NaN names its row, unless it is not embedded', async () => {
  const [row] = validation;
  const broken = values.slice();
  broken[6 * row! + 2] = NaN;
  const vectors = write({ shape: [40, 6], values: broken });
  const { result } = await runStep(tsne, { inputs: { vectors }, params: quick });
  assert.ok(!result.ok && result.failure.reason === 'unsuitable-input');
  assert.is(result.failure.file, vectors);
  assert.is(result.failure.found, `NaN in vector ${row}, column 2`);
  const split = writeSplitFile({ train, validation });
  assert.ok((await runStep(tsne, { inputs: { vectors, split }, params: quick })).result.ok);
});

test('a map that never leaves the exaggeration is told as a warning', async () => {
  const { notes } = await runStep(tsne, {
    inputs: { vectors: latents() },
    params: { ...quick, iterations: 250 },
  });
  assert.match(notes[0]?.text ?? '', 'raise iterations above 250');
});

test('a cancelled run ends as cancelled', async () => {
  const { result } = await runStep(tsne, {
    inputs: { vectors: latents() },
    params: quick,
    signal: AbortSignal.abort(),
  });
  assert.equal(result.ok ? undefined : result.failure, { reason: 'cancelled' });
});

test.run();
