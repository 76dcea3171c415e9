import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import * as elementary from '../../src/numerics/elementary.js';
import { repositoryRoot } from '../support/repository.js';

type Unary = (x: number) => number;
const { exp, expm1, log, log1p, log2, log10, sin, cos, tan, atan, tanh, asinh } = elementary;
const functions: Record<string, Unary> = {
  exp,
  expm1,
  log,
  log1p,
  log2,
  log10,
  sin,
  cos,
  tan,
  atan,
  tanh,
  asinh,
};
const reference = JSON.parse(
  readFileSync(join(repositoryRoot, 'test/reference/elementary/elementary.json'), 'utf8'),
) as Record<string, [number, number][]>;

const isWithinUlps = (actual: number, expected: number, ulps: number): boolean =>
  Object.is(actual, expected) ||
  Math.abs(actual - expected) <= ulps * Math.max(2 ** -52 * Math.abs(expected), Number.MIN_VALUE);

for (const [name, points] of Object.entries(reference)) {
  test(`${name} is within 3 units in the last place of 40-digit arithmetic`, () => {
    for (const [x, expected] of points) {
      const actual = functions[name]!(x);
      assert.ok(isWithinUlps(actual, expected, 3), `${name}(${x}) = ${actual}, expected ${expected}`);
    }
  });
}

test('logarithms of 0, negative numbers, NaN and infinity are those of IEEE 754', () => {
  for (const log of [elementary.log, elementary.log2, elementary.log10]) {
    assert.is(log(0), -Infinity);
    assert.ok(Number.isNaN(log(-1)));
    assert.ok(Number.isNaN(log(NaN)));
    assert.is(log(Infinity), Infinity);
  }
});

test('exp overflows to infinity, underflows to 0, and passes NaN on', () => {
  assert.is(elementary.exp(710), Infinity);
  assert.is(elementary.exp(-746), 0);
  assert.ok(Number.isNaN(elementary.exp(NaN)));
});

test('log10 of a power of ten and log2 of a power of two are whole numbers', () => {
  for (let n = 0; n <= 22; n++) assert.is(elementary.log10(Number(`1e${n}`)), n);
  for (let n = -1074; n <= 1023; n += 7) assert.is(elementary.log2(2 ** n), n);
});

test('exp undoes log', () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-6, max: 1e6, noNaN: true }), (x) =>
      isWithinUlps(elementary.exp(elementary.log(x)), x, 40),
    ),
  );
});

test('a whole power is a product: 3^5 is 243 and 2^-2 is a quarter', () => {
  assert.is(elementary.pow(3, 5), 243);
  assert.is(elementary.pow(2, -2), 0.25);
  assert.ok(isWithinUlps(elementary.pow(2, 0.5), Math.SQRT2, 3));
});

test('atan2 gives the angle of each quadrant', () => {
  for (const [y, x, angle] of [
    [1, 1, Math.PI / 4],
    [1, -1, (3 * Math.PI) / 4],
    [-1, -1, (-3 * Math.PI) / 4],
    [-1, 1, -Math.PI / 4],
    [2, 0, Math.PI / 2],
    [0, -1, Math.PI],
  ] as const) {
    assert.ok(isWithinUlps(elementary.atan2(y, x), angle, 3), `atan2(${y}, ${x})`);
  }
});

test('an angle too large to be reduced is refused', () => {
  assert.throws(() => elementary.sin(2e6), /beyond 1e6/);
});

test.run();
