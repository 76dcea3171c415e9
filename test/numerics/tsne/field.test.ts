import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { generator } from '../../../src/numerics/generator.js';
import { quarterGradient } from '../../../src/numerics/tsne/descent.js';
import { FieldRepulsion, squareFor } from '../../../src/numerics/tsne/field.js';
import { mapMemory } from '../../../src/numerics/tsne/map-memory.js';
import { mapWorkspace } from '../../../src/numerics/tsne/map-workspace.js';
import { ringAffinities, single } from './reference.js';

function blobs(n: number, spread: number): Float64Array {
  const stream = generator(0, 'field', n, spread);
  const centres = Float64Array.from({ length: 10 }, () => spread * stream.normal());
  return Float64Array.from({ length: 2 * n }, (_, i) => {
    const blob = Math.floor(i / 2) % 5;
    return centres[2 * blob + (i % 2)]! + 0.3 * spread * stream.normal();
  });
}

/** Root mean square of the difference from the sum over all pairs, over that of the sum; and the ratio of the sums of weights. */
function errors(points: Float64Array): { readonly repulsion: number; readonly weights: number } {
  const n = points.length / 2;
  const exact = mapMemory(ringAffinities(n), single());
  const interpolated = mapMemory(ringAffinities(n), single());
  quarterGradient(exact, points);
  quarterGradient(interpolated, points, 'interpolated');
  let [difference, size] = [0, 0];
  exact.repulsion.forEach((force, i) => {
    difference += (interpolated.repulsion[i]! - force) * (interpolated.repulsion[i]! - force);
    size += force * force;
  });
  const sum = exact.normalisers.reduce((total, value) => total + value, 0);
  const { normaliser } = new FieldRepulsion(interpolated).compute([
    Math.min(...points.filter((_, i) => i % 2 === 0)),
    Math.min(...points.filter((_, i) => i % 2 === 1)),
    Math.max(...points.filter((_, i) => i % 2 === 0)),
    Math.max(...points.filter((_, i) => i % 2 === 1)),
  ]);
  return { repulsion: Math.sqrt(difference / size), weights: normaliser / sum - 1 };
}

// Nodes are a third apart where the map is wide: cubic splines err there by about (1/3)^4 / 384 of the kernel's fourth derivative,
// twice, which comes to half a hundredth of the typical force; intervals of three nodes, as the paper has them, err by 0.07.
for (const [n, spread, tolerance] of [
  [300, 1e-4, 1e-5],
  [1500, 0.01, 1e-5],
  [1500, 1, 3e-4],
  [1500, 5, 3e-3],
  [1500, 20, 1e-2],
  [300, 60, 2e-2],
] as const) {
  test(`the repulsion of ${n} points ${spread} wide is that over all pairs but for ${tolerance}`, () => {
    const { repulsion, weights } = errors(blobs(n, spread));
    assert.ok(repulsion < tolerance, `${repulsion}`);
    // A point's weight with itself is off by up to a few thousandths, which counts where it has hardly a neighbour.
    assert.ok(Math.abs(weights) < (spread > 50 ? 1e-2 : 1e-3), `${weights}`);
  });
}

test('two points push each other apart along the line between them, by the weight worked by hand', () => {
  const memory = mapMemory(ringAffinities(2), single());
  quarterGradient(memory, [0, 0, 3, 4], 'interpolated');
  // w = 1 / 26.
  [-3, -4, 3, 4].forEach((apart, i) => assert.ok(Math.abs(memory.repulsion[i]! - apart / 676) < 2e-5));
});

test('all points at one place push nobody, and a map that flew apart keeps to the largest grid', () => {
  const memory = mapMemory(ringAffinities(40), single());
  quarterGradient(memory, new Float64Array(80).fill(7), 'interpolated');
  for (const force of memory.repulsion) assert.ok(Math.abs(force) < 1e-5);
  const { nodes, spacing } = squareFor([-1e5, 0, 1e5, 10]);
  assert.ok(nodes <= 3072 && spacing > 1 && nodes * spacing >= 2e5);
});

test('the grid grows with the map, and has a length that transforms well', () => {
  let before = 0;
  for (let extent = 1e-6; extent < 900; extent *= 1.37) {
    const { nodes, spacing, origin } = squareFor([1, 2, 1 + extent, 2 + extent / 2]);
    let left = nodes;
    for (const prime of [2, 3, 5]) while (left % prime === 0) left /= prime;
    assert.is(left, 1);
    assert.is(nodes % 8, 0);
    assert.ok(nodes >= before && spacing <= 1 / 3);
    // Four nodes of margin on either side.
    assert.ok(
      1 - origin[0] >= 4 * spacing && origin[0] + (nodes - 1) * spacing - (1 + extent) >= 4 * spacing,
    );
    before = nodes;
  }
});

test('1, 2, 3 and 8 threads give the same bytes', async () => {
  const points = blobs(2001, 20);
  const expected = quarterGradient(mapMemory(ringAffinities(2001), single()), points, 'interpolated');
  for (const threads of [2, 3, 8]) {
    const workspace = mapWorkspace(threads, 2001);
    try {
      assert.is(workspace.team.threads, threads);
      const found = quarterGradient(mapMemory(ringAffinities(2001), workspace), points, 'interpolated');
      assert.equal(found, expected);
    } finally {
      await workspace.team.stop();
    }
  }
});

test.run();
