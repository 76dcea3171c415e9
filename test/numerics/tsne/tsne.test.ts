import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Vectors } from '../../../src/numerics/distances.js';
import { rowsInMemory } from '../../../src/numerics/vector-rows.js';
import { generator } from '../../../src/numerics/generator.js';
import { klDivergence } from '../../../src/numerics/tsne/divergence.js';
import { tsne, type TsneMap, type TsneOptions } from '../../../src/numerics/tsne/tsne.js';
import { affinities, allRows, normalVectors, reference, vectorsOf } from './reference.js';

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
  const outcome = await tsne(rowsInMemory(vectors), { ...defaults, ...options });
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.trouble));
  return outcome.value;
}

const quick = { perplexity: 5, iterations: 300 };
const large = vectorsOf(reference.maps);

test('the best of three seeds diverges no more than the best of scikit-learn, plus 2%', async () => {
  const p = await affinities(large, 30);
  const theirs = reference.maps.sklearn.map(({ kl, points }) => {
    const divergence = klDivergence(p, points);
    // Theirs is approximate and counts one neighbour more.
    assert.ok(Math.abs(divergence - kl) < 0.05 * kl, `${divergence} for their ${kl}`);
    return divergence;
  });
  const best = Math.min(...theirs);
  const ours = [];
  for (const seed of [0, 1, 2]) {
    const map = await embed(large, { initialisation: 'random', seed });
    assert.is(map.divergence, klDivergence(p, map.points));
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

test('both gradients give the same bytes for 1, 2, 3 and 8 threads', async () => {
  for (const [nRows, gradient] of [
    [1200, 'exact'],
    [2100, 'interpolated'],
  ] as const) {
    const vectors = normalVectors(nRows, 7);
    const one = await embed(vectors, quick);
    assert.is(one.gradient, gradient);
    for (const threads of [2, 3, 8]) assert.equal(await embed(vectors, { ...quick, threads }), one);
  }
});

test('many equal vectors share a place and leave the others theirs, by both gradients', async () => {
  for (const nRows of [400, 2400]) {
    const vectors = normalVectors(nRows, 5);
    vectors.values.fill(0.5, 0, 5 * (nRows / 4));
    const { points, divergence } = await embed(vectors, { perplexity: 20, iterations: 300 });
    assert.ok(points.every(Number.isFinite) && divergence > 0);
  }
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
    const outcome = await tsne(rowsInMemory(vectors), { ...defaults, ...options });
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
  assert.equal(await trouble(large, { perplexity: 299 }), {
    problem: 'perplexity-too-large',
    perplexity: 299,
    nRows: 300,
    greatest: 298,
  });
  assert.equal(await trouble(large, { rows: [1, 2, 3, 4] }), {
    problem: 'too-few-vectors',
    nRows: 4,
    least: 5,
  });
  assert.equal(await trouble(large, { signal: AbortSignal.abort() }), { problem: 'cancelled' });
});

test('a learning rate that makes points fly apart ends as diverged, by both gradients', async () => {
  for (const nRows of [300, 2100]) {
    for (const learningRate of [1e8, 1e160]) {
      const outcome = await tsne(rowsInMemory(normalVectors(nRows, 4)), {
        ...defaults,
        ...quick,
        learningRate,
      });
      const trouble = outcome.ok ? undefined : outcome.trouble;
      assert.ok(trouble?.problem === 'diverged');
      assert.ok(trouble.iteration <= 50 && !(trouble.extent <= 3000));
    }
  }
});

test('the divergence of the start is that of points in one place, and every good map is below it', async () => {
  const map = await embed(large);
  const p = await affinities(large, 30);
  assert.ok(Math.abs(map.startDivergence! - klDivergence(p, new Float64Array(600))) < 1e-5);
  assert.ok(map.divergence < 0.5 * map.startDivergence!);
});

test('a second axis starts along the vectors’ own even where it is a ten-thousandth of the first', async () => {
  // Variances 1 and 1e-8: a plane, which the start shows at once, the same for every seed.
  const values = Float32Array.from({ length: 128 }, (_, i) =>
    i % 2 === 0 ? (i >> 1) - 32 : (((i >> 1) * 7) % 64) / 8192,
  );
  const vectors = { values, nRows: 64, nColumns: 2 };
  const start = { perplexity: 5, iterations: 1, learningRate: 1e-9 };
  const first = await embed(vectors, start);
  assert.equal((await embed(vectors, { ...start, seed: 1 })).points, first.points);
  const line = { ...vectors, values: values.map((value, i) => (i % 2 === 0 ? value : 0)) };
  assert.not.equal((await embed(line, { ...start, seed: 1 })).points, (await embed(line, start)).points);
});

test('the largest perplexity allowed takes every other vector as a neighbour', async () => {
  const map = await embed(large, { rows: allRows(31), perplexity: 10, iterations: 250 });
  assert.ok(map.points.every(Number.isFinite));
});

test('the automatic learning rate is a twelfth of the number of rows, at least 200', async () => {
  for (const [nRows, learningRate] of [
    [100, 200],
    [2460, 205],
  ] as const) {
    const vectors = normalVectors(nRows, 2);
    const automatic = await embed(vectors, { perplexity: 5, iterations: 2 });
    assert.equal(automatic, await embed(vectors, { perplexity: 5, iterations: 2, learningRate }));
    assert.not.equal(
      automatic,
      await embed(vectors, { perplexity: 5, iterations: 2, learningRate: learningRate + 1 }),
    );
  }
});

test('a scale by a power of two changes no byte, up to the ends of float32', async () => {
  const { values, ...shape } = normalVectors(60, 4);
  const grid = values.map((value) => Math.round(value * 64) / 64);
  const first = await embed({ ...shape, values: grid }, quick);
  for (const scale of [2 ** -120, 2 ** 120])
    assert.equal(await embed({ ...shape, values: grid.map((value) => value * scale) }, quick), first);
});

test('a shift of all vectors changes no map', async () => {
  const { values, ...shape } = normalVectors(64, 4);
  // The means are exact, with 64 vectors on a grid, whatever is added.
  const grid = values.map((value) => Math.round(value * 64) / 64);
  const moved = grid.map((value) => value + 512);
  assert.equal(
    await embed({ ...shape, values: moved }, quick),
    await embed({ ...shape, values: grid }, quick),
  );
});

test('a signal stops it during the descent', async () => {
  const controller = new AbortController();
  let last = 0;
  const outcome = await tsne(rowsInMemory(normalVectors(30, 3)), {
    ...defaults,
    ...quick,
    signal: controller.signal,
    onProgress(done) {
      last = done;
      setImmediate(() => controller.abort());
    },
  });
  assert.equal(outcome, { ok: false, trouble: { problem: 'cancelled' } });
  assert.is(last, 10);
});

test.run();
