import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { encodeNpy, readNpy, type NpyArray } from '../../src/formats/npy.js';
import { generator } from '../../src/numerics/generator.js';
import { assign } from '../../src/steps/assign.js';
import { kmeans } from '../../src/steps/kmeans.js';
import { runStep } from '../support/run-step.js';
import { temporaryFolder } from '../support/temporary-folder.js';

function write(array: NpyArray): string {
  const path = join(temporaryFolder(), 'array.npy');
  writeFileSync(path, encodeNpy(array));
  return path;
}

async function failureOf(vectors: string, centres: string) {
  const { result } = await runStep(assign, { inputs: { vectors, centres } });
  if (result.ok || result.failure.reason !== 'unsuitable-input') throw new Error(JSON.stringify(result));
  return result.failure;
}

test('each vector gets the nearest centre and its distance from all, a tie the lower number', async () => {
  const { path } = await runStep(assign, {
    inputs: {
      vectors: write({ shape: [3, 1, 2], values: Float32Array.of(0, 0, 3, 4, 6, 0) }),
      centres: write({ shape: [3, 2], values: Float32Array.of(6, 8, 0, 0, 6, 0) }),
    },
  });
  for (const [output, shape, values] of [
    ['labels', [3], [1, 0, 2]],
    ['distances', [3, 3], [10, 0, 6, 5, 5, 5, 8, 6, 0]],
  ] as const) {
    const array = await readNpy(path(output));
    assert.ok(array.ok);
    assert.equal(array.value.shape, shape);
    assert.equal([...array.value.values], values);
  }
});

test('applied to the vectors of the fit, it gives the bytes that kmeans wrote, for 1 and 3 threads', async () => {
  const stream = generator(5, 'test');
  // More than one block of rows that are read together.
  const values = Float32Array.from({ length: 9000 * 3 }, () => stream.normal());
  const vectors = write({ shape: [9000, 3], values });
  const fitted = await runStep(kmeans, { inputs: { vectors }, params: { k: 4, n_init: 1 } });
  for (const threads of [1, 3]) {
    const applied = await runStep(assign, { inputs: { vectors, centres: fitted.path('centres') }, threads });
    for (const output of ['labels', 'distances'])
      assert.equal(readFileSync(applied.path(output)), readFileSync(fitted.path(output)));
  }
});

test('vectors with another number of columns than the centres are refused with both numbers', async () => {
  const vectors = write({ shape: [2, 5], values: new Float32Array(10) });
  const { file, found, expected } = await failureOf(
    vectors,
    write({ shape: [2, 3], values: new Float32Array(6) }),
  );
  assert.equal([file, found, expected], [vectors, 'vectors of 5 numbers', '3, as the centres have']);
});

test('a value that is not finite is found in the vectors and in the centres', async () => {
  const good = write({ shape: [2, 2], values: Float32Array.of(1, 2, 3, 4) });
  const bad = write({ shape: [2, 2], values: Float32Array.of(1, 2, 3, NaN) });
  const inVectors = await failureOf(bad, good);
  assert.equal([inVectors.input, inVectors.found], ['vectors', 'NaN in vector 1, column 1']);
  const inCentres = await failureOf(good, bad);
  assert.equal([inCentres.input, inCentres.found], ['centres', 'NaN in centre 1, column 1']);
});

test('labels are not centres', async () => {
  const labels = write({ shape: [4], values: Int32Array.of(0, 1, 0, 1) });
  const vectors = write({ shape: [4, 1], values: new Float32Array(4) });
  assert.is((await failureOf(vectors, labels)).input, 'centres');
});

test('a cancelled run ends as cancelled', async () => {
  const vectors = write({ shape: [4, 1], values: new Float32Array(4) });
  const inputs = { vectors, centres: vectors };
  const { result } = await runStep(assign, { inputs, signal: AbortSignal.abort() });
  assert.equal(result.ok ? undefined : result.failure, { reason: 'cancelled' });
});

test.run();
