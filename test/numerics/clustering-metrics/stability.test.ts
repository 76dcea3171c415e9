import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { adjustedRandIndex } from '../../../src/numerics/clustering-metrics/adjusted-rand-index.js';
import { crossTable } from '../../../src/numerics/clustering-metrics/cross-table.js';
import { partition } from '../../../src/numerics/clustering-metrics/partition.js';
import { stabilities, type StabilityOptions } from '../../../src/numerics/clustering-metrics/stability.js';
import type { Vectors } from '../../../src/numerics/distances.js';
import { generator } from '../../../src/numerics/generator.js';
import { kmeans } from '../../../src/numerics/kmeans/kmeans.js';

const options = { nResamples: 6, nInit: 3, seed: 0, threads: 1 };

async function stability(
  vectors: Vectors,
  labels: Int32Array,
  { k, ...more }: StabilityOptions & { k: number },
): Promise<number | undefined> {
  return (await stabilities(vectors, [{ k, labels }], more))?.[0];
}

/** Points around three far-off places. */
function threeBlobs(): { values: Float32Array; nRows: number; nColumns: number } {
  const stream = generator(2, 'blobs');
  const values = Float32Array.from(
    { length: 180 },
    (_, at) => 20 * ((at >> 1) % 3) * (at % 2) + stream.normal(),
  );
  return { values, nRows: 90, nColumns: 2 };
}

async function labelsOf(k: number): Promise<Int32Array> {
  const fit = await kmeans(threeBlobs(), {
    k,
    nInit: 10,
    maxIterations: 300,
    tolerance: 1e-4,
    seed: 0,
    threads: 1,
  });
  if (!fit.ok) throw new Error('no fit');
  return fit.value.labels;
}

test('as many clusters as there are blobs are found again in every resample; more are not', async () => {
  const right = await stability(threeBlobs(), await labelsOf(3), { ...options, k: 3 });
  assert.is(right, 1);
  const wrong = (await stability(threeBlobs(), await labelsOf(6), { ...options, k: 6 }))!;
  assert.ok(wrong > 0.2 && wrong < 0.9, `${wrong}`);
});

test('another seed gives another stability, the same seed the same for any number of threads', async () => {
  const labels = await labelsOf(6);
  const run = (more: object) => stability(threeBlobs(), labels, { ...options, k: 6, ...more });
  const first = await run({});
  assert.is(await run({ threads: 3 }), first);
  assert.is.not(await run({ seed: 1 }), first);
});

test('clusterings judged together have the stabilities that each has alone', async () => {
  const [three, six] = [await labelsOf(3), await labelsOf(6)];
  const other = three.map((label) => label % 2);
  const given = [
    { k: 3, labels: three },
    { k: 6, labels: six },
    { k: 3, labels: other },
  ];
  const together = await stabilities(threeBlobs(), given, options);
  const alone = await Promise.all(given.map((each) => stabilities(threeBlobs(), [each], options)));
  assert.equal(together, alone.flat());
  assert.is.not(together?.[2], together?.[0]);
});

test('each fit ends at a tolerance of 1e-4, as that of k-means does', async () => {
  // Along one line, where centres creep for long.
  const nRows = 3000;
  const stream = generator(4, 'cloud');
  const cloud = {
    values: Float32Array.from({ length: nRows }, () => stream.normal()),
    nRows,
    nColumns: 1,
  };
  const labels = Int32Array.from({ length: nRows }, (_, row) => row % 5);
  const fitted = async (tolerance: number): Promise<number> => {
    const draws = generator(0, 'compare-clusterings', 'resample', nRows, 0);
    const fitRows = Int32Array.from({ length: nRows }, () => draws.integer(nRows));
    const more = { nInit: 1, maxIterations: 300, seed: 0, threads: 1 };
    const fit = await kmeans(cloud, { k: 12, fitRows, tolerance, ...more });
    if (!fit.ok) throw new Error('no fit');
    return adjustedRandIndex(crossTable(partition(labels), partition(fit.value.labels)));
  };
  const found = await stability(cloud, labels, { ...options, nResamples: 1, nInit: 1, k: 12 });
  assert.is(found, await fitted(1e-4));
  for (const other of [0, 1e-5, 1e-3]) assert.is.not(found, await fitted(other), String(other));
});

test('one cluster has no stability, as any resample finds it again', async () => {
  const found = await stabilities(
    threeBlobs(),
    [1, 3].map((k) => ({ k, labels: new Int32Array(90) })),
    options,
  );
  assert.ok(Number.isNaN(found?.[0]) && Number.isFinite(found?.[1]));
});

test('fewer rows than clusters have no stability, and an aborted signal ends it', async () => {
  const two = { values: Float32Array.of(0, 1), nRows: 2, nColumns: 1 };
  assert.ok(Number.isNaN(await stability(two, Int32Array.of(0, 2), { ...options, k: 3 })));
  const signal = AbortSignal.abort();
  assert.is(await stability(two, Int32Array.of(0, 1), { ...options, k: 2, signal }), undefined);
});

test.run();
