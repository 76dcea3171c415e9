import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Vectors } from '../../../src/numerics/distances.js';
import { generator } from '../../../src/numerics/generator.js';
import { kmeansMemory, layoutWord } from '../../../src/numerics/kmeans/memory.js';
import { predict } from '../../../src/numerics/kmeans/predict.js';
import { chooseStarts } from '../../../src/numerics/kmeans/start.js';
import { fitMany, kmeans, type KmeansFit, type KmeansOptions } from '../../../src/numerics/kmeans/kmeans.js';
import { rowsInMemory } from '../../../src/numerics/vector-rows.js';
import { label } from './descend-from.js';

const defaults = { nInit: 10, regroup: true, maxIterations: 300, tolerance: 1e-4, seed: 0, threads: 1 };

async function fit(vectors: Vectors, options: Partial<KmeansOptions> & { k: number }): Promise<KmeansFit> {
  const outcome = await kmeans(vectors, { ...defaults, ...options });
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.trouble));
  return outcome.value;
}

/** Normal vectors around as many middles. */
function blobs(nRows: number, nColumns: number, nBlobs: number): Vectors {
  const stream = generator(1, 'test', nRows, nColumns);
  const middles = Float64Array.from({ length: nBlobs * nColumns }, () => 4 * stream.normal());
  const values = new Float32Array(nRows * nColumns);
  for (let i = 0; i < values.length; i++) {
    const row = Math.floor(i / nColumns);
    values[i] = middles[(row % nBlobs) * nColumns + (i % nColumns)]! + stream.normal();
  }
  return { values, nRows, nColumns };
}

const column = (...values: number[]): Vectors => ({
  values: Float32Array.from(values),
  nRows: values.length,
  nColumns: 1,
});

function squaredDistance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let total = 0;
  for (let j = 0; j < a.length; j++) total += (a[j]! - b[j]!) * (a[j]! - b[j]!);
  return total;
}

test('well separated blobs are found whole', async () => {
  const result = await fit(blobs(500, 6, 5), { k: 5 });
  for (let i = 5; i < 500; i++) assert.is(result.labels[i], result.labels[i % 5]);
  assert.is(new Set(result.labels).size, 5);
});

test('every label is the nearest centre by plain float64 distances, the lowest among equals', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: 1, max: 9 }),
      fc.constantFrom(0, 1e4, 1e8),
      fc.integer({ min: 0, max: 1000 }),
      async (nRows, nColumns, offset, seed) => {
        const stream = generator(seed, 'property');
        const values = Float32Array.from({ length: nRows * nColumns }, () => offset + stream.integer(5));
        const k = 1 + stream.integer(nRows);
        const vectors = { values, nRows, nColumns };
        const result = await fit(vectors, { k, nInit: 2, seed });
        let inertia = 0;
        for (let i = 0; i < nRows; i++) {
          const row = values.subarray(i * nColumns, (i + 1) * nColumns);
          const distances = Array.from({ length: k }, (_, c) =>
            squaredDistance(row, result.centres.subarray(c * nColumns, (c + 1) * nColumns)),
          );
          const least = Math.min(...distances);
          assert.is(result.labels[i], distances.indexOf(least));
          assert.is(result.distances[i * k + result.labels[i]!], Math.fround(Math.sqrt(least)));
          inertia += least;
        }
        assert.ok(Math.abs(result.inertia - inertia) <= 1e-9 * inertia);
      },
    ),
    { numRuns: 60, seed: 1 },
  );
});

test('rows almost midway between two centres are told apart where float32 could not', async () => {
  const stream = generator(3, 'test');
  const [nRows, nColumns] = [400, 256];
  // A row stands off the middle by b, -b in two columns where the centres stand off by a, a: that is no nearer to either,
  // but for a nudge in the last column.
  const apart = Float32Array.from({ length: nColumns }, () => stream.normal());
  for (let j = 0; j < nColumns; j += 2) apart[j + 1] = apart[j]!;
  const centres = Float32Array.from([...apart, ...apart.map((value) => -value)]);
  const values = new Float32Array(nRows * nColumns);
  for (let i = 0; i < values.length; i += 2) {
    values[i] = 30 * stream.normal();
    values[i + 1] = -values[i]!;
    if ((i + 2) % nColumns === 0) values[i + 1]! += 1e-5 * stream.normal();
  }
  const { labels } = await label({ values, nRows, nColumns }, centres);
  let nSecond = 0;
  for (let i = 0; i < nRows; i++) {
    const row = values.subarray(i * nColumns, (i + 1) * nColumns);
    // The squared distances differ by four times this sum, whose large terms cancel exactly, pair by pair.
    let side = 0;
    for (let j = 0; j < nColumns; j += 2) side += (row[j]! + row[j + 1]!) * apart[j]!;
    if (Math.abs(side) > 1e-8) assert.is(labels[i], side > 0 ? 0 : 1);
    nSecond += labels[i]!;
  }
  assert.ok(nSecond > 100 && nSecond < 300);
});

