import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Vectors } from '../../../src/numerics/distances.js';
import { generator } from '../../../src/numerics/generator.js';
import { methodFor, pca, type PcaFit, type PcaOptions } from '../../../src/numerics/pca/pca.js';
import { randomisedComponents } from '../../../src/numerics/pca/randomised.js';
import { componentWorkspace, meansOf, rowsMemory } from '../../../src/numerics/pca/rows-memory.js';
import { rowsInMemory } from '../../../src/numerics/vector-rows.js';
import { repositoryRoot } from '../../support/repository.js';

/** What test/reference/pca/make-reference.py wrote. */
const reference = JSON.parse(
  readFileSync(join(repositoryRoot, 'test/reference/pca/reference.json'), 'utf8'),
) as { n: number; fitted: number; d: number; k: number; scale: number } & Record<
  'x' | 'mean' | 'components' | 'variance' | 'ratio' | 'gaps' | 'scores',
  number[]
>;

const known: Vectors = {
  values: Float32Array.from(reference.x, (value) => value / reference.scale),
  nRows: reference.n,
  nColumns: reference.d,
};

const firstRows = (n: number): number[] => [...Array(n).keys()];

async function outcomeOf(vectors: Vectors, options: Partial<PcaOptions> = {}) {
  return pca(rowsInMemory(vectors), { components: 3, seed: 0, threads: 1, ...options });
}

async function fit(vectors: Vectors, options: Partial<PcaOptions> = {}): Promise<PcaFit> {
  const outcome = await outcomeOf(vectors, options);
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.trouble));
  return outcome.value;
}

function normals(nRows: number, nColumns: number, scaleOf: (column: number) => number = () => 1): Vectors {
  const stream = generator(0, 'pca test', nRows, nColumns);
  const values = Float32Array.from(
    { length: nRows * nColumns },
    (_, i) => scaleOf(i % nColumns) * stream.normal(),
  );
  return { values, nRows, nColumns };
}

function greatestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  assert.is(a.length, b.length);
  let greatest = 0;
  for (let i = 0; i < a.length; i++) greatest = Math.max(greatest, Math.abs(a[i]! - b[i]!));
  return greatest;
}

test('four points on a cross have the axes and variances worked by hand', async () => {
  // (3, 0), (-3, 0), (0, 1), (0, -1) around (10, 20), turned by no angle.
  const values = Float32Array.of(13, 20, 7, 20, 10, 21, 10, 19);
  const found = await fit({ values, nRows: 4, nColumns: 2 }, { components: 2 });
  assert.equal([...found.mean], [10, 20]);
  assert.ok(greatestDifference(found.components, [1, 0, 0, 1]) < 1e-15);
  assert.ok(greatestDifference(found.explainedVariance, [6, 2 / 3]) < 1e-14);
  assert.ok(Math.abs(found.totalVariance - 20 / 3) < 1e-14);
  assert.ok(greatestDifference(found.scores, [3, 0, -3, 0, 0, 1, 0, -1]) < 1e-6);
});

test('everything equals scikit-learn’s full solver, signs and rows that were not fitted included', async () => {
  const found = await fit(known, { components: reference.k, fitRows: firstRows(reference.fitted) });
  assert.is(found.method, 'covariance');
  assert.ok(Math.min(...reference.gaps) > 0.01);
  // The committed values have 14 digits.
  assert.ok(greatestDifference(found.components, reference.components) < 1e-11);
  assert.ok(greatestDifference(found.mean, reference.mean) < 1e-11);
  assert.ok(greatestDifference(found.explainedVariance, reference.variance) < 1e-11);
  const ratios = found.explainedVariance.map((value) => value / found.totalVariance);
  assert.ok(greatestDifference(ratios, reference.ratio) < 1e-11);
  // Scores are float32, up to a few in size.
  assert.ok(greatestDifference(found.scores, reference.scores) < 1e-6);
});

test('all components of 130 columns are orthonormal, and the covariance only stretches them', async () => {
  const vectors = normals(400, 130, (column) => 1 + column / 20);
  const found = await fit(vectors, { components: 130 });
  const d = 130;
  const covariance = new Float64Array(d * d);
  for (let row = 0; row < 400; row++) {
    for (let i = 0; i < d; i++) {
      const x = vectors.values[row * d + i]! - found.mean[i]!;
      for (let j = 0; j < d; j++)
        covariance[i * d + j]! += (x * (vectors.values[row * d + j]! - found.mean[j]!)) / 399;
    }
  }
  for (let a = 0; a < d; a++) {
    for (let i = 0; i < d; i++) {
      let stretched = 0;
      for (let j = 0; j < d; j++) stretched += covariance[i * d + j]! * found.components[a * d + j]!;
      const expected = found.explainedVariance[a]! * found.components[a * d + i]!;
      assert.ok(Math.abs(stretched - expected) < 1e-12 * found.explainedVariance[0]!);
    }
    assert.ok(a === 0 || found.explainedVariance[a]! <= found.explainedVariance[a - 1]!);
  }
  assert.ok(greatestSkew(found.components, 130) < 1e-12);
  const sum = found.explainedVariance.reduce((total, value) => total + value, 0);
  assert.ok(Math.abs(sum / found.totalVariance - 1) < 1e-12);
});

