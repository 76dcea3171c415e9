import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { encodeNpy, readNpy } from '../../../src/formats/npy.js';
import { kmeans } from '../../../src/steps/kmeans.js';
import { runStep } from '../../support/run-step.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const engines = ['wasm', 'ml-kmeans'] as const;

function write(nRows: number, values: readonly number[]): string {
  const path = join(temporaryFolder(), 'vectors.npy');
  const shape = [nRows, values.length / nRows];
  writeFileSync(path, encodeNpy({ shape, values: Float32Array.from(values) }));
  return path;
}

const run = (vectors: string, params: { readonly k: number; readonly engine: string }) =>
  runStep(kmeans, { inputs: { vectors }, params });

async function numbers(path: string): Promise<number[]> {
  const array = await readNpy(path);
  if (!array.ok) throw new Error(array.failure.found);
  return [...array.value.values];
}

const summaryOf = (path: string) => JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;

for (const engine of engines) {
  test(`${engine}: K = 1 puts all vectors into one cluster around their mean`, async () => {
    const { path } = await run(write(3, [1, 0, 2, 0, 6, 3]), { k: 1, engine });
    assert.equal(await numbers(path('labels')), [0, 0, 0]);
    assert.equal(await numbers(path('centres')), [3, 1]);
    assert.is(summaryOf(path('summary'))['inertia'], 20);
  });

  test(`${engine}: a single vector is a cluster of its own`, async () => {
    const { path } = await run(write(1, [4, 5]), { k: 1, engine });
    assert.equal(await numbers(path('centres')), [4, 5]);
    assert.equal(summaryOf(path('summary'))['sizes'], [1]);
  });

  test(`${engine}: a single vector makes no two clusters`, async () => {
    const { result } = await run(write(1, [4, 5]), { k: 2, engine });
    assert.ok(!result.ok && result.failure.reason === 'unsuitable-parameter');
    assert.is(result.failure.found, '2 clusters for 1 vector');
  });

  test(`${engine}: NaN and infinity are refused with their place`, async () => {
    for (const [value, found] of [
      [NaN, 'NaN in vector 2, column 1'],
      [-Infinity, '-Infinity in vector 2, column 1'],
    ] as const) {
      const { result } = await run(write(4, [0, 1, 2, 3, 4, value, value, 7]), { k: 2, engine });
      assert.ok(!result.ok && result.failure.reason === 'unsuitable-input');
      assert.is(result.failure.found, found);
    }
  });

  test(`${engine}: columns that are the same everywhere change no cluster`, async () => {
    const plain = [0, 1, 10, 11, 30, 31];
    const widened = plain.flatMap((value) => [7, value, -3]);
    const [narrow, wide] = [
      await run(write(6, plain), { k: 3, engine }),
      await run(write(6, widened), { k: 3, engine }),
    ];
    assert.equal(await numbers(wide.path('labels')), await numbers(narrow.path('labels')));
    assert.is(summaryOf(wide.path('summary'))['inertia'], 1.5);
  });

  test(`${engine}: fewer distinct vectors than K leave clusters empty, and that is told`, async () => {
    const { path, notes } = await run(write(5, [3, 3, 3, 8, 8]), { k: 4, engine });
    const labels = await numbers(path('labels'));
    assert.equal(new Set(labels).size, 2);
    assert.ok(labels[0] === labels[1] && labels[1] === labels[2] && labels[3] === labels[4]);
    assert.is(summaryOf(path('summary'))['inertia'], 0);
    assert.match(notes[0]?.text ?? '', '2 of 4 clusters hold no training image');
  });
}

test.run();
