import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { generator } from '../../../src/numerics/generator.js';
import { log } from '../../../src/numerics/elementary.js';
import { symmetrise, type Affinities } from '../../../src/numerics/tsne/affinities.js';
import { descend, quarterGradient } from '../../../src/numerics/tsne/descent.js';
import { klDivergence } from '../../../src/numerics/tsne/divergence.js';
import { mapMemory } from '../../../src/numerics/tsne/map-memory.js';
import { affinities, dense, normalVectors, reference, vectorsOf } from './reference.js';

/** Points as the repulsion sees them: float32, so that differences are those of the same map. */
function randomPoints(n: number, spread: number): Float64Array {
  const stream = generator(2, 'points', n);
  return Float64Array.from({ length: 2 * n }, () => Math.fround(spread * stream.normal()));
}

for (const n of [40, 131, 300]) {
  test(`the gradient of ${n} points equals central differences of the divergence`, async () => {
    const p = await affinities(normalVectors(n, 4), 9);
    const points = randomPoints(n, 3);
    const gradient = quarterGradient(mapMemory(p), points).map((value) => 4 * value);
    const largest = gradient.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const step = 1e-4;
    for (let i = 0; i < 2 * n; i += n > 40 ? 7 : 1) {
      const at = (value: number) => klDivergence(p, points.with(i, points[i]! + value));
      const difference = (at(step) - at(-step)) / (2 * step);
      // The repulsion is summed in float32 runs; the differences err by about 1e-9.
      assert.ok(
        Math.abs(gradient[i]! - difference) <= 2e-6 * largest + 1e-8,
        `${i}: ${gradient[i]!} for ${difference}`,
      );
    }
  });
}

test('two points with one affinity feel no force, three do as worked by hand', () => {
  const pair = symmetrise(2, 1, Int32Array.of(1, 0), Float64Array.of(1, 1));
  // The weight is 1/10, which float32 rounds.
  for (const force of quarterGradient(mapMemory(pair), [0, 0, 3, 0])) assert.ok(Math.abs(force) < 1e-8);
  assert.ok(Math.abs(klDivergence(pair, [0, 0, 3, 0])) < 1e-15);

  // Points 0, 1, 3 on a line: w01 = 1/2, w12 = 1/5, w02 = 1/10, their sum over ordered pairs is 8/5.
  const line = symmetrise(3, 1, Int32Array.of(1, 0, 1), Float64Array.of(1, 1, 1));
  const points = [0, 0, 1, 0, 3, 0];
  const q = { near: 5 / 16, far: 1 / 8 };
  const divergence = (4 / 6) * log(2 / 6 / q.near) + (2 / 6) * log(1 / 6 / q.far);
  assert.ok(Math.abs(klDivergence(line, points) - divergence) < 1e-15);
  // On point 0: attraction -(1/3)(1/2), repulsion -(1/4 + 3/100) over 8/5.
  const force = quarterGradient(mapMemory(line), points)[0]!;
  assert.ok(Math.abs(force - (-1 / 6 + 0.28 / 1.6)) < 1e-7);
});

test('the divergence equals the definition over all pairs', async () => {
  const p = await affinities(normalVectors(30, 3), 5);
  const points = randomPoints(30, 2);
  const weight = (i: number, j: number) => {
    const [x, y] = [points[2 * i]! - points[2 * j]!, points[2 * i + 1]! - points[2 * j + 1]!];
    return 1 / (1 + x * x + y * y);
  };
  const pairs = Array.from({ length: 900 }, (_, at) => [Math.floor(at / 30), at % 30] as const);
  const apart = pairs.filter(([i, j]) => i !== j);
  const normaliser = apart.reduce((sum, [i, j]) => sum + weight(i, j), 0);
  const matrix = dense(p);
  const expected = apart.reduce((sum, [i, j]) => {
    const value = matrix[30 * i + j]!;
    return value > 0 ? sum + value * log((value * normaliser) / weight(i, j)) : sum;
  }, 0);
  assert.ok(Math.abs(klDivergence(p, points) - expected) <= 1e-12 * expected);
});

test('the divergence of scikit-learn’s maps is what scikit-learn says it is', async () => {
  const p = await affinities(vectorsOf(reference.maps), reference.maps.perplexity);
  for (const { kl, points } of reference.maps.sklearn) {
    // It takes one neighbour more, approximates the normaliser and reports the map one step before its last.
    const own = klDivergence(p, points);
    assert.ok(Math.abs(own - kl) <= 0.02 * kl, `${own} for ${kl}`);
  }
});

/** The rule of scikit-learn's `_gradient_descent`, on our gradient: an oracle for the steps, not for the forces. */
function descendPlainly(p: Affinities, start: Float64Array, iterations: number, rate: number): Float64Array {
  const exaggerated = mapMemory({ ...p, values: p.values.map((value) => 12 * value) });
  const plain = mapMemory(p);
  const points = start.slice();
  let update = new Float64Array(points.length);
  let gains = new Float64Array(points.length).fill(1);
  for (let iteration = 0; iteration < iterations; iteration++) {
    if (iteration === 250) {
      update = new Float64Array(points.length);
      gains = gains.fill(1);
    }
    const gradient = quarterGradient(iteration < 250 ? exaggerated : plain, points);
    gains = gains.map((gain, i) => Math.max(0.01, update[i]! * gradient[i]! < 0 ? gain + 0.2 : gain * 0.8));
    const momentum = iteration < 250 ? 0.5 : 0.8;
    update = update.map((value, i) => momentum * value - rate * gains[i]! * gradient[i]!);
    update.forEach((value, i) => (points[i]! += value));
  }
  return points;
}

const centred = (points: Float64Array) => {
  const sums = [0, 1].map((axis) => points.reduce((sum, v, i) => (i % 2 === axis ? sum + v : sum), 0));
  return points.map((value, i) => value - (2 * sums[i % 2]!) / points.length);
};

for (const iterations of [1, 2, 30, 250, 251, 256]) {
  test(`${iterations} iterations are scikit-learn’s, with the map centred`, async () => {
    const p = await affinities(normalVectors(30, 3), 5);
    const start = randomPoints(30, 1);
    const memory = mapMemory(p);
    memory.points.set(start);
    assert.ok(await descend(memory, { iterations, exaggeration: 12, learningRate: 2 }));
    const expected = centred(descendPlainly(p, start, iterations, 2));
    // The repulsion rounds the points to float32, there before centring and here after it.
    memory.points.forEach((value, i) => {
      assert.ok(Math.abs(value - expected[i]!) < 1e-5, `${value} for ${expected[i]!}`);
    });
  });
}

test.run();
