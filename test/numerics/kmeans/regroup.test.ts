import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { generator } from '../../../src/numerics/generator.js';
import { atomsOf } from '../../../src/numerics/kmeans/atoms.js';
import { fitMany } from '../../../src/numerics/kmeans/kmeans.js';
import { moveAtoms } from '../../../src/numerics/kmeans/move-atoms.js';
import { rowsInMemory } from '../../../src/numerics/vector-rows.js';

test('atoms are the largest sets that no clustering parts, with the label that each gives them', () => {
  const { count, of, labels } = atomsOf(
    [
      [0, 0, 0, 1, 1],
      [1, 1, 0, 0, 0],
    ],
    2,
    10,
  );
  assert.is(count, 3);
  assert.equal([...of], [0, 0, 1, 2, 2]);
  assert.equal(labels, [Int32Array.of(0, 0, 1), Int32Array.of(1, 0, 0)]);
});

test('a clustering that would make more atoms than allowed is left out, later ones are not', () => {
  const { count, labels } = atomsOf(
    [
      [0, 0, 1, 1],
      [0, 1, 0, 1],
      [1, 1, 0, 0],
    ],
    2,
    3,
  );
  assert.is(count, 2);
  assert.equal(labels, [Int32Array.of(0, 1), Int32Array.of(1, 0)]);
});

/** Atoms of one row each at places on a line, of mean 0. */
const onLine = (...places: number[]) => ({
  count: places.length,
  sizes: new Float64Array(places.length).fill(1),
  products: Float64Array.from(places.flatMap((a) => places.map((b) => a * b))),
});

test('atoms go where the inertia is least, and the explained scatter is told', () => {
  const labels = Int32Array.of(0, 1, 1, 1);
  // {-6, -4} and {4, 6} explain 2 * 25 + 2 * 25.
  assert.is(moveAtoms(onLine(-6, -4, 4, 6), labels, 2, 1e-9), 100);
  assert.equal([...labels], [0, 0, 1, 1]);
});

test('the last atom of a cluster stays, and an empty cluster takes one', () => {
  const labels = Int32Array.of(0, 0, 0);
  assert.is(moveAtoms(onLine(-1, 0, 1), labels, 3, 1e-9), 2);
  assert.equal([...labels].sort(), [0, 1, 2]);
});

/** Clouds of several sizes, more of them than clusters. */
function clouds(seed: number) {
  const stream = generator(seed, 'clouds');
  const [nRows, nColumns, nClouds] = [240, 2 + stream.integer(20), 4 + stream.integer(9)];
  const middles = Array.from({ length: nClouds * nColumns }, () => 3 * stream.normal());
  const values = new Float32Array(nRows * nColumns);
  for (let row = 0; row < nRows; row++) {
    const cloud = stream.integer(nClouds);
    for (let j = 0; j < nColumns; j++)
      values[row * nColumns + j] = middles[cloud * nColumns + j]! + stream.normal();
  }
  return rowsInMemory({ values, nRows, nColumns });
}

const settings = { nInit: 4, maxIterations: 300, tolerance: 1e-4, threads: 1 };

test('regrouping never raises the inertia, and often lowers it', async () => {
  let nLower = 0;
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 1e6 }), async (seed) => {
      const options = { ...settings, seed, ks: [2, 3, 5] };
      const [plain, better] = [
        await fitMany(clouds(seed), { ...options, regroup: false }),
        await fitMany(clouds(seed), { ...options, regroup: true }),
      ];
      plain.forEach((outcome, i) => {
        const other = better[i]!;
        assert.ok(outcome.ok && other.ok);
        assert.not.ok(outcome.value.regrouped);
        if (other.value.regrouped) {
          assert.ok(other.value.inertia < outcome.value.inertia);
          nLower += 1;
        } else assert.equal(other.value, outcome.value);
      });
    }),
    { numRuns: 30, seed: 3 },
  );
  assert.ok(nLower > 10, `${nLower} of 90`);
});

test.run();
