import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { countText, linearTicks, logTicks, niceStep, numberText } from '../../src/figures/ticks.js';

const labels = (ticks: { label: string }[]): string[] => ticks.map((tick) => tick.label);

test('linear ticks are round and share their decimals', () => {
  assert.equal(labels(linearTicks(0, 1, 5)), ['0.0', '0.2', '0.4', '0.6', '0.8', '1.0']);
  assert.equal(labels(linearTicks(-37, 41, 7)), ['−30', '−20', '−10', '0', '10', '20', '30', '40']);
  assert.equal(labels(linearTicks(1, 100, 5)), ['20', '40', '60', '80', '100']);
});

test('logarithmic ticks are powers of ten, with doubles and quintuples when there are few', () => {
  assert.equal(labels(logTicks(0.02, 0.6, 6)), ['0.02', '0.05', '0.1', '0.2', '0.5']);
  assert.equal(labels(logTicks(1e-6, 1, 10)), ['10⁻⁶', '10⁻⁵', '10⁻⁴', '0.001', '0.01', '0.1', '1']);
});

test('ticks lie within the axis, in order, and there are neither too few nor too many', () => {
  const ends = fc.tuple(
    fc.double({ min: -1e9, max: 1e9, noNaN: true }),
    fc.double({ min: 1e-6, max: 1e9, noNaN: true }),
  );
  fc.assert(
    fc.property(ends, fc.integer({ min: 3, max: 10 }), ([low, span], count) => {
      fc.pre(low + span > low && span > Math.abs(low) * 1e-9);
      const values = linearTicks(low, low + span, count).map((tick) => tick.value);
      const step = niceStep(span, count);
      return (
        values.length >= 1 &&
        values.length <= 2 * count + 1 &&
        values.every(
          (value, i) =>
            value >= low - step * 1e-6 &&
            value <= low + span + step * 1e-6 &&
            (i === 0 || value > values[i - 1]!),
        )
      );
    }),
  );
});

test('an axis between numbers that are nearly the same has its ends, in full', () => {
  const low = 2 ** 53;
  assert.equal(linearTicks(low, low + 2, 7), [
    { value: low, label: '9007199254740992' },
    { value: low + 2, label: '9007199254740994' },
  ]);
  assert.equal(labels(linearTicks(-1 - 1e-13, -1, 7)), ['−1.0000000000001', '−1']);
});

test('numbers read as people write them', () => {
  assert.equal([0, 0.012345, -3, 12345.678, 1e5, 123456, 1e-7, -2.5e-9, NaN, Infinity].map(numberText), [
    '0',
    '0.01235',
    '−3',
    '12350',
    '10⁵',
    '1.235×10⁵',
    '10⁻⁷',
    '−2.5×10⁻⁹',
    'n/a',
    '∞',
  ]);
  assert.equal([0, 999, 1000, 69359232].map(countText), ['0', '999', '1,000', '69,359,232']);
});

test.run();