test('of the rows drawn to start from, the one that leaves the least potential is taken', async () => {
  const draws = [0.5 / 101, 50 / 101];
  const stream = {
    ...generator(0, 'unused'),
    integer: () => 0,
    uniform: () => draws.shift()!,
  };
  // Row 0 comes first; squared distances 0, 1, 100. The draws hit row 1, leaving 81, and row 2, leaving 1.
  const vectors = rowsInMemory(column(0, 1, 10));
  const problem = await kmeansMemory(vectors, [0, 1, 2], { mostClusters: 2, threads: 1 });
  problem.words[layoutWord.rowsPerShard] = 64;
  assert.equal(await chooseStarts(problem, [{ k: 2, stream }]), [Int32Array.of(0, 2)]);
});

test('one cluster sits at the mean', async () => {
  const result = await fit(column(1, 2, 6), { k: 1 });
  assert.equal([...result.centres], [3]);
  assert.equal([...result.labels], [0, 0, 0]);
  assert.is(result.inertia, 14);
  assert.ok(result.converged);
});

test('as many clusters as distinct vectors leave no inertia', async () => {
  const result = await fit(blobs(12, 5, 3), { k: 12 });
  assert.is(result.inertia, 0);
  assert.is(new Set(result.labels).size, 12);
});

test('more clusters than distinct vectors end with empty ones and no inertia', async () => {
  const result = await fit(column(3, 3, 3, 8, 8), { k: 4 });
  assert.is(result.inertia, 0);
  assert.is(new Set(result.labels).size, 2);
});

test('rows outside the fit are labelled and move no centre', async () => {
  const all = blobs(60, 3, 3);
  const fitRows = [...Array(40).keys()];
  const some = { ...all, values: all.values.slice(0, 120), nRows: 40 };
  const [whole, part] = [await fit(all, { k: 3, fitRows }), await fit(some, { k: 3 })];
  assert.equal(whole.centres, part.centres);
  assert.is(whole.inertia, part.inertia);
  assert.equal(whole.labels.slice(0, 40), part.labels);
  assert.is(whole.labels.length, 60);
});

test('more restarts never raise the inertia', async () => {
  const vectors = blobs(300, 2, 12);
  const inertias = [];
  for (const nInit of [1, 3, 10]) inertias.push((await fit(vectors, { k: 9, nInit })).inertia);
  assert.ok(inertias[1]! <= inertias[0]! && inertias[2]! <= inertias[1]!);
});

test('1, 2, 3 and 8 threads give the same bytes, and another seed another start', async () => {
  // Large enough to be shared out among threads.
  const vectors = blobs(4000, 64, 60);
  const options = { ...defaults, ks: [50, 30] };
  const one = await fitMany(rowsInMemory(vectors), { ...options, threads: 1 });
  for (const threads of [2, 3, 8])
    assert.equal(await fitMany(rowsInMemory(vectors), { ...options, threads }), one);
  const small = blobs(700, 9, 7);
  assert.not.equal((await fit(small, { k: 6, seed: 1 })).centres, (await fit(small, { k: 6 })).centres);
});

test('labelling large sets gives the same bytes for 1 and 3 threads', async () => {
  const vectors = rowsInMemory(blobs(9000, 256, 5));
  const centres = blobs(90, 256, 90).values;
  assert.equal(await predict(vectors, centres, { threads: 3 }), await predict(vectors, centres));
});

test('a K has the same bytes whether it is fitted alone or with others', async () => {
  const vectors = blobs(300, 5, 9);
  const ks = [7, 1, 4];
  const together = await fitMany(rowsInMemory(vectors), { ...defaults, ks, fitRows: [...Array(250).keys()] });
  for (const [i, k] of ks.entries()) {
    const alone = await kmeans(vectors, { ...defaults, k, fitRows: [...Array(250).keys()] });
    assert.equal(alone, together[i]);
  }
});

test('a K above the number of vectors fails alone', async () => {
  const outcomes = await fitMany(rowsInMemory(blobs(6, 2, 2)), { ...defaults, ks: [2, 7, 3] });
  assert.equal(
    outcomes.map((outcome) => (outcome.ok ? outcome.value.k : outcome.trouble.problem)),
    [2, 'more-clusters-than-vectors', 3],
  );
});

test('a vector that is fitted twice weighs twice', async () => {
  const result = await fit(column(1, 2, 6, 9), { k: 1, fitRows: [2, 0, 2] });
  assert.equal([...result.centres], [Math.fround(13 / 3)]);
  assert.is(result.labels.length, 4);
});

test('a restart that is stopped early says so', async () => {
  assert.not.ok((await fit(blobs(400, 2, 1), { k: 8, nInit: 1, maxIterations: 1 })).converged);
});

test('what cannot be clustered is refused with its facts', async () => {
  const trouble = async (vectors: Vectors, options: Partial<KmeansOptions>) => {
    const outcome = await kmeans(vectors, { ...defaults, k: 2, ...options });
    return outcome.ok ? undefined : outcome.trouble;
  };
  assert.equal(await trouble(column(1, 2), { k: 3 }), {
    problem: 'more-clusters-than-vectors',
    k: 3,
    nRows: 2,
  });
  assert.equal(await trouble({ values: Float32Array.of(1, 2, 3, NaN), nRows: 2, nColumns: 2 }, {}), {
    problem: 'non-finite-vector',
    row: 1,
    column: 1,
    found: 'NaN',
  });
  assert.equal(await trouble(column(1, 2, 3), { fitRows: [] }), { problem: 'no-vectors' });
  assert.equal(await trouble(column(1, 2, 3), { signal: AbortSignal.abort() }), { problem: 'cancelled' });
});

test.run();
