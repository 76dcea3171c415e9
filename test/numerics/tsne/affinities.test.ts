import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Vectors } from '../../../src/numerics/distances.js';
import { generator } from '../../../src/numerics/generator.js';
import { log } from '../../../src/numerics/elementary.js';
import { affinitiesOf, symmetrise } from '../../../src/numerics/tsne/affinities.js';
import { affinities, dense, memoryOf, normalVectors, reference, vectorsOf } from './reference.js';

const sample = reference.affinities;

test('affinities equal numpy’s in float64 and scikit-learn’s', async () => {
  const matrix = dense(await affinities(vectorsOf(sample), sample.perplexity));
  assert.is(matrix.length, sample.joint.length);
  matrix.forEach((value, i) => {
    const expected = sample.joint[i]!;
    // Far tails raise the rounding of centred rows to float32 to an exponent of hundreds; the mean entry is 1/600.
    assert.ok(Math.abs(value - expected) <= 1e-6 * expected + 1e-10, `entry ${i}: ${value} for ${expected}`);
    // scikit-learn ends its bisection at 1e-5 of entropy, on float32 distances.
    assert.ok(Math.abs(value - sample.sklearn[i]!) <= 1e-6, `entry ${i}: ${value} for ${sample.sklearn[i]!}`);
  });
});

/** Indices of the k nearest other rows by float64 distances of the values as given, ties to the lowest. */
function nearest({ values, nRows, nColumns }: Vectors, row: number, k: number): number[] {
  const distances = Array.from({ length: nRows }, (_, other) => {
    let total = 0;
    for (let j = 0; j < nColumns; j++) {
      const difference = values[row * nColumns + j]! - values[other * nColumns + j]!;
      total += difference * difference;
    }
    return total;
  });
  return [...Array(nRows).keys()]
    .filter((other) => other !== row)
    .sort((a, b) => distances[a]! - distances[b]! || a - b)
    .slice(0, k);
}

async function neighboursOf(vectors: Vectors, k: number): Promise<number[][]> {
  const memory = memoryOf(vectors, k);
  await affinitiesOf(memory, 2);
  return Array.from({ length: vectors.nRows }, (_, row) => [
    ...memory.neighbours.subarray(row * k, (row + 1) * k),
  ]);
}

test('neighbours are exactly the nearest, ties to the lowest index', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 2, max: 150 }),
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 0, max: 1000 }),
      async (n, d, seed) => {
        const stream = generator(seed, 'property');
        // Each integer with its negative, so that the mean is 0 and centring rounds nothing: ties stay ties.
        const half = Float32Array.from({ length: n * d }, () => stream.integer(5) - 2);
        const values = Float32Array.from([...half, ...half.map((value) => -value)]);
        const vectors = { values, nRows: 2 * n, nColumns: d };
        const k = 3 + stream.integer(2 * n - 3);
        (await neighboursOf(vectors, k)).forEach((own, row) => {
          assert.equal(own, nearest(vectors, row, k));
        });
      },
    ),
    { numRuns: 40, seed: 1 },
  );
});

test('neighbours are exact where float32 products cannot tell them apart', async () => {
  // Two groups 16 apart in every column and 2^-6 wide; each vector with its negative, so that centring rounds nothing.
  const half = [...normalVectors(65, 301).values].map((value) => 8 + Math.round(value * 4) / 256);
  const values = Float32Array.from([...half, ...half.map((value) => -value)]);
  const vectors = { values, nRows: 130, nColumns: 301 };
  (await neighboursOf(vectors, 20)).forEach((own, row) => {
    assert.equal(own, nearest(vectors, row, 20));
  });
});

test('each row’s probabilities sum to 1 and have the entropy that the perplexity asks for', async () => {
  const memory = memoryOf(normalVectors(70, 5), 21);
  await affinitiesOf(memory, 7);
  for (let row = 0; row < 70; row++) {
    const own = memory.conditionals.subarray(21 * row, 21 * (row + 1));
    const total = own.reduce((sum, p) => sum + p, 0);
    const entropy = own.reduce((sum, p) => (p > 0 ? sum - p * log(p) : sum), 0);
    assert.ok(Math.abs(total - 1) < 1e-13);
    assert.ok(Math.abs(entropy - log(7)) < 1e-10);
  }
});

test('affinities are symmetric, have no diagonal and sum to 1', async () => {
  const matrix = dense(await affinities(normalVectors(90, 3), 11));
  let total = 0;
  for (let i = 0; i < 90; i++) {
    assert.is(matrix[91 * i], 0);
    for (let j = 0; j < 90; j++) {
      assert.is(matrix[90 * i + j], matrix[90 * j + i]);
      total += matrix[90 * i + j]!;
    }
  }
  assert.ok(Math.abs(total - 1) < 1e-12);
});

test('equal vectors share the whole equally, whatever the perplexity', async () => {
  const memory = memoryOf({ values: new Float32Array(30).fill(7), nRows: 10, nColumns: 3 }, 6);
  await affinitiesOf(memory, 2);
  assert.equal([...memory.conditionals], Array(60).fill(1 / 6));
  assert.equal([...memory.neighbours.subarray(0, 6)], [1, 2, 3, 4, 5, 6]);
});

test('three rows with one neighbour each, by hand', () => {
  // 0 -> 1, 1 -> 0, 2 -> 1, each with probability 1; n = 3.
  const result = symmetrise(3, 1, Int32Array.of(1, 0, 1), Float64Array.of(1, 1, 1));
  assert.equal([...result.starts], [0, 1, 3, 4]);
  assert.equal([...result.columns], [1, 0, 2, 1]);
  assert.equal([...result.values], [2 / 6, 2 / 6, 1 / 6, 1 / 6]);
});

test('an aborted signal stops the search for neighbours', async () => {
  assert.is(await affinitiesOf(memoryOf(normalVectors(20, 3), 9), 3, AbortSignal.abort()), undefined);
});

test.run();
