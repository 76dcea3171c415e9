import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { stretched, type StretchName } from '../../src/numerics/stretch.js';

const usual = { percentiles: [10, 90], softening: 1 };
const apply = (stretch: StretchName, values: readonly number[], options = {}): number[] => [
  ...stretched(Float64Array.from(values), { stretch, ...usual, ...options }),
];

test('without a stretch the values stay', () => {
  assert.equal(apply('none', [3, -1]), [3, -1]);
});

test('percentiles are interpolated as NumPy does, and clip', () => {
  // numpy.percentile([0, 1, 2, 3, 10], [10, 90]) is [0.4, 7.2].
  const clipped = apply('percentile', [10, 2, 0, 1, 3]);
  for (const [i, value] of [7.2, 2, 0.4, 1, 3].entries()) assert.ok(Math.abs(clipped[i]! - value) < 1e-15);
  assert.equal(apply('percentile', [10, 2, 0, 1, 3], { percentiles: [0, 100] }), [10, 2, 0, 1, 3]);
});

test('asinh is linear near the sky and logarithmic beyond, by hand', () => {
  // Median 0, deviations 1, 1, 0, 1, 1: noise 1.4826.
  const noise = 1.482602218505602;
  const values = [-1, 1, 1e-3, 1 + 2e-3, -1 + 2e-3].map((value) => value - 1e-3);
  const result = apply('asinh', [...values, 1000, -1000]);
  const middle = 0;
  for (const [i, value] of [...values, 1000, -1000].entries()) {
    const expected = Math.asinh((value - middle) / noise);
    assert.ok(
      Math.abs(result[i]! - expected) < 2e-3 * Math.max(1, Math.abs(expected)),
      `${i}: ${result[i]} ${expected}`,
    );
  }
  const soft = apply('asinh', [...values, 1000, -1000], { softening: 10 });
  assert.ok(Math.abs(soft[5]! - Math.asinh(100 / noise)) < 1e-2);
});

test('exact zeros do not count for the sky, unless there is nothing else', () => {
  const gap = Array<number>(20).fill(0);
  const sky = [5, 6, 7, 8, 9];
  const result = apply('asinh', [...gap, ...sky]);
  assert.is(result[22], 0, 'the median of the sky is 7');
  assert.equal(apply('asinh', gap), gap);
});

test('where most values are alike the mean deviation is the noise', () => {
  const result = apply('asinh', [1, 1, 1, 1, 1, 1, 9, 1]);
  assert.is(result[0], 0);
  assert.ok(Math.abs(result[6]! - Math.asinh(8 / 1.2533141373155003)) < 1e-14);
});

test('log goes from 0 to 1 with a contrast of 1000', () => {
  const result = apply('log', [-2, 8, 3]);
  assert.equal(result.slice(0, 2), [0, 1]);
  assert.ok(Math.abs(result[2]! - Math.log10(501) / Math.log10(1001)) < 1e-15);
  assert.equal(apply('log', [4, 4]), [4, 4]);
});

test('every stretch keeps the order of the values and stays finite', () => {
  const values = fc.array(
    fc.integer({ min: -1_000_000, max: 1_000_000 }).map((value) => value / 1000),
    { minLength: 1, maxLength: 40 },
  );
  fc.assert(
    fc.property(values, fc.constantFrom<StretchName>('percentile', 'asinh', 'log'), (list, stretch) => {
      const sorted = Float64Array.from(list).sort();
      const result = stretched(sorted, { stretch, percentiles: [0.5, 99.5], softening: 1 });
      for (let i = 0; i < result.length; i++) {
        assert.ok(Number.isFinite(result[i]));
        if (i > 0) assert.ok(result[i]! >= result[i - 1]! - 1e-14);
      }
    }),
    { numRuns: 500 },
  );
});

test.run();
