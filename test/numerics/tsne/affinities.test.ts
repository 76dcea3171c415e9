import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { rowsInMemory } from '../../../src/numerics/vector-rows.js';
import { generator } from '../../../src/numerics/generator.js';
import { affinitiesOf, symmetrise, type Affinities } from '../../../src/numerics/tsne/affinities.js';
import { neighbourMemory, type NeighbourMemory } from '../../../src/numerics/tsne/neighbour-memory.js';
import { mapWorkspace } from '../../../src/numerics/tsne/map-workspace.js';
import {
  affinities,
  allRows,
  memoryOf,
  normalVectors,
  openTsneReference,
  reference,
  uncancelled,
  vectorsOf,
  single,
} from './reference.js';

function dense({ nRows, starts, columns, values }: Affinities): Float64Array {
  const matrix = new Float64Array(nRows * nRows);
  for (let row = 0; row < nRows; row++) {
    for (let entry = starts[row]!; entry < starts[row + 1]!; entry++)
      matrix[row * nRows + columns[entry]!] = values[entry]!;
  }
  return matrix;
}

function greatestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let greatest = 0;
  for (let i = 0; i < a.length; i++) greatest = Math.max(greatest, Math.abs(a[i]! - b[i]!));
  return greatest;
}

test('four vectors equally far apart share everything equally', async () => {
  const values = Float32Array.from({ length: 16 }, (_, i) => (i % 5 === 0 ? 1 : 0));
  const memory = await neighbourMemory(
    single(),
    rowsInMemory({ values, nRows: 4, nColumns: 4 }),
    allRows(4),
    3,
  );
  const matrix = dense(uncancelled(await affinitiesOf(memory, 2)));
  matrix.forEach((value, i) => assert.ok(Math.abs(value - (i % 5 === 0 ? 0 : 1 / 12)) < 1e-15));
});

test('affinities equal an independent float64 computation and scikit-learn', async () => {
  const { n, perplexity, joint, sklearn } = reference.affinities;
  const memory = await neighbourMemory(
    single(),
    rowsInMemory(vectorsOf(reference.affinities)),
    allRows(n),
    15,
  );
  const matrix = dense(uncancelled(await affinitiesOf(memory, perplexity)));
  // Vectors are rounded to float32 after their mean is taken out; the committed values have 12 digits.
  assert.ok(greatestDifference(matrix, joint) < 1e-8);
  // scikit-learn works on float32 distances and stops its bisection at 1e-5 of the entropy.
  assert.ok(greatestDifference(matrix, sklearn) < 1e-6);
  assert.ok(Math.max(...matrix) > 1e-3);
});

test('neighbours are those of a full sort, and affinities are symmetric with sum 1 and the wanted entropy', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 8, max: 150 }),
      fc.integer({ min: 1, max: 9 }),
      fc.constantFrom(1e-20, 1, 1e20),
      fc.constantFrom(0, 100),
      fc.integer({ min: 0, max: 1000 }),
      async (nRows, nColumns, scale, offset, seed) => {
        const stream = generator(seed, 'property');
        const values = Float32Array.from(
          { length: nRows * nColumns },
          () => scale * (offset + stream.integer(64)),
        );
        const perplexity = 1.5 + stream.uniform() * ((nRows - 1) / 3 - 1.5);
        const k = Math.floor(3 * perplexity);
        const memory = await neighbourMemory(
          single(),
          rowsInMemory({ values, nRows, nColumns }),
          allRows(nRows),
          k,
        );
        const affinities = uncancelled(await affinitiesOf(memory, perplexity));
        for (let i = 0; i < nRows; i++) checkNeighbours(memory, i);
        for (let i = 0; i < nRows; i++)
          checkEntropy(memory.conditionals.subarray(i * k, (i + 1) * k), perplexity);
        const matrix = dense(affinities);
        let total = 0;
        for (let i = 0; i < nRows; i++) {
          for (let j = 0; j < nRows; j++) {
            assert.is(matrix[i * nRows + j], matrix[j * nRows + i]);
            total += matrix[i * nRows + j]!;
          }
        }
        assert.ok(Math.abs(total - 1) < 1e-12);
      },
    ),
    { numRuns: 40, seed: 1 },
  );
});

