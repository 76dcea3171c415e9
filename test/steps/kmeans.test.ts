import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { JsonObject } from '../../src/core/json.js';
import { encodeNpy, readNpy, type NpyArray } from '../../src/formats/npy.js';
import { generator } from '../../src/numerics/generator.js';
import { kmeans } from '../../src/steps/kmeans.js';
import { runStep } from '../support/run-step.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const stream = generator(0, 'test');
const values = Float64Array.from({ length: 20 * 6 }, (_, i) => (i % 120 < 60 ? 0 : 9) + stream.normal());
const train = Array.from({ length: 16 }, (_, i) => (7 * i) % 20);
const validation = [...Array(20).keys()].filter((row) => !train.includes(row));

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

test('latents of any shape are flattened, the training part is fitted and every row labelled', async () => {
  const inputs = {
    vectors: write({ shape: [20, 1, 2, 3], values: Float32Array.from(values) }),
    split: writeSplitFile({ train, validation }),
  };
  const outcome = await runStep(kmeans, { inputs, params: { k: 2 } });
  assert.ok(outcome.result.ok);
  const labels = await read(outcome.path('labels'));
  assert.equal(labels.shape, [20]);
  assert.ok(labels.values instanceof Int32Array);
  assert.is(labels.values[0], labels.values[9]);
  assert.is.not(labels.values[0], labels.values[10]);
  assert.equal((await read(outcome.path('centres'))).shape, [2, 6]);
  assert.equal((await read(outcome.path('distances'))).shape, [20, 2]);

  const summary = JSON.parse(readFileSync(outcome.path('summary'), 'utf8')) as Record<string, unknown>;
  const count = (rows: number[]) => [0, 1].map((c) => rows.filter((row) => labels.values[row] === c).length);
  assert.equal(summary['sizes'], [10, 10]);
  assert.equal(summary['train_sizes'], count(train));
  assert.equal(summary['validation_sizes'], count(validation));
  assert.is(summary['k'], 2);
  assert.is(summary['n_init'], 10);
  assert.is(outcome.measures['inertia'], summary['inertia']);
  assert.is(outcome.measures['iterations'], summary['iterations']);
});

test('float64 vectors give what their float32 roundings give, in the same bytes for 1 and 3 threads', async () => {
  const rounded = Float32Array.from(values);
  const runs = [
    await runStep(kmeans, {
      inputs: { vectors: write({ shape: [20, 6], values: Float64Array.from(rounded) }) },
      params: { k: 3, seed: 4 },
      threads: 3,
    }),
    await runStep(kmeans, {
      inputs: { vectors: write({ shape: [20, 6], values: rounded }) },
      params: { k: 3, seed: 4 },
      threads: 1,
    }),
  ];
  for (const output of ['labels', 'centres', 'distances', 'summary']) {
    const [a, b] = runs.map((run) => readFileSync(run.path(output)));
    assert.equal(a, b);
  }
});

test('more clusters than training vectors name the parameter and the most that is possible', async () => {
  const inputs = {
    vectors: write({ shape: [20, 6], values }),
    split: writeSplitFile({ train, validation }),
  };
  const { result } = await runStep(kmeans, { inputs, params: { k: 17 } });
  assert.equal(result.ok ? undefined : result.failure, {
    reason: 'unsuitable-parameter',
    parameter: 'k',
    found: '17 clusters for 16 vectors',
    expected: 'at most 16, the number of vectors to fit',
    remedy: 'lower k, or give more vectors',
  });
});

test('a vector with NaN names its row', async () => {
  const broken = values.slice();
  broken[6 * 5 + 2] = NaN;
  const path = write({ shape: [20, 6], values: broken });
  const { result } = await runStep(kmeans, { inputs: { vectors: path }, params: { k: 2 } });
  assert.ok(!result.ok && result.failure.reason === 'unsuitable-input');
  assert.is(result.failure.file, path);
  assert.is(result.failure.found, 'NaN in vector 5, column 2');
});

test('integers and empty arrays are not vectors', async () => {
  for (const array of [
    { shape: [2, 2], values: Int32Array.of(1, 2, 3, 4) },
    { shape: [0, 4], values: new Float32Array(0) },
  ]) {
    const { result } = await runStep(kmeans, { inputs: { vectors: write(array) }, params: { k: 1 } });
    assert.ok(!result.ok && result.failure.reason === 'unsuitable-input');
  }
});

test('clusters that stay empty and restarts that do not settle are told as warnings', async () => {
  const same = await runStep(kmeans, {
    inputs: { vectors: write({ shape: [3, 2], values: new Float32Array(6) }) },
    params: { k: 2 },
  });
  assert.match(same.notes[0]?.text ?? '', 'fewer than 2 distinct values');
  const short = await runStep(kmeans, {
    inputs: { vectors: write({ shape: [20, 6], values }) },
    params: { k: 8, max_iterations: 1, n_init: 1 },
  });
  assert.match(short.notes[0]?.text ?? '', 'raise max_iterations');
});

test('a cancelled run ends as cancelled', async () => {
  const { result } = await runStep(kmeans, {
    inputs: { vectors: write({ shape: [20, 6], values }) },
    params: { k: 2 },
    signal: AbortSignal.abort(),
  });
  assert.equal(result.ok ? undefined : result.failure, { reason: 'cancelled' });
});

test.run();
