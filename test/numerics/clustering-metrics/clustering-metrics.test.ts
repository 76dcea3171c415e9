import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { adjustedRandIndex } from '../../../src/numerics/clustering-metrics/adjusted-rand-index.js';
import { calinskiHarabasz } from '../../../src/numerics/clustering-metrics/calinski-harabasz.js';
import { crossTable } from '../../../src/numerics/clustering-metrics/cross-table.js';
import { daviesBouldin } from '../../../src/numerics/clustering-metrics/davies-bouldin.js';
import { dispersion } from '../../../src/numerics/clustering-metrics/dispersion.js';
import { gatherings, purity } from '../../../src/numerics/clustering-metrics/gathering.js';
import { normalisedMutualInformation } from '../../../src/numerics/clustering-metrics/normalised-mutual-information.js';
import { partition, type Points } from '../../../src/numerics/clustering-metrics/partition.js';
import { silhouettes } from '../../../src/numerics/clustering-metrics/silhouette.js';
import { generator } from '../../../src/numerics/generator.js';
import { repositoryRoot } from '../../support/repository.js';

const criteria = [
  'silhouette',
  'calinski_harabasz',
  'davies_bouldin',
  'adjusted_rand_index',
  'normalised_mutual_information',
  'purity',
] as const;
type Scores = Record<(typeof criteria)[number], number>;

interface Problem extends Scores {
  readonly n: number;
  readonly d: number;
  readonly x: readonly number[];
  readonly labels: readonly number[];
  readonly truth: readonly number[];
}

const reference = JSON.parse(
  readFileSync(join(repositoryRoot, 'test/reference/clustering-metrics/reference.json'), 'utf8'),
) as { scale: number; problems: readonly Problem[] };

async function scores(
  points: Points,
  labels: readonly number[],
  truth: readonly number[] = labels,
): Promise<Scores> {
  const clusters = partition(labels);
  const spread = dispersion(points, clusters);
  const table = crossTable(clusters, partition(truth));
  const [silhouette = NaN] = (await silhouettes(points, [clusters])) ?? [];
  return {
    silhouette,
    calinski_harabasz: calinskiHarabasz(clusters, spread),
    davies_bouldin: daviesBouldin(clusters, spread),
    adjusted_rand_index: adjustedRandIndex(table),
    normalised_mutual_information: normalisedMutualInformation(table),
    purity: purity(table),
  };
}

const points = (nColumns: number, ...values: number[]): Points => ({
  values: Float64Array.from(values),
  nRows: values.length / nColumns,
  nColumns,
});

test('on 24 random problems every criterion is what scikit-learn gives, to 1e-9', async () => {
  for (const [number, problem] of reference.problems.entries()) {
    const values = Float64Array.from(problem.x, (value) => value / reference.scale);
    const ours = await scores(
      { values, nRows: problem.n, nColumns: problem.d },
      problem.labels,
      problem.truth,
    );
    for (const name of criteria) {
      const close = Math.abs(ours[name] - problem[name]) <= 1e-9 * Math.max(1, Math.abs(problem[name]));
      assert.ok(close, `problem ${number}, ${name}: ${ours[name]}, not ${problem[name]}`);
    }
  }
});

test('four points on a line by hand', async () => {
  // Groups {0, 2} and {10, 14}: means 1 and 12, squares 1 + 1 + 4 + 4, mean of all 6.5.
  const ours = await scores(points(1, 0, 2, 10, 14), [0, 0, 5, 5]);
  const near = (value: number, expected: number) =>
    assert.ok(Math.abs(value - expected) < 1e-15 * 64, `${value}`);
  near(ours.calinski_harabasz, (2 * 5.5 * 5.5 * 2) / 1 / (10 / 2));
  near(ours.davies_bouldin, (1 + 2) / 11);
  near(ours.silhouette, (10 / 12 + 8 / 10 + 5 / 9 + 9 / 13) / 4);
});

test('agreement by hand: two pairs and one stray against three and two', () => {
  // Pairs together in both: 1; in the first only: 1 (of 2); in the second only: 3 (of 4); of 10 pairs.
  const table = crossTable(
    partition([0, 0, 1, 1, 2]),
    partition(['a', 'a', 'a', 'b', 'b'].map((t) => t.charCodeAt(0))),
  );
  const expected = (2 * 4) / 10;
  assert.ok(Math.abs(adjustedRandIndex(table) - (1 - expected) / ((2 + 4) / 2 - expected)) < 1e-15);
  assert.is(purity(table), 4 / 5);
  assert.equal(gatherings(table), [
    { cluster: 0, completeness: 2 / 3, purity: 1 },
    { cluster: 1, completeness: 1 / 2, purity: 1 / 2 },
  ]);
});

