import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { generator } from '../../../src/numerics/generator.js';
import type { Affinities } from '../../../src/numerics/tsne/affinities.js';
import { descend, quarterGradient } from '../../../src/numerics/tsne/descent.js';
import { mapMemory } from '../../../src/numerics/tsne/map-memory.js';
import { affinities, normalVectors } from './reference.js';

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
    const stream = generator(2, 'points');
    const start = Float64Array.from({ length: 60 }, () => stream.normal());
    const memory = mapMemory(p);
    memory.points.set(start);
    assert.ok(await descend(memory, { iterations, exaggeration: 12, learningRate: 2, gradient: 'exact' }));
    const expected = centred(descendPlainly(p, start, iterations, 2));
    // The forces round the points to float32, there centred at other times than here. A step's gain jumps where a product changes
    // its sign, which lets that grow, the more the longer; another momentum or gain would be off by a tenth and more.
    const tolerance = iterations < 250 ? 1e-5 : 1e-3;
    memory.points.forEach((value, i) => {
      assert.ok(Math.abs(value - expected[i]!) < tolerance, `${value} for ${expected[i]!}`);
    });
  });
}

test.run();
