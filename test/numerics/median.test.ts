import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { median, scaledMad } from '../../src/numerics/median.js';

test('the median is the middle value, or the mean of the middle two', () => {
  assert.is(median(Float64Array.of(5, 1, 3)), 3);
  assert.is(median(Float64Array.of(5, 1, 3, 4)), 3.5);
  assert.is(median(Float64Array.of(7)), 7);
  assert.ok(Number.isNaN(median(new Float64Array(0))));
});

test('the values given keep their order', () => {
  const values = Float64Array.of(5, 1, 3);
  median(values);
  assert.equal([...values], [5, 1, 3]);
});

test('the median is what sorting gives, with many equal values too', () => {
  const value = fc.oneof(fc.double({ noNaN: true }), fc.integer({ min: 0, max: 3 }));
  fc.assert(
    fc.property(fc.array(value, { minLength: 1, maxLength: 80 }), (list) => {
      const sorted = list.slice().sort((a, b) => a - b);
      const half = sorted.length >> 1;
      const expected = sorted.length % 2 === 1 ? sorted[half]! : sorted[half - 1]! / 2 + sorted[half]! / 2;
      // Sorting puts -0 and 0 in any order.
      assert.ok(median(Float64Array.from(list)) === expected || Number.isNaN(expected));
    }),
    { numRuns: 500 },
  );
});

test('the scaled deviation of 1, 2, 3, 4, 100 is 1.4826', () => {
  assert.is(scaledMad(Float64Array.of(1, 2, 3, 4, 100), 3), 1.482602218505602);
});

test.run();