function checkNeighbours(memory: NeighbourMemory, row: number): void {
  const { nRows, stride, rows, k } = memory;
  const distances = allRows(nRows).map((other) => {
    let total = 0;
    for (let j = 0; j < stride; j++) {
      const apart = rows[row * stride + j]! - rows[other * stride + j]!;
      total += apart * apart;
    }
    return total;
  });
  const others = allRows(nRows).filter((other) => other !== row);
  others.sort((a, b) => distances[a]! - distances[b]! || a - b);
  const found = [...memory.neighbours.subarray(row * k, (row + 1) * k)];
  // Summing in another order can swap neighbours whose distances differ by rounding alone.
  found.forEach((other, i) => {
    const expected = distances[others[i]!]!;
    assert.ok(Math.abs(distances[other]! - expected) <= 1e-13 * expected);
  });
  assert.is(new Set(found).size, k);
}

function checkEntropy(probabilities: Float64Array, perplexity: number): void {
  let entropy = 0;
  let nGreatest = 0;
  const greatest = Math.max(...probabilities);
  for (const p of probabilities) {
    if (p > 0) entropy -= p * Math.log(p);
    if (p > greatest * (1 - 1e-6)) nGreatest += 1;
  }
  // Neighbours that tie for the least distance can be more than the perplexity: then they share the whole.
  if (nGreatest > perplexity) assert.ok(Math.abs(entropy - Math.log(nGreatest)) < 1e-6);
  else assert.ok(Math.abs(entropy - Math.log(perplexity)) < 1e-9);
}

test('equal vectors are all as near: the lowest indices are neighbours, with equal shares', async () => {
  const memory = await neighbourMemory(
    single(),
    rowsInMemory({ values: new Float32Array(24), nRows: 12, nColumns: 2 }),
    allRows(12),
    6,
  );
  await affinitiesOf(memory, 2);
  assert.equal([...memory.neighbours.subarray(0, 6)], [1, 2, 3, 4, 5, 6]);
  assert.equal([...memory.neighbours.subarray(66, 72)], [0, 1, 2, 3, 4, 5]);
  memory.conditionals.forEach((value) => assert.is(value, 1 / 6));
});

test('neighbours are exact where float32 products cannot tell them apart', async () => {
  // Two groups 16 apart in every column and 2^-6 wide; each vector with its negative, so that centring rounds nothing.
  const half = [...normalVectors(65, 301).values].map((value) => 8 + Math.round(value * 4) / 256);
  const values = Float32Array.from([...half, ...half.map((value) => -value)]);
  const vectors = { values, nRows: 130, nColumns: 301 };
  const memory = await memoryOf(vectors, 20);
  await affinitiesOf(memory, 2);
  for (let i = 0; i < 130; i++) checkNeighbours(memory, i);
});

test('affinities equal openTSNE’s from exact neighbours', async () => {
  // What test/reference/tsne-affinities/make-reference.py wrote.
  const theirs = openTsneReference();
  const ours = await affinities(vectorsOf(theirs), theirs.perplexity);
  assert.equal([...ours.starts], theirs.starts);
  assert.equal([...ours.columns], theirs.columns);
  // openTSNE's bisection stops at 1e-8 of the entropy; the values are up to 1e-3.
  assert.ok(greatestDifference(ours.values, theirs.values) < 1e-9);
});

test('neighbours and affinities are the same bytes for 1, 2, 3 and 8 threads', async () => {
  const vectors = rowsInMemory(normalVectors(1100, 19));
  const digest = async (threads: number) => {
    const workspace = mapWorkspace(threads, 1100);
    try {
      const memory = await neighbourMemory(workspace, vectors, allRows(1100), 60);
      const { columns, values } = uncancelled(await affinitiesOf(memory, 20));
      return [columns, values, memory.neighbours.slice()];
    } finally {
      await workspace.team.stop();
    }
  };
  const one = await digest(1);
  for (const threads of [2, 3, 8]) assert.equal(await digest(threads), one);
});

test('more equal vectors than may wait as candidates still leave exact neighbours', async () => {
  // 700 equal ones, more than the 256 candidates that a row keeps, among 300 others that are nearer to each other than to those.
  const stream = generator(3, 'duplicates');
  const values = Float32Array.from({ length: 3000 }, (_, i) =>
    Math.floor(i / 3) % 10 < 7 ? 5 : stream.integer(1000) / 1000,
  );
  const memory = await memoryOf({ values, nRows: 1000, nColumns: 3 }, 15);
  await affinitiesOf(memory, 5);
  for (const row of [0, 7, 8, 9, 500, 997, 999]) checkNeighbours(memory, row);
  // Among equals the lowest indices.
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
  assert.is(await affinitiesOf(await memoryOf(normalVectors(20, 3), 9), 3, AbortSignal.abort()), undefined);
});

test.run();
