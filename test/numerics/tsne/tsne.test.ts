import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Vectors } from '../../../src/numerics/distances.js';
import { generator } from '../../../src/numerics/generator.js';
import { affinitiesOf } from '../../../src/numerics/tsne/affinities.js';
import { klDivergence } from '../../../src/numerics/tsne/divergence.js';
import { neighbourMemory } from '../../../src/numerics/tsne/neighbour-memory.js';
import { tsne, type TsneMap, type TsneOptions } from '../../../src/numerics/tsne/tsne.js';
import { allRows, reference, vectorsOf } from './reference.js';

const defaults = {
  perplexity: 30,
  iterations: 1000,
  exaggeration: 12,
  learningRate: 'auto',
  initialisation: 'pca',
  seed: 0,
  threads: 1,
} as const;

async function embed(vectors: Vectors, options: Partial<TsneOptions> = {}): Promise<TsneMap> {
  const outcome = await tsne(vectors, { ...defaults, ...options });
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.trouble));
  return outcome.value;
}

const large = vectorsOf(reference.maps);
const affinities = affinitiesOf(neighbourMemory(large, allRows(300), 90), 30);

test('the best of three seeds diverges no more than the best of scikit-learn, plus 2%', async () => {
  const theirs = reference.maps.sklearn.map(({ kl, points }) => {
    const divergence = klDivergence(affinities, points);
    // Theirs is approximate and counts one neighbour more.
    assert.ok(Math.abs(divergence - kl) < 0.05 * kl, `${divergence} for their ${kl}`);
    return divergence;
  });
  const best = Math.min(...theirs);
  const ours = [];
  for (const seed of [0, 1, 2]) {
    const map = await embed(large, { initialisation: 'random', seed });
    assert.is(map.divergence, klDivergence(affinities, map.points));
    ours.push(map.divergence);
  }
  assert.ok(Math.min(...ours) <= 1.02 * best, `${Math.min(...ours)} for their ${best}`);
  const fromAxes = (await embed(large)).divergence;
  assert.ok(fromAxes <= 1.02 * best, `${fromAxes} for their ${best}`);
});

test('one and three threads give the same bytes, and another seed another map', async () => {
  const options = { initialisation: 'random', iterations: 300 } as const;
  const one = await embed(large, { ...options, threads: 1 });
  const three = await embed(large, { ...options, threads: 3 });
  assert.equal(three, one);
  const other = await embed(large, { ...options, seed: 1 });
  assert.not.equal(other.points, one.points);
});

test('only the rows asked for are embedded, in their order', async () => {
  const rows = allRows(300).filter((row) => row % 3 === 0);
  const values = Float32Array.from(
    rows.flatMap((row) => [...large.values.subarray(row * 10, row * 10 + 10)]),
  );
  const options = { perplexity: 10, iterations: 250 };
  const chosen = await embed(large, { ...options, rows });
  assert.equal(chosen, await embed({ values, nRows: rows.length, nColumns: 10 }, options));
});

test('exaggeration holds the early map together', async () => {
  const extent = async (exaggeration: number) => {
    const { points } = await embed(large, { exaggeration, iterations: 250 });
    return Math.max(...points.map(Math.abs));
  };
  assert.ok((await extent(12)) < 0.7 * (await extent(1)));
});

test('two far apart blobs stay apart, and the map is centred', async () => {
  const stream = generator(0, 'test');
  const values = Float32Array.from({ length: 120 }, (_, i) => (i < 60 ? 0 : 50) + stream.normal());
  const { points } = await embed({ values, nRows: 40, nColumns: 3 }, { perplexity: 5 });
  const side = allRows(40).map((i) => points[2 * i]! * (points[78]! - points[0]!) > 0);
  side.forEach((isRight, i) => assert.is(isRight, i >= 20));
  const mean = points.reduce((sum, value, i) => (i % 2 === 0 ? sum + value : sum), 0) / 40;
  assert.ok(Math.abs(mean) < 1e-4);
});

test('vectors of one number, and equal vectors, still spread over the plane', async () => {
  const line = Float32Array.from({ length: 30 }, (_, i) => i);
  for (const values of [line, new Float32Array(30)]) {
    const { points, divergence } = await embed({ values, nRows: 30, nColumns: 1 }, { perplexity: 5 });
    assert.ok(points.every(Number.isFinite) && Number.isFinite(divergence));
    for (const axis of [0, 1]) {
      const along = allRows(30).map((i) => points[2 * i + axis]!);
      assert.ok(Math.max(...along) - Math.min(...along) > 0.1);
    }
  }
});

test('progress comes with every tenth iteration, the divergence with every fiftieth, and it falls', async () => {
  const seen: number[] = [];
  const divergences: number[] = [];
  await embed(large, {
    iterations: 400,
    onProgress(done, divergence) {
      seen.push(done);
      if (divergence !== undefined) divergences.push(divergence);
    },
  });
  assert.equal(
    seen,
    Array.from({ length: 40 }, (_, i) => 10 * (i + 1)),
  );
  assert.is(divergences.length, 8);
  assert.ok(divergences.at(-1)! < divergences[0]!);
});

test('what cannot be embedded is refused with its facts', async () => {
  const trouble = async (vectors: Vectors, options: Partial<TsneOptions> = {}) => {
    const outcome = await tsne(vectors, { ...defaults, ...options });
    return outcome.ok ? undefined : outcome.trouble;
  };
  const broken = { ...large, values: large.values.slice() };
  broken.values[123] = Infinity;
  assert.equal(await trouble(broken), {
    problem: 'non-finite-vector',
    row: 12,
    column: 3,
    found: 'Infinity',
  });
  assert.is(await trouble(broken, { rows: allRows(12), perplexity: 2, iterations: 250 }), undefined);
  assert.equal(await trouble(large, { perplexity: 100 }), {
    problem: 'perplexity-too-large',
    perplexity: 100,
    nRows: 300,
    greatest: 299 / 3,
  });
  assert.equal(await trouble(large, { rows: [1, 2, 3, 4] }), {
    problem: 'too-few-vectors',
    nRows: 4,
    least: 5,
  });
  assert.equal(await trouble(large, { signal: AbortSignal.abort() }), { problem: 'cancelled' });
});

test('the largest perplexity allowed takes every other vector as a neighbour', async () => {
  const map = await embed(large, { rows: allRows(31), perplexity: 10, iterations: 250 });
  assert.ok(map.points.every(Number.isFinite));
});

test.run();
