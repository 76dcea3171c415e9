import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { blankFrame } from '../../../src/numerics/mock-survey/frame.js';
import { moffatPsf } from '../../../src/numerics/mock-survey/psf.js';
import { addSersic, sersicMixture } from '../../../src/numerics/mock-survey/sersic.js';
import { repositoryRoot } from '../../support/repository.js';

const brightness = (n: number, r: number): number =>
  sersicMixture(n).reduce(
    (sum, { sigma, weight }) => sum + (weight / (sigma * sigma)) * Math.exp((-r * r) / (2 * sigma * sigma)),
    0,
  );

test('half of the light lies within the half-light radius, whatever the index', () => {
  fc.assert(
    fc.property(fc.double({ min: 0.8, max: 6, noNaN: true }), (n) => {
      const parts = sersicMixture(n);
      const total = parts.reduce((sum, { weight }) => sum + weight, 0);
      const within = parts.reduce(
        (sum, { sigma, weight }) => sum + weight * (1 - Math.exp(-1 / (2 * sigma * sigma))),
        0,
      );
      assert.ok(Math.abs(total - 1) < 1e-12);
      assert.ok(parts.every(({ weight }) => weight >= 0));
      assert.ok(Math.abs(within - 0.5) < 0.01, `index ${n}: ${within}`);
    }),
  );
});

test('an index of 1 falls off as exp(-1.678 r), an index of 4 as exp(-7.669 r^(1/4))', () => {
  for (const r of [0.25, 0.5, 2, 3]) {
    const exponential = brightness(1, r) / brightness(1, 1) / Math.exp(-1.67835 * (r - 1));
    const vaucouleurs = brightness(4, r) / brightness(4, 1) / Math.exp(-7.66925 * (r ** 0.25 - 1));
    assert.ok(Math.abs(exponential - 1) < 0.03, `index 1 at ${r}: ${exponential}`);
    assert.ok(Math.abs(vaucouleurs - 1) < 0.03, `index 4 at ${r}: ${vaucouleurs}`);
  }
});

test('an index outside 0.8 to 6 is refused', () => {
  assert.throws(() => sersicMixture(0.5), /0\.8 to 6/);
  assert.throws(() => sersicMixture(NaN), /0\.8 to 6/);
});

// The tolerance is that of two mixtures, of 12 and 4 Gaussians: 2% of the pixel and 0.1% of the peak.
test('a tilted galaxy behind a Moffat point spread function is what astropy makes on a fine grid', () => {
  const reference = readFileSync(
    join(repositoryRoot, 'test/reference/mock-survey/convolved-sersic.csv'),
    'utf8',
  )
    .trim()
    .split('\n')
    .flatMap((line) => line.split(',').map(Number));
  const frame = blankFrame(33);
  const scale = 1e4;
  addSersic(
    frame,
    {
      x: 16,
      y: 16,
      flux: scale,
      radius: 4,
      axisRatio: 0.6,
      major: [Math.sqrt(3) / 2, 0.5],
      mixture: sersicMixture(2),
    },
    moffatPsf(0.7),
  );
  assert.is(reference.length, 33 * 33);
  const peak = Math.max(...reference);
  reference.forEach((expected, i) => {
    const found = frame.pixels[i]! / scale;
    assert.ok(
      Math.abs(found - expected) < 0.02 * expected + 0.001 * peak,
      `pixel ${i}: ${found} for ${expected}`,
    );
  });
});

test.run();
