import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Vectors } from '../../../src/numerics/distances.js';
import { klDivergence } from '../../../src/numerics/tsne/divergence.js';
import { tsne, type TsneMap, type TsneOptions } from '../../../src/numerics/tsne/tsne.js';
import { affinities, normalVectors, reference, vectorsOf } from './reference.js';

const defaults = {
  perplexity: 5,
  iterations: 300,
  exaggeration: 12,
  learningRate: 'auto',
  initialisation: 'pca',
  seed: 0,
  threads: 1,
} as const;

async function map(vectors: Vectors, options: Partial<TsneOptions> = {}): Promise<TsneMap> {
  const outcome = await tsne(vectors, { ...defaults, ...options });
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.trouble));
  return outcome.value;
}

async function trouble(vectors: Vectors, options: Partial<TsneOptions> = {}) {
  const outcome = await tsne(vectors, { ...defaults, ...options });
  return outcome.ok ? undefined : outcome.trouble;
}

for (const initialisation of ['pca', 'random'] as const) {
  test(`from a ${initialisation} start the best of three seeds is as good as scikit-learn’s best`, async () => {
    const { perplexity, sklearn } = reference.maps;
    const vectors = vectorsOf(reference.maps);
    const p = await affinities(vectors, perplexity);
    const ours = [];
    for (const seed of [0, 1, 2]) {
      const result = await map(vectors, { perplexity, iterations: 1000, initialisation, seed });
      const divergence = klDivergence(p, result.points);
      assert.is(result.divergence, divergence);
      ours.push(divergence);
    }
    const theirs = sklearn.map(({ points }) => klDivergence(p, points));
    const [best, peer] = [Math.min(...ours), Math.min(...theirs)];
    assert.ok(best <= 1.02 * peer, `${best} beside ${peer}`);
    // Were the affinities of the wrong vectors, even a poor map could be as good as theirs.
    assert.ok(peer < 0.2, `scikit-learn’s best is ${peer}`);
  });
}

test('the same bytes twice and for 1 and 3 threads; another seed moves a random start', async () => {
  const vectors = normalVectors(150, 7);
  const first = await map(vectors, { initialisation: 'random', seed: 4 });
  assert.equal(await map(vectors, { initialisation: 'random', seed: 4 }), first);
  assert.equal(await map(vectors, { initialisation: 'random', seed: 4, threads: 3 }), first);
  assert.not.equal(await map(vectors, { initialisation: 'random', seed: 5 }), first);
  const pca = await map(vectors, { seed: 4 });
  assert.equal(await map(vectors, { seed: 5, threads: 3 }), pca);
});

test('the automatic learning rate is a twelfth of the number of rows, at least 200', async () => {
  for (const [nRows, learningRate] of [
    [100, 200],
    [2460, 205],
  ] as const) {
    const vectors = normalVectors(nRows, 2);
    const automatic = await map(vectors, { iterations: 2 });
    assert.equal(automatic, await map(vectors, { iterations: 2, learningRate }));
    assert.not.equal(automatic, await map(vectors, { iterations: 2, learningRate: learningRate + 1 }));
  }
});

test('only the rows asked for count', async () => {
  const all = normalVectors(60, 4);
  const rows = [...Array(40).keys()].map((row) => row + 10);
  const some = { values: all.values.slice(40, 200), nRows: 40, nColumns: 4 };
  assert.equal(await map(all, { rows }), await map(some));
});

test('a scale by a power of two changes no byte, up to the ends of float32', async () => {
  const { values, ...shape } = normalVectors(60, 4);
  const grid = values.map((value) => Math.round(value * 64) / 64);
  const first = await map({ ...shape, values: grid });
  for (const scale of [2 ** -120, 2 ** 120])
    assert.equal(await map({ ...shape, values: grid.map((value) => value * scale) }), first);
});

test('a shift of all vectors changes no map', async () => {
  const { values, ...shape } = normalVectors(64, 4);
  // The means are exact, with 64 vectors on a grid, whatever is added.
  const grid = values.map((value) => Math.round(value * 64) / 64);
  const moved = grid.map((value) => value + 512);
  assert.equal(await map({ ...shape, values: moved }), await map({ ...shape, values: grid }));
});

test('the map is finite for equal vectors, for one column and for values near the ends of float32', async () => {
  for (const vectors of [
    { values: new Float32Array(40).fill(3), nRows: 20, nColumns: 2 },
    { values: Float32Array.from({ length: 20 }, (_, i) => i), nRows: 20, nColumns: 1 },
    {
      values: Float32Array.from({ length: 40 }, (_, i) => (i % 2 === 0 ? 3e38 : -3e38)),
      nRows: 20,
      nColumns: 2,
    },
    { values: Float32Array.from({ length: 40 }, (_, i) => i * 1e-40), nRows: 20, nColumns: 2 },
  ]) {
    const { points, divergence } = await map(vectors);
    assert.ok(points.every(Number.isFinite) && Number.isFinite(divergence));
    assert.ok(new Set(points.filter((_, i) => i % 2 === 0)).size > 10, 'points fall together');
    assert.ok(new Set(points.filter((_, i) => i % 2 === 1)).size > 10, 'points lie on a line');
  }
});

test('progress is told every ten iterations, the divergence every fifty and at the end', async () => {
  const told: [number, boolean][] = [];
  let last: number | undefined;
  const { divergence } = await map(normalVectors(30, 3), {
    iterations: 125,
    onProgress: (done, value) => {
      told.push([done, value !== undefined]);
      last = value;
    },
  });
  const tens = Array.from({ length: 12 }, (_, i) => [10 * (i + 1), i % 5 === 4]);
  assert.equal(told, [...tens, [125, true]]);
  assert.is(last, divergence);
});

test('what cannot be embedded is refused with its facts', async () => {
  assert.equal(await trouble(normalVectors(4, 2)), { problem: 'too-few-vectors', nRows: 4, least: 5 });
  assert.equal(await trouble(normalVectors(15, 2)), {
    problem: 'perplexity-too-large',
    perplexity: 5,
    nRows: 15,
    greatest: 14 / 3,
  });
  assert.is(await trouble(normalVectors(16, 2), { iterations: 1 }), undefined);
  const broken = normalVectors(20, 2);
  broken.values[7] = -Infinity;
  const nonFinite = { problem: 'non-finite-vector', row: 3, column: 1, found: '-Infinity' };
  assert.equal(await trouble(broken), nonFinite);
});

test('a signal stops it before and during the descent', async () => {
  const vectors = normalVectors(30, 3);
  assert.equal(await trouble(vectors, { signal: AbortSignal.abort() }), { problem: 'cancelled' });
  const controller = new AbortController();
  setImmediate(() => setImmediate(() => setImmediate(() => controller.abort())));
  let last = 0;
  const options = { signal: controller.signal, onProgress: (done: number) => (last = done) };
  assert.equal(await trouble(vectors, options), { problem: 'cancelled' });
  assert.ok(last < 300);
});

test.run();
