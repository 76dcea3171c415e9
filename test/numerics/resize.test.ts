import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { resize } from '../../src/numerics/resize.js';
import { repositoryRoot } from '../support/repository.js';

interface Case {
  readonly height: number;
  readonly width: number;
  readonly pixels: readonly number[];
  readonly newHeight: number;
  readonly newWidth: number;
  readonly result: readonly number[];
}

const { cases } = JSON.parse(
  readFileSync(join(repositoryRoot, 'test', 'reference', 'resize', 'resize.json'), 'utf8'),
) as { cases: readonly Case[] };

for (const { height, width, pixels, newHeight, newWidth, result } of cases) {
  test(`${height} x ${width} becomes ${newHeight} x ${newWidth} as in scikit-image`, () => {
    const resized = resize({ height, width, pixels: Float64Array.from(pixels) }, newHeight, newWidth);
    assert.is(resized.length, result.length);
    // Both are float64; only the order of sums differs.
    for (const [i, value] of result.entries()) assert.ok(Math.abs(resized[i]! - value) < 1e-14, `pixel ${i}`);
  });
}

test('four pixels in a row become two by hand', () => {
  // f = 2: sigma 1/2, radius 2, kernel e^-8, e^-2, 1, e^-2, e^-8 over its sum; outputs lie halfway between pixels 0, 1 and 2, 3.
  const [a, b] = [Math.exp(-2), Math.exp(-8)];
  const sum = 1 + 2 * a + 2 * b;
  const smooth = (c: number, near: number, far: number) => (c + a * near + b * far) / sum;
  const [p, q, r, s] = [3, -1, 4, 1];
  const smoothed = [
    smooth(p, q + q, r + r),
    smooth(q, p + r, q + s),
    smooth(r, q + s, p + r),
    smooth(s, r + r, q + q),
  ];
  const resized = resize({ height: 1, width: 4, pixels: Float64Array.of(p, q, r, s) }, 1, 2);
  assert.ok(Math.abs(resized[0]! - (smoothed[0]! + smoothed[1]!) / 2) < 1e-15);
  assert.ok(Math.abs(resized[1]! - (smoothed[2]! + smoothed[3]!) / 2) < 1e-15);
});

test('an image of the right size stays as it is', () => {
  const pixels = Float64Array.from({ length: 35 }, (_, i) => Math.sin(i));
  assert.equal(resize({ height: 5, width: 7, pixels }, 5, 7), pixels);
});

test('a single pixel fills the whole result', () => {
  assert.equal([...resize({ height: 1, width: 1, pixels: Float64Array.of(2.5) }, 2, 3)], Array(6).fill(2.5));
});

test('a constant image stays exactly what it is, whatever the weights add up to', () => {
  for (const value of [0.1, -0.3]) {
    const pixels = new Float64Array(37 * 29).fill(value);
    assert.ok(resize({ height: 37, width: 29, pixels }, 16, 9).every((pixel) => pixel === value));
  }
});

test('the result keeps to the range of the image, and turning the image turns the result', () => {
  const image = fc
    .record({ height: fc.integer({ min: 1, max: 12 }), width: fc.integer({ min: 1, max: 12 }) })
    .chain(({ height, width }) =>
      fc
        .array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), {
          minLength: height * width,
          maxLength: height * width,
        })
        .map((pixels) => ({ height, width, pixels: Float64Array.from(pixels) })),
    );
  const side = fc.integer({ min: 1, max: 9 });
  fc.assert(
    fc.property(image, side, side, (plane, newHeight, newWidth) => {
      const result = resize(plane, newHeight, newWidth);
      const [min, max] = [Math.min(...plane.pixels), Math.max(...plane.pixels)];
      assert.ok(result.every((value) => value >= min && value <= max));
      const turned = resize({ ...plane, pixels: plane.pixels.slice().reverse() }, newHeight, newWidth);
      const tolerance = 1e-12 * Math.max(1, max - min, Math.abs(min));
      for (const [i, value] of turned.reverse().entries())
        assert.ok(Math.abs(value - result[i]!) <= tolerance);
    }),
    { numRuns: 200 },
  );
});

test('a NaN spreads to what its taps touch and no further', () => {
  const pixels = new Float64Array(64).fill(1);
  pixels[0] = NaN;
  const result = resize({ height: 8, width: 8, pixels }, 4, 4);
  assert.ok(Number.isNaN(result[0]!));
  assert.is(result[15], 1);
});

test('a size below one pixel throws', () => {
  assert.throws(() => resize({ height: 0, width: 3, pixels: new Float64Array(0) }, 2, 2), RangeError);
  assert.throws(() => resize({ height: 1, width: 1, pixels: new Float64Array(1) }, 0, 2), RangeError);
});

test.run();