test('equal eigenvalues give orthonormal axes all the same', async () => {
  // Each axis of eight dimensions, both ways: a covariance that is a multiple of the identity.
  const values = new Float32Array(16 * 8);
  for (let i = 0; i < 8; i++) {
    values[i * 8 + i] = 2;
    values[(i + 8) * 8 + i] = -2;
  }
  const found = await fit({ values, nRows: 16, nColumns: 8 }, { components: 8 });
  for (const variance of found.explainedVariance) assert.ok(Math.abs(variance - 8 / 15) < 1e-14);
  assert.ok(greatestSkew(found.components, 8) < 1e-12);
});

test('constant columns have no loading, and vectors without any spread no variance', async () => {
  const vectors = normals(50, 6);
  for (let row = 0; row < 50; row++) vectors.values[row * 6 + 2] = 7.25;
  const found = await fit(vectors, { components: 5 });
  for (let a = 0; a < 5; a++) assert.ok(Math.abs(found.components[a * 6 + 2]!) < 1e-15);
  const equal = await fit({ values: new Float32Array(40).fill(3), nRows: 10, nColumns: 4 });
  assert.equal([...equal.explainedVariance], [0, 0, 0]);
  assert.is(equal.totalVariance, 0);
  assert.ok(equal.components.every(Number.isFinite) && equal.scores.every((score) => score === 0));
});

test('1, 2, 3 and 8 threads give the same bytes, by the covariance and by the rows’ products', async () => {
  for (const vectors of [normals(3000, 100), normals(200, 2100)]) {
    const one = await fit(vectors, { components: 7 });
    for (const threads of [2, 3, 8]) assert.equal(await fit(vectors, { components: 7, threads }), one);
  }
});

/** The greatest |C v - value v| of the components, in units of the first value, with C of the rows. */
function greatestResidual(
  vectors: Vectors,
  found: Pick<PcaFit, 'mean' | 'components' | 'explainedVariance'>,
) {
  const { nRows, nColumns, values } = vectors;
  const k = found.explainedVariance.length;
  let greatest = 0;
  for (let a = 0; a < k; a++) {
    const component = found.components.subarray(a * nColumns, (a + 1) * nColumns);
    const image = new Float64Array(nColumns);
    for (let row = 0; row < nRows; row++) {
      const own = Float64Array.from(found.mean, (mean, j) => values[row * nColumns + j]! - mean);
      const along = own.reduce((sum, x, j) => sum + x * component[j]!, 0);
      own.forEach((x, j) => (image[j]! += (x * along) / (nRows - 1)));
    }
    const squares = image.reduce(
      (sum, x, j) => sum + (x - found.explainedVariance[a]! * component[j]!) ** 2,
      0,
    );
    greatest = Math.max(greatest, Math.sqrt(squares) / found.explainedVariance[0]!);
  }
  return greatest;
}

function greatestSkew(components: Float64Array, k: number): number {
  const d = components.length / k;
  let greatest = 0;
  for (let a = 0; a < k; a++) {
    for (let b = 0; b <= a; b++) {
      let product = a === b ? -1 : 0;
      for (let j = 0; j < d; j++) product += components[a * d + j]! * components[b * d + j]!;
      greatest = Math.max(greatest, Math.abs(product));
    }
  }
  return greatest;
}

/** What random projections find, for vectors of so few columns that the covariance serves as well. */
async function projected(vectors: Vectors, options: Partial<PcaOptions> = {}, limit?: number) {
  const all = { components: 3, seed: 0, threads: 1, ...options };
  const workspace = componentWorkspace(1, 1);
  const memory = await rowsMemory(workspace, rowsInMemory(vectors), firstRows(vectors.nRows));
  const mean = meansOf(memory, vectors.nRows);
  const found = await randomisedComponents(memory, vectors.nRows, mean, all, limit);
  if (found === undefined) throw new Error('cancelled');
  const explainedVariance = found.values.map((value) => value / (vectors.nRows - 1));
  return { ...found, mean, components: found.vectors, explainedVariance };
}

test('fewer rows than columns give exact components by their products, in noise too', async () => {
  const vectors = normals(150, 3000);
  const found = await fit(vectors, { components: 8 });
  assert.is(found.method, 'gram');
  assert.ok(greatestResidual(vectors, found) < 1e-13);
  assert.ok(greatestSkew(found.components, 8) < 1e-13);
  const variance = vectors.values.reduce((sum, x, i) => sum + (x - found.mean[i % 3000]!) ** 2, 0) / 149;
  assert.ok(Math.abs(found.totalVariance / variance - 1) < 1e-12);
});

