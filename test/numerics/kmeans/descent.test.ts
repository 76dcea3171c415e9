import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Vectors } from '../../../src/numerics/distances.js';
import { generator } from '../../../src/numerics/generator.js';
import { descendFrom } from './descend-from.js';

interface Problem {
  readonly vectors: Vectors;
  readonly k: number;
  readonly start: number[];
}

/** Numbers on a grid: sums of them, and of them moved by whole numbers, are exact in any order. */
const onGrid = (value: number): number => Math.round(value * 4096) / 4096;

function problemOf(nRows: number, nColumns: number, seed: number): Problem {
  const stream = generator(seed, 'descent');
  const values = Float32Array.from({ length: nRows * nColumns }, () => onGrid(stream.normal()));
  const k = 1 + stream.integer(Math.min(nRows, 8));
  const rows = stream.permutation(nRows).subarray(0, k);
  const start = [...rows].flatMap((row) => [...values.subarray(row * nColumns, (row + 1) * nColumns)]);
  return { vectors: { values, nRows, nColumns }, k, start };
}

/** Whole descents to rest. */
const toRest = { maxIterations: 300, tolerance: 0 };

const descend = async ({ vectors, k, start }: Problem, options = toRest) =>
  (await descendFrom(vectors, k, [start], options))[0]!;

const selectRows = ({ values, nColumns }: Vectors, rows: readonly number[]): Vectors => ({
  values: Float32Array.from(
    rows.flatMap((row) => [...values.subarray(row * nColumns, (row + 1) * nColumns)]),
  ),
  nRows: rows.length,
  nColumns,
});

const property = (check: (problem: Problem, seed: number) => Promise<void>) =>
  fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 2, max: 300 }),
      fc.integer({ min: 2, max: 9 }),
      fc.integer({ min: 0, max: 1e6 }),
      async (nRows, nColumns, seed) => check(problemOf(nRows, nColumns, seed), seed),
    ),
    { numRuns: 60, seed: 6 },
  );

test('permuting the rows permutes the labels', () =>
  property(async (problem, seed) => {
    const { vectors } = problem;
    const order = [...generator(seed, 'order').permutation(vectors.nRows)];
    const [plain, permuted] = [
      await descend(problem),
      await descend({ ...problem, vectors: selectRows(vectors, order) }),
    ];
    assert.equal(
      [...permuted.labels],
      order.map((row) => plain.labels[row]),
    );
    assert.equal(permuted.centres, plain.centres);
  }));

test('a duplicate row gets the same label', () =>
  property(async (problem, seed) => {
    const { nRows } = problem.vectors;
    const stream = generator(seed, 'twice');
    const rows = Array.from({ length: nRows + 10 }, (_, i) => (i < nRows ? i : stream.integer(nRows)));
    const { labels } = await descend({ ...problem, vectors: selectRows(problem.vectors, rows) });
    rows.forEach((row, i) => assert.is(labels[i], labels[row]));
  }));

test('the inertia never rises beyond rounding from one iteration to the next, but after a relocation', () =>
  property(async (problem) => {
    const { iterations } = await descend(problem);
    let before = await descend(problem, { maxIterations: 0, tolerance: 0 });
    for (let i = 1; i <= iterations; i++) {
      const after = await descend(problem, { maxIterations: i, tolerance: 0 });
      const isRelocated = new Set(before.labels).size < problem.k;
      if (!isRelocated) assert.ok(after.inertia <= before.inertia * (1 + 1e-12), `iteration ${i}`);
      before = after;
    }
  }));

test('moving everything by the same vector keeps the labels', () =>
  property(async (problem, seed) => {
    const { values, nRows, nColumns } = problem.vectors;
    const stream = generator(seed, 'moved');
    const by = Array.from({ length: nColumns }, () => stream.integer(1025) - 512);
    const move = (value: number, i: number): number => value + by[i % nColumns]!;
    const moved = { values: values.map(move), nRows, nColumns };
    const there = await descend({ ...problem, vectors: moved, start: problem.start.map(move) });
    const here = await descend(problem);
    assert.equal(there.labels, here.labels);
    assert.is(there.iterations, here.iterations);
  }));

test('starts that go in lockstep end where each ends alone', () =>
  property(async (problem, seed) => {
    const starts = [problem.start, problem.start.map((value) => value / 2), problem.start.toReversed()];
    const together = await descendFrom(problem.vectors, problem.k, starts, toRest);
    const alone = starts[seed % 3]!;
    assert.equal(await descend({ ...problem, start: alone }), together[seed % 3]);
  }));

/** One cloud without structure, in which descents are long. */
function cloud(nRows: number, nColumns: number, k: number): Problem {
  const { vectors } = problemOf(nRows, nColumns, 1);
  return { vectors, k, start: [...vectors.values.subarray(0, k * nColumns)] };
}

test('in a long descent the rows that bounds leave out have the nearest centre all the same', async () => {
  const { vectors, k, start } = cloud(1000, 3, 4);
  const { values, nColumns } = vectors;
  for (const maxIterations of [...Array.from({ length: 16 }, (_, i) => i + 1), 300]) {
    const { labels, centres, iterations } = await descend(
      { vectors, k, start },
      { maxIterations, tolerance: 0 },
    );
    assert.ok(iterations >= Math.min(maxIterations, 17));
    labels.forEach((label, row) => {
      const distances = Array.from({ length: k }, (_, c) => {
        let total = 0;
        for (let j = 0; j < nColumns; j++) {
          const apart = values[row * nColumns + j]! - centres[c * nColumns + j]!;
          total += apart * apart;
        }
        return total;
      });
      assert.is(distances[label], Math.min(...distances));
    });
  }
});

test('a centre that comes from afar takes rows that another, which stands still, held', async () => {
  const values = Float32Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 30, 56);
  // First 30 goes to 0, and 56 to 100; then the centres are 3 and 56, and 30 is nearer to 56.
  const { labels } = await descend({ vectors: { values, nRows: 11, nColumns: 1 }, k: 2, start: [0, 100] });
  assert.equal([...labels], [0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1]);
});

test('sums that follow the rows and sums made anew give the same centres where sums are exact', async () => {
  const { vectors, k, start } = cloud(1000, 5, 7);
  const [followed] = await descendFrom(vectors, k, [start], { ...toRest, isAnew: false });
  const [anew] = await descendFrom(vectors, k, [start], { ...toRest, isAnew: true });
  assert.equal(anew, followed);
});

test('an outlier that leaves a cluster takes no digits of the others along', async () => {
  // The first two share a centre with 1e30 at first; beside that their own numbers vanish in float64.
  const values = Float32Array.of(1, 3, 1e30, -1e30);
  const vectors = { values, nRows: 4, nColumns: 1 };
  const { centres, labels } = await descend({ vectors, k: 3, start: [1e29, -1e29, 2e30] });
  assert.is(labels[0], labels[1]);
  assert.is(centres[labels[0]!], 2);
});

test.run();
