import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { finiteExtent, normaliseMinMax } from '../../src/numerics/min-max.js';

test('the extent is that of the finite values', () => {
  assert.equal(finiteExtent([3, NaN, -1, Infinity, 2]), { min: -1, max: 3 });
  assert.equal(finiteExtent([NaN, -Infinity]), { min: NaN, max: NaN });
  assert.equal(finiteExtent([]), { min: NaN, max: NaN });
});

test('values are mapped linearly by hand', () => {
  assert.equal([...normaliseMinMax(Float64Array.of(2, 4, 3, 10))], [0, 0.25, 0.125, 1]);
});

test('the smallest becomes 0 and the largest 1, exactly, and order is kept', () => {
  const values = fc.array(fc.double({ min: -1e100, max: 1e100, noNaN: true }), { minLength: 2 });
  fc.assert(
    fc.property(values, (list) => {
      fc.pre(new Set(list).size > 1 && Math.max(...list) > Math.min(...list));
      const mapped = normaliseMinMax(Float64Array.from(list).sort());
      assert.is(mapped[0], 0);
      assert.is(mapped.at(-1), 1);
      for (let i = 1; i < mapped.length; i++) assert.ok(mapped[i]! >= mapped[i - 1]!);
    }),
  );
});

test('what has no range throws', () => {
  assert.throws(() => normaliseMinMax(Float64Array.of(1, 1)), RangeError);
  assert.throws(() => normaliseMinMax(new Float64Array(0)), RangeError);
  assert.throws(() => normaliseMinMax(Float64Array.of(-1.7e308, 1.7e308)), RangeError);
});

test.run();