test('as many components as rows are orthonormal, and the last has no variance', async () => {
  const vectors = normals(23, 2051);
  const found = await fit(vectors, { components: 23 });
  assert.is(found.explainedVariance[22], 0);
  assert.ok(found.explainedVariance[21]! > 1);
  assert.ok(greatestSkew(found.components, 23) < 1e-12);
  const sum = found.explainedVariance.reduce((total, value) => total + value, 0);
  assert.ok(Math.abs(sum / found.totalVariance - 1) < 1e-12);
});

test('long vectors in a plane have two components, and eight more at right angles without variance', async () => {
  const along = normals(40, 2);
  const plane = normals(2, 2051);
  const values = Float32Array.from({ length: 40 * 2051 }, (_, i) => {
    const [row, column] = [Math.floor(i / 2051), i % 2051];
    // On a grid, so that float32 rounds nothing out of the plane.
    const [x, y] = [along.values[2 * row]!, along.values[2 * row + 1]!].map((value) => Math.round(8 * value));
    const [u, v] = [plane.values[column]!, plane.values[2051 + column]!].map((value) =>
      Math.round(8 * value),
    );
    return x! * u! + y! * v!;
  });
  const vectors = { values, nRows: 40, nColumns: 2051 };
  for (const found of [
    await fit(vectors, { components: 10 }),
    await projected(vectors, { components: 10 }),
  ]) {
    const [first, second, ...rest] = found.explainedVariance;
    assert.ok(first! > second! && second! > 1);
    assert.equal(rest, Array(8).fill(0));
    // What is drawn in the padding is no column.
    assert.ok(greatestSkew(found.components, 10) < 1e-12);
  }
});

test('only where rows and columns are both above 4,096 components are approximate', () => {
  assert.equal(
    [
      methodFor(150, 2048),
      methodFor(2048, 2049),
      methodFor(2500, 2500),
      methodFor(3000, 2500),
      methodFor(9000, 4096),
      methodFor(4096, 9000),
      methodFor(4097, 4097),
    ],
    ['covariance', 'gram', 'covariance', 'covariance', 'covariance', 'gram', 'randomised'],
  );
});

test('random projections go on until components of noise have settled, whatever the seed', async () => {
  const vectors = normals(700, 600);
  const options = { components: 5 };
  const [found, other] = [
    await projected(vectors, options),
    await projected(vectors, { ...options, seed: 1 }),
  ];
  assert.ok(found.isSettled && other.isSettled);
  assert.ok(greatestResidual(vectors, found) < 1.1e-7);
  assert.ok(greatestSkew(found.components, 5) < 1e-13);
  assert.not.equal(other.components, found.components);
  const exact = await fit(vectors, options);
  assert.ok(greatestDifference(found.explainedVariance, exact.explainedVariance) < 1e-12 * 5);
  assert.ok(Math.abs(found.trace / 699 / exact.totalVariance - 1) < 1e-12);
});

test('random projections that end before they have settled say so', async () => {
  const found = await projected(normals(700, 600), { components: 5 }, 1);
  assert.is(found.isSettled, false);
});

test('only fitted rows bear on the fit', async () => {
  const vectors = normals(60, 5);
  const changed = { ...vectors, values: vectors.values.slice() };
  for (let j = 0; j < 5; j++) changed.values[59 * 5 + j] = 1000;
  const rows = firstRows(59).reverse();
  const before = await fit(vectors, { fitRows: rows });
  const after = await fit(changed, { fitRows: rows });
  assert.equal(after.components, before.components);
  assert.equal(after.scores.subarray(0, 59 * 3), before.scores.subarray(0, 59 * 3));
  assert.ok(Math.abs(after.scores[59 * 3]!) > 100);
});

test('what has no components is refused with its facts', async () => {
  const trouble = async (vectors: Vectors, options: Partial<PcaOptions> = {}) => {
    const outcome = await outcomeOf(vectors, options);
    return outcome.ok ? undefined : outcome.trouble;
  };
  const vectors = normals(10, 6);
  assert.equal(await trouble(vectors, { fitRows: [4] }), { problem: 'too-few-vectors', nRows: 1, least: 2 });
  assert.equal(await trouble(vectors, { components: 7 }), {
    problem: 'too-many-components',
    components: 7,
    nRows: 10,
    nColumns: 6,
  });
  assert.is((await trouble(vectors, { components: 4, fitRows: [0, 1, 2] }))?.problem, 'too-many-components');
  const broken = { ...vectors, values: vectors.values.slice() };
  broken.values[27] = NaN;
  const expected = { problem: 'non-finite-vector', row: 4, column: 3, found: 'NaN' };
  assert.equal(await trouble(broken), expected);
  assert.equal(await trouble(broken, { fitRows: [9, 8, 7, 6] }), expected);
  assert.equal(await trouble(vectors, { signal: AbortSignal.abort() }), { problem: 'cancelled' });
});

test.run();