test('one cluster, and clusters of one row only, have no silhouette, Calinski-Harabasz or Davies-Bouldin', async () => {
  for (const labels of [
    [3, 3, 3],
    [0, 1, 2],
  ]) {
    const ours = await scores(points(1, 0, 2, 10), labels);
    for (const name of ['silhouette', 'calinski_harabasz', 'davies_bouldin'] as const)
      assert.ok(Number.isNaN(ours[name]), name);
    assert.equal([ours.adjusted_rand_index, ours.normalised_mutual_information, ours.purity], [1, 1, 1]);
  }
});

test('no rows have no score, and rows that all coincide have the silhouette 0', async () => {
  assert.ok(Number.isNaN(adjustedRandIndex(crossTable(partition([]), partition([])))));
  assert.ok(Number.isNaN(purity(crossTable(partition([]), partition([])))));
  const ours = await scores(points(2, 1, 1, 1, 1, 1, 1, 1, 1), [0, 0, 1, 1]);
  assert.equal([ours.silhouette, ours.calinski_harabasz, ours.davies_bouldin], [0, 1, 0]);
});

test('several partitions at once have the silhouettes that each has alone, to the bit', async () => {
  const stream = generator(4, 'test');
  const many: Points = {
    values: Float32Array.from({ length: 150 * 3 }, () => stream.normal()),
    nRows: 150,
    nColumns: 3,
  };
  const labellings = [2, 3, 9].map((k) => partition(Array.from({ length: 150 }, () => stream.integer(k))));
  const together = await silhouettes(many, labellings);
  const alone = await Promise.all(labellings.map((labels) => silhouettes(many, [labels])));
  assert.equal(together, alone.flat());
});

test('an aborted signal ends the silhouettes', async () => {
  assert.is(await silhouettes(points(1, 0, 1, 2), [partition([0, 0, 1])], AbortSignal.abort()), undefined);
});

test('names of clusters and the order of the rows bear on nothing but rounding', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 3, max: 150 }), fc.integer({ min: 0, max: 1000 }), async (n, seed) => {
      const stream = generator(seed, 'permuted');
      const values = Array.from({ length: 2 * n }, () => stream.normal());
      const labels = Array.from({ length: n }, () => stream.integer(4));
      const truth = Array.from({ length: n }, () => stream.integer(3));
      const order = [...stream.permutation(n)];
      const before = await scores(points(2, ...values), labels, truth);
      const after = await scores(
        points(2, ...order.flatMap((i) => [values[2 * i]!, values[2 * i + 1]!])),
        order.map((i) => 7 - labels[i]!),
        order.map((i) => 2 * truth[i]!),
      );
      for (const name of criteria) {
        const [a, b] = [before[name], after[name]];
        const close = Math.abs(a - b) <= 1e-10 * Math.max(1, Math.abs(a));
        assert.ok(close || (Number.isNaN(a) && Number.isNaN(b)), `${name}: ${a}, ${b}`);
      }
    }),
    { numRuns: 40 },
  );
});

test('a large mean takes nothing from the dispersion', () => {
  const stream = generator(6, 'far off');
  const near = Float64Array.from({ length: 900 }, () => Math.round(1024 * stream.normal()) / 1048576);
  const [nRows, nColumns] = [300, 3];
  const clusters = partition(Int32Array.from({ length: nRows }, (_, row) => row % 3));
  // Multiples of 2^-20, which 10,000 more leaves as they are.
  const far = dispersion({ values: near.map((value) => value + 1e4), nRows, nColumns }, clusters);
  const less = dispersion({ values: near, nRows, nColumns }, clusters);
  for (const [found, value] of [
    [far.within, less.within],
    [far.between, less.between],
    [daviesBouldin(clusters, far), daviesBouldin(clusters, less)],
  ] as const) {
    assert.ok(Math.abs(found / value - 1) < 1e-12, `${found} for ${value}`);
  }
});

test.run();
