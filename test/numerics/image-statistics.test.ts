import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { generator } from '../../src/numerics/generator.js';
import { basicStatistics, imageStatistics } from '../../src/numerics/image-statistics.js';
import { repositoryRoot } from '../support/repository.js';

interface Reference {
  readonly height: number;
  readonly width: number;
  readonly pixels: readonly (number | null)[];
  readonly statistics: Readonly<Record<string, number>>;
}

const reference = JSON.parse(
  readFileSync(
    join(repositoryRoot, 'test', 'reference', 'image-statistics', 'image-statistics.json'),
    'utf8',
  ),
) as Reference;

const plane = (height: number, width: number, values: readonly number[]) => ({
  height,
  width,
  pixels: Float64Array.from(values),
});

test('a frame with a gap, NaN pixels and a deviant column has the statistics that numpy gives', () => {
  const { height, width, pixels, statistics } = reference;
  const ours = imageStatistics(
    plane(
      height,
      width,
      pixels.map((value) => value ?? NaN),
    ),
    null,
  );
  assert.equal(Object.keys(ours).sort(), Object.keys(statistics).sort());
  for (const [name, value] of Object.entries(ours) as [string, number][]) {
    // Only the order of sums differs.
    assert.ok(
      Math.abs(value - statistics[name]!) <= 1e-12 * Math.abs(statistics[name]!),
      `${name}: ${value}`,
    );
  }
});

test('six pixels by hand', () => {
  const statistics = basicStatistics(Float64Array.of(0, -2, NaN, 4, Infinity, -0));
  assert.equal(statistics, { min: -2, max: 4, mean: 0.5, zeroFluxFraction: 2 / 6, nonFinite: 2 });
});

test('the mean of pixels that nearly cancel is exact', () => {
  assert.is(basicStatistics(Float64Array.of(1e16, 1, -1e16, 1)).mean, 0.5);
});

test('an image without finite pixels has fractions of 0 and no other statistics', () => {
  for (const values of [[], [NaN, NaN]]) {
    const { zeroFluxFraction, nonFinite, ...rest } = imageStatistics(plane(1, values.length, values), null);
    assert.equal([zeroFluxFraction, nonFinite], [0, values.length]);
    assert.equal([rest.negativeFraction, rest.negativeOutlierFraction, rest.saturatedFraction], [0, 0, 0]);
    for (const value of [rest.min, rest.max, rest.mean, rest.median, rest.backgroundNoise])
      assert.ok(Number.isNaN(value));
    for (const value of [rest.concentration, rest.columnAnomaly, rest.rowAnomaly])
      assert.ok(Number.isNaN(value));
  }
});

test('an image of zeros only is all gap', () => {
  const statistics = imageStatistics(plane(4, 5, Array<number>(20).fill(0)), null);
  assert.is(statistics.zeroFluxFraction, 1);
  assert.equal([statistics.median, statistics.backgroundNoise, statistics.columnAnomaly], [0, 0, 0]);
  assert.is(statistics.saturatedFraction, 0);
  assert.ok(Number.isNaN(statistics.concentration));
});

test('a known saturation level counts the pixels at it or above it', () => {
  assert.is(imageStatistics(plane(1, 4, [1, 2, 3, 4]), 3).saturatedFraction, 0.5);
  assert.is(imageStatistics(plane(1, 4, [1, 2, 3.2, 4]), null).saturatedFraction, 0.5);
});

test('flux spread evenly has the concentration of a quarter, a point in the middle 1, one in a corner 0', () => {
  const even = Array.from({ length: 64 }, (_, i) => 1 + (i % 2));
  assert.is(imageStatistics(plane(8, 8, even), null).concentration, 0.25);
  const point = (at: number) => Array.from({ length: 64 }, (_, i) => (i === at ? 50 : 1));
  assert.is(imageStatistics(plane(8, 8, point(27)), null).concentration, 1);
  assert.is(imageStatistics(plane(8, 8, point(0)), null).concentration, 0);
});

test('noise and negative outliers by hand, a gap and a NaN left out of the middle and counted in the whole', () => {
  // Of the nine that are observed the median is 4, and the deviations 0 0 1 1 2 2 3 3 104 have the median 2.
  const values = [1, 2, 3, 4, -100, 5, 6, 7, 4, 0, NaN];
  const statistics = imageStatistics(plane(1, 11, values), null);
  assert.is(statistics.median, 4);
  assert.is(statistics.backgroundNoise, 2 * 1.482602218505602);
  // Below 4 - 5 * 2.97 = -10.8 lies one; -10 would not.
  assert.is(statistics.negativeOutlierFraction, 1 / 11);
  assert.is(statistics.negativeFraction, 1 / 11);
  const near = values.map((value) => (value === -100 ? -10 : value));
  assert.is(imageStatistics(plane(1, 11, near), null).negativeOutlierFraction, 0);
});

test('column and row anomaly by hand', () => {
  // Five columns of one pixel: from their median 3 they differ by -2 -1 0 1 12, whose scaled deviation is 1.4826; a median of one
  // pixel has 1.2533 times the noise of a pixel, which is 1.4826 too, for its error.
  const values = [1, 2, 15, 3, 4];
  const expected = 12 / (1.482602218505602 * Math.sqrt(Math.PI / 2));
  const { columnAnomaly, rowAnomaly } = imageStatistics(plane(1, 5, values), null);
  assert.ok(Math.abs(columnAnomaly - expected) < 1e-12, String(columnAnomaly));
  assert.ok(Number.isNaN(rowAnomaly));
  assert.is(imageStatistics(plane(5, 1, values), null).rowAnomaly, columnAnomaly);
});

/** Noise of sigma 1 around 10. */
function noisy(height: number, width: number): number[] {
  const random = generator(3, 'noise');
  return Array.from({ length: height * width }, () => 10 + random.normal());
}

test('a dead column stands out as a column and not as a row, and the same turned', () => {
  const [height, width] = [60, 50];
  const clean = noisy(height, width);
  const dead = clean.map((value, i) => (i % width === 20 ? 0 : value));
  const before = imageStatistics(plane(height, width, clean), null);
  assert.ok(before.columnAnomaly < 5 && before.rowAnomaly < 5);
  const after = imageStatistics(plane(height, width, dead), null);
  assert.ok(after.columnAnomaly > 30, String(after.columnAnomaly));
  assert.ok(after.rowAnomaly < 5);
  const turned = Array.from(
    { length: dead.length },
    (_, i) => dead[(i % height) * width + Math.floor(i / height)]!,
  );
  assert.is(imageStatistics(plane(width, height, turned), null).rowAnomaly, after.columnAnomaly);
});

test('one deviant column on a background without noise gives a finite number', () => {
  const values = Array.from({ length: 100 }, (_, i) => (i % 10 === 4 ? 3 : 1));
  // Nine of ten columns do not deviate, so the mean deviation takes the median one's place: 2 / (0.2 sqrt(pi / 2)).
  const { columnAnomaly } = imageStatistics(plane(10, 10, values), null);
  assert.ok(Math.abs(columnAnomaly - 2 / (0.2 * Math.sqrt(Math.PI / 2))) < 1e-12);
});

test('an image of two columns has no column anomaly', () => {
  assert.ok(Number.isNaN(imageStatistics(plane(3, 2, [1, 2, 3, 4, 5, 6]), null).columnAnomaly));
});

test.run();
