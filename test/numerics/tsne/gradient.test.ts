import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { generator } from '../../../src/numerics/generator.js';
import { symmetrise, type Affinities } from '../../../src/numerics/tsne/affinities.js';
import { quarterGradient } from '../../../src/numerics/tsne/descent.js';
import { klDivergence } from '../../../src/numerics/tsne/divergence.js';
import { mapMemory } from '../../../src/numerics/tsne/map-memory.js';
import { affinities, reference, vectorsOf } from './reference.js';

/** Three points, each with half its probability on either other. */
const triangle: Affinities = symmetrise(3, 2, Int32Array.of(1, 2, 0, 2, 0, 1), new Float64Array(6).fill(0.5));

test('an equilateral triangle of equal affinities has no divergence and no gradient', () => {
  const points = [0, 0, 2, 0, 1, Math.sqrt(3)];
  assert.ok(Math.abs(klDivergence(triangle, points)) < 1e-15);
  for (const slope of quarterGradient(mapMemory(triangle), points)) assert.ok(Math.abs(slope) < 1e-7);
});

test('three points on a line have the divergence and the gradient worked by hand', () => {
  // Distances 1, 1, 2: weights 1/2, 1/2, 1/5 in both directions, normaliser 2.4, q = 5/24, 5/24, 1/12, p = 1/6.
  const points = [0, 0, 1, 0, 2, 0];
  const expected = (4 * Math.log(24 / 30) + 2 * Math.log(12 / 6)) / 6;
  assert.ok(Math.abs(klDivergence(triangle, points) - expected) < 1e-15);
  // Point 0: (1/6 - 5/24) 1/2 (-1) + (1/6 - 1/12) 1/5 (-2).
  const slopes = quarterGradient(mapMemory(triangle), points);
  const first = (-1 / 24) * -0.5 + (1 / 12) * 0.2 * -2;
  [first, 0, 0, 0, -first, 0].forEach((slope, i) => assert.ok(Math.abs(slopes[i]! - slope) < 1e-7));
});

test('the gradient agrees with central differences of the divergence', async () => {
  const { n, perplexity } = reference.affinities;
  const p = await affinities(vectorsOf(reference.affinities), perplexity);
  const stream = generator(0, 'test');
  for (const spread of [0.1, 1, 10]) {
    const points = Float64Array.from({ length: 2 * n }, () => spread * stream.normal());
    const slopes = quarterGradient(mapMemory(p), points);
    const greatest = Math.max(...slopes.map(Math.abs));
    const step = 1e-5 * spread;
    for (let i = 0; i < points.length; i++) {
      const [before, after] = [-step, step].map((moved) =>
        klDivergence(
          p,
          points.map((value, j) => (j === i ? value + moved : value)),
        ),
      );
      const difference = (after! - before!) / (2 * step);
      // The repulsion is summed in float32.
      assert.ok(Math.abs(4 * slopes[i]! - difference) < 2e-6 * 4 * greatest);
    }
  }
});

test('shards and odd numbers of points leave no pair out', () => {
  // More points than a shard holds, two at a time with one left over: compared with a plain double loop.
  const n = 391;
  const stream = generator(1, 'test');
  const points = Float32Array.from({ length: 2 * n }, () => 20 * stream.normal());
  const memory = mapMemory(
    symmetrise(
      n,
      1,
      Int32Array.from({ length: n }, (_, i) => (i + 1) % n),
      new Float64Array(n).fill(1),
    ),
  );
  quarterGradient(memory, points);
  for (let i = 0; i < n; i++) {
    let [fx, fy, weights] = [0, 0, 0];
    for (let j = 0; j < n; j++) {
      if (i === j) continue;
      const [dx, dy] = [points[2 * i]! - points[2 * j]!, points[2 * i + 1]! - points[2 * j + 1]!];
      const weight = 1 / (1 + dx * dx + dy * dy);
      weights += weight;
      fx += weight * weight * dx;
      fy += weight * weight * dy;
    }
    assert.ok(Math.abs(memory.normalisers[i]! - weights) < 1e-5 * Math.max(1, weights));
    assert.ok(Math.abs(memory.repulsion[2 * i]! - fx) < 1e-5);
    assert.ok(Math.abs(memory.repulsion[2 * i + 1]! - fy) < 1e-5);
  }
});

test.run();
