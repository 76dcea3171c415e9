import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { basicStatistics } from '../../src/numerics/image-statistics.js';
import { normaliseMinMax } from '../../src/numerics/min-max.js';
import { resize } from '../../src/numerics/resize.js';
import { resizeMeasured } from '../../src/numerics/resize/resize-measured.js';

const plane = (height: number, width: number, pixel: (i: number) => number) => ({
  height,
  width,
  pixels: Float64Array.from({ length: height * width }, (_, i) => pixel(i)),
});

test('area is the mean over what an output pixel covers, by hand', () => {
  const image = { height: 1, width: 3, pixels: Float64Array.of(1, 2, 6) };
  // Each output covers one and a half pixels.
  assert.equal([...resize(image, 1, 2, 'area')], [(1 + 0.5 * 2) / 1.5, (0.5 * 2 + 6) / 1.5]);
  assert.equal(
    [
      ...resize(
        plane(4, 4, (i) => i),
        2,
        2,
        'area',
      ),
    ],
    [2.5, 4.5, 10.5, 12.5],
  );
  assert.equal([...resize(image, 2, 6, 'area')], [1, 1, 2, 2, 6, 6, 1, 1, 2, 2, 6, 6]);
});

test('area keeps the mean of an image', () => {
  const sides = fc.integer({ min: 1, max: 40 });
  fc.assert(
    fc.property(
      sides,
      sides,
      sides,
      fc.infiniteStream(fc.double({ min: -1, max: 1, noNaN: true })),
      (h, w, side, draws) => {
        const image = plane(h, w, () => draws.next().value as number);
        const mean = (values: Float64Array): number =>
          values.reduce((sum, value) => sum + value, 0) / values.length;
        assert.ok(Math.abs(mean(resize(image, side, side, 'area')) - mean(image.pixels)) < 1e-13);
      },
    ),
    { numRuns: 100 },
  );
});

test('nearest takes the pixel under each centre, and the right one of two', () => {
  const image = { height: 1, width: 4, pixels: Float64Array.of(5, 6, 7, 8) };
  assert.equal([...resize(image, 1, 2, 'nearest')], [6, 8]);
  assert.equal([...resize(image, 1, 8, 'nearest')], [5, 5, 6, 6, 7, 7, 8, 8]);
  assert.equal([...resize(image, 1, 1, 'nearest')], [7]);
});

test('whatever the method, an image of the right size stays as it is', () => {
  const image = plane(7, 5, (i) => (i * 7919) % 101);
  for (const method of ['antialiased', 'area', 'nearest'] as const)
    assert.equal(resize(image, 7, 5, method), image.pixels);
});

test('what is measured on the way is what basicStatistics measures, bit for bit', () => {
  for (const [height, width] of [
    [1, 1],
    [3, 50],
    [130, 257],
    [1, 40_000],
  ] as const) {
    const image = plane(height, width, (i) =>
      i % 11 === 3 ? 0 : ((i * 7919) % 1013) * 1e-9 - 3e-7 + 1 / (i + 1),
    );
    if (width > 100)
      for (const [at, odd] of [NaN, Infinity, -Infinity].entries()) image.pixels[40 * at + 1] = odd;
    const { statistics } = resizeMeasured(image, { height: 9, width: 8, method: 'antialiased' });
    assert.equal(statistics, basicStatistics(image.pixels));
  }
  const { statistics } = resizeMeasured(
    plane(2, 2, () => NaN),
    { height: 1, width: 1, method: 'area' },
  );
  assert.equal(statistics, basicStatistics(new Float64Array(4).fill(NaN)));
});

test('the unit range is what normaliseMinMax makes of the values, also of an odd number of them', () => {
  for (const [height, width] of [
    [128, 128],
    [5, 7],
    [1, 2],
  ] as const) {
    const resized = resizeMeasured(
      plane(60, 90, (i) => ((i * 7919) % 1013) * 1e-9),
      {
        ...{ height, width, method: 'antialiased' },
      },
    );
    const unit = resized.unitRange();
    assert.equal(unit, normaliseMinMax(resized.values()));
    assert.equal(resized.extent, {
      min: Math.min(...resized.values()),
      max: Math.max(...resized.values()),
    });
  }
});

test('a small image after a large one is not touched by what that left', () => {
  const small = plane(6, 5, (i) => i * i);
  for (const method of ['antialiased', 'area', 'nearest'] as const) {
    const alone = resize(small, 4, 4, method);
    resize(
      plane(700, 900, () => NaN),
      64,
      64,
    );
    assert.equal(resize(small, 4, 4, method), alone);
    assert.ok(alone.every(Number.isFinite));
  }
});

test.run();
