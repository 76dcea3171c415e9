import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { averagePrecision } from '../../../src/numerics/clustering-metrics/average-precision.js';
import { frameArtifacts } from '../../../src/numerics/frame-artifacts/frame-artifacts.js';
import { repositoryRoot } from '../../support/repository.js';

const reference = JSON.parse(
  readFileSync(join(repositoryRoot, 'test', 'reference', 'frame-artifacts', 'frame-artifacts.json'), 'utf8'),
) as {
  readonly height: number;
  readonly width: number;
  readonly pixels: readonly (number | null)[];
  readonly background: number;
  readonly scores: readonly number[];
  readonly isTrue: readonly boolean[];
} & Readonly<
  Record<'pixelNoise' | 'sharpness' | 'constantFraction' | 'plateau' | 'averagePrecision', number>
>;

test('a frame with a star, a hit, a block, a dead column and a NaN has the statistics that numpy gives', () => {
  const { height, width, background } = reference;
  const pixels = Float64Array.from(reference.pixels, (value) => value ?? NaN);
  const ours = frameArtifacts({ height, width, pixels }, background);
  for (const name of ['pixelNoise', 'sharpness', 'constantFraction', 'plateau'] as const) {
    // Only the order of sums differs.
    assert.ok(
      Math.abs(ours[name] - reference[name]) <= 1e-12 * Math.abs(reference[name]),
      `${name}: ${ours[name]}`,
    );
  }
});

test('the average precision of a ranking with equal scores is what scikit-learn gives', () => {
  const ours = averagePrecision(reference.scores, reference.isTrue);
  assert.ok(Math.abs(ours - reference.averagePrecision) < 1e-14, String(ours));
});

test('the average precision is 1 for all true ones first, and what precision adds by hand', () => {
  assert.is(averagePrecision([3, 2, 1], [true, true, false]), 1);
  // True at places 1 and 3: precisions 1 and 2/3, each half of the true ones.
  assert.is(averagePrecision([3, 2, 1], [true, false, true]), (1 + 2 / 3) / 2);
  assert.ok(Number.isNaN(averagePrecision([1, 2], [false, false])));
});

test('a frame without pixels or without anything but NaN has nothing to say, and no plateau', () => {
  for (const pixels of [new Float64Array(0), new Float64Array(9).fill(NaN)]) {
    const side = Math.sqrt(pixels.length);
    const found = frameArtifacts({ height: side, width: side, pixels }, NaN);
    assert.equal(found, { pixelNoise: NaN, sharpness: NaN, constantFraction: 0, plateau: 0, trail: NaN });
  }
});

test.run();
