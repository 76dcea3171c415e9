import { test } from 'uvu';
import * as assert from 'uvu/assert';
import * as quantity from '../../src/ui/format-quantity.js';

function check<T>(format: (value: T) => string, expected: readonly (readonly [T, string])[]): void {
  for (const [value, text] of expected) assert.is(format(value), text, String(value));
}

test('durations have two figures that matter and carry over at the borders', () => {
  check(quantity.formatDuration, [
    [0, '0s'],
    [0.04, '0.04s'],
    [0.5, '0.5s'],
    [12.44, '12.4s'],
    [59.94, '59.9s'],
    [59.96, '1m 00s'],
    [185, '3m 05s'],
    [3599.6, '1h 00m'],
    [7620, '2h 07m'],
    [86_399, '1d 0h'],
    [273_600, '3d 4h'],
    [NaN, '?'],
    [-1, '?'],
  ]);
});

test('a log clock counts hours only when there are some', () => {
  check(quantity.formatClock, [
    [0, '00:00'],
    [7.9, '00:07'],
    [751, '12:31'],
    [3723, '1:02:03'],
    [-5, '00:00'],
  ]);
});

test('time left never pretends to be exact, nor reads 0', () => {
  check(quantity.formatEta, [
    [0, '1s'],
    [4.6, '5s'],
    [59.6, '1m 00s'],
    [90, '1m 30s'],
    [Infinity, '?'],
  ]);
});

test('bytes are counted in 1,024s', () => {
  check(quantity.formatBytes, [
    [0, '0 B'],
    [1023, '1023 B'],
    [1024, '1.0 KiB'],
    [10_240, '10 KiB'],
    [1_048_575, '1.0 MiB'],
    [2_791_728_742, '2.6 GiB'],
  ]);
});

test('a percentage reads 100 only when all is done', () => {
  check(quantity.formatPercent, [
    [0, '0%'],
    [0.29, '29%'],
    [0.999, '99%'],
    [1, '100%'],
    [1.2, '100%'],
    [NaN, '0%'],
  ]);
});

test('measures keep four figures, integers stay whole', () => {
  check(quantity.formatMeasure, [
    [0, '0'],
    [7, '7'],
    [40_000, '40,000'],
    [0.291439, '0.2914'],
    [-12.3456, '-12.35'],
    [6546.8, '6,547'],
    [123_456.7, '123,457'],
    [0.00001234, '1.23e-5'],
    [1.5e9, '1.50e+9'],
    [NaN, 'NaN'],
    ['pca', 'pca'],
  ]);
});

test('rates slower than one a second count by the minute', () => {
  assert.is(quantity.formatRate(1234, 'images'), '1,234 images/s');
  assert.is(quantity.formatRate(3.14, 'epochs'), '3.1 epochs/s');
  assert.is(quantity.formatRate(0.5, 'epochs'), '30 epochs/min');
  assert.is(quantity.formatRate(0.05, 'epochs'), '3.0 epochs/min');
});

test('a count takes the plural unless it is one', () => {
  assert.is(quantity.formatCounted(1, 'cell'), '1 cell');
  assert.is(quantity.formatCounted(1200, 'cell'), '1,200 cells');
  assert.is(quantity.formatCounted(2, 'axis', 'axes'), '2 axes');
});

test.run();
