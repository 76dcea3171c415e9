import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { generator } from '../../../src/numerics/generator.js';
import { repositoryRoot } from '../../support/repository.js';
import { descendFrom, label } from './descend-from.js';

interface Problem {
  readonly n: number;
  readonly d: number;
  readonly k: number;
  readonly x: number[];
  readonly start: number[];
  readonly labels: number[];
  readonly inertia: number;
  readonly iterations: number;
  readonly centres: number[];
}

const reference = JSON.parse(
  readFileSync(join(repositoryRoot, 'test/reference/kmeans/reference.json'), 'utf8'),
) as {
  scale: number;
  problems: (Problem & { tolerance: number; max_iterations: number; predicted: number[] })[];
  empty: Problem;
};

const vectorsOf = (problem: Problem) => ({
  values: Float32Array.from(problem.x, (value) => value / reference.scale),
  nRows: problem.n,
  nColumns: problem.d,
});

const onGrid = (...values: number[]) => values.map((value) => value * reference.scale);

/** scikit-learn's tolerance: relative to the mean variance of the columns. */
function absoluteTolerance({ n, d }: Problem, values: Float32Array, tolerance: number): number {
  let total = 0;
  for (let j = 0; j < d; j++) {
    const column = Array.from({ length: n }, (_, i) => values[i * d + j]!);
    const mean = column.reduce((a, b) => a + b, 0) / n;
    total += column.reduce((sum, value) => sum + (value - mean) * (value - mean), 0) / n;
  }
  return (tolerance * total) / d;
}

async function fit(problem: Problem, start: ArrayLike<number>, tolerance: number, maxIterations: number) {
  const vectors = vectorsOf(problem);
  const [run] = await descendFrom(vectors, problem.k, [start], {
    maxIterations,
    tolerance: absoluteTolerance(problem, vectors.values, tolerance),
  });
  return run!;
}

const isClose = (a: number, b: number, tolerance: number) =>
  Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(b));

reference.problems.forEach((problem, number) => {
  const title = `n=${problem.n} d=${problem.d} K=${problem.k}`;
  test(`problem ${number} (${title}) gives scikit-learn's labels from the same start`, async () => {
    const { values } = vectorsOf(problem);
    const start = problem.start.flatMap((row) => [
      ...values.subarray(row * problem.d, (row + 1) * problem.d),
    ]);
    const run = await fit(problem, start, problem.tolerance, problem.max_iterations);
    assert.equal([...run.labels], problem.labels);
    assert.is(run.iterations, problem.iterations);
    assert.ok(isClose(run.inertia, problem.inertia, 1e-6), `${run.inertia} for ${problem.inertia}`);
    run.centres.forEach((value, i) => assert.ok(isClose(value, problem.centres[i]!, 1e-9)));

    const moved = new Float32Array(values.length);
    for (let i = 0; i < problem.n; i++) {
      const row = values.subarray((problem.n - 1 - i) * problem.d, (problem.n - i) * problem.d);
      moved.set(
        row.map((value) => value + 0.25),
        i * problem.d,
      );
    }
    const predicted = await label(
      { values: moved, nRows: problem.n, nColumns: problem.d },
      Float32Array.from(run.centres),
    );
    assert.equal([...predicted.labels], problem.predicted);
  });
});

test('a cluster left empty takes the farthest point, as in scikit-learn', async () => {
  const run = await fit(reference.empty, reference.empty.start, 1e-4, 300);
  assert.equal([...run.labels], reference.empty.labels);
  assert.is(run.iterations, reference.empty.iterations);
  assert.ok(isClose(run.inertia, reference.empty.inertia, 1e-9));
});

test('two clusters left empty take the two farthest points, the farther one first', async () => {
  const problem = { ...reference.empty, n: 5, d: 1, k: 3, x: onGrid(0, 1, 2, 10, 20) };
  const run = await fit(problem, [1, -1000, 1000], 0, 1);
  // 20 is farthest from the centre 1, then 10; the first is left with 0, 1, 2.
  assert.equal([...run.centres], [1, 20, 10]);
  assert.equal([...run.labels], [0, 0, 0, 2, 1]);
});

test('of points equally far, the one with the lower number is taken first', async () => {
  const problem = { ...reference.empty, n: 3, d: 1, k: 3, x: onGrid(1, 10, -8) };
  assert.equal([...(await fit(problem, [1, -1000, 1000], 0, 1)).centres], [1, 10, -8]);
});

test('four points on a line split by hand', async () => {
  const problem = { ...reference.empty, n: 4, d: 1, k: 2, x: onGrid(0, 1, 10, 11) };
  const run = await fit(problem, [0, 1], 0, 300);
  // First {0}, {1, 10, 11} with centres 0 and 22/3; then {0, 1}, {10, 11}; then nothing changes.
  assert.equal([...run.labels], [0, 0, 1, 1]);
  assert.equal([...run.centres], [0.5, 10.5]);
  assert.is(run.inertia, 1);
  assert.is(run.iterations, 3);
});

test('a point between two centres goes to the one with the lower number', async () => {
  const problem = { ...reference.empty, n: 3, d: 1, k: 2, x: onGrid(0, 1, 2) };
  const predicted = await label(vectorsOf(problem), Float32Array.of(2, 0));
  assert.equal([...predicted.labels], [1, 0, 0]);
});

test('a row as far from two centres belongs to the lower index, whichever centre that is', async () => {
  // 0 lies between -1 and 1; whoever gets it moves half-way towards it and keeps it.
  const vectors = { values: Float32Array.of(-1, 1, 0), nRows: 3, nColumns: 1 };
  const options = { maxIterations: 10, tolerance: 0 };
  const [first] = await descendFrom(vectors, 2, [[-1, 1]], options);
  assert.equal(Array.from(first!.labels), [0, 1, 0]);
  const [second] = await descendFrom(vectors, 2, [[1, -1]], options);
  assert.equal(Array.from(second!.labels), [1, 0, 0]);
});

test('labels are by float64 distances where float32 cannot tell the centres apart', async () => {
  const stream = generator(0, 'test', 'near ties');
  const [nRows, nColumns] = [200, 64];
  const values = Float32Array.from({ length: nRows * nColumns }, () => 8 + stream.uniform());
  for (let problem = 0; problem < 20; problem++) {
    const centre = Array.from({ length: nColumns }, () => 8 + stream.uniform());
    const near = centre.map((value) => value + 1e-5 * stream.normal());
    const start = [...centre, ...near];
    const [run] = await descendFrom({ values, nRows, nColumns }, 2, [start], {
      maxIterations: 0,
      tolerance: 0,
    });
    const distance = (row: number, c: number) =>
      centre.reduce((sum, _, j) => {
        const apart = values[row * nColumns + j]! - start[c * nColumns + j]!;
        return sum + apart * apart;
      }, 0);
    const expected = Array.from({ length: nRows }, (_, row) => (distance(row, 1) < distance(row, 0) ? 1 : 0));
    assert.equal(Array.from(run!.labels), expected);
  }
});

test.run();
