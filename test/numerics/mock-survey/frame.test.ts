import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { addGaussian, blankFrame, faintestFlux } from '../../../src/numerics/mock-survey/frame.js';

const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0);

test('a round Gaussian of flux 8 pi and variance 4 is 1 in its middle and exp(-1/2) two pixels away', () => {
  const frame = blankFrame(41);
  addGaussian(frame, { x: 20, y: 20, flux: 8 * Math.PI, xx: 4, xy: 0, yy: 4 });
  assert.ok(Math.abs(frame.pixels[20 * 41 + 20]! - 1) < 1e-12);
  assert.ok(Math.abs(frame.pixels[20 * 41 + 22]! - Math.exp(-0.5)) < 1e-12);
  assert.ok(Math.abs(frame.pixels[22 * 41 + 20]! - Math.exp(-0.5)) < 1e-12);
  assert.ok(Math.abs(sum(frame.pixels) - 8 * Math.PI) < 8 * Math.PI * 1e-3);
});

test('every pixel of a tilted Gaussian is the formula, or dark where that is below the faintest flux', () => {
  const place = fc.double({ min: -10, max: 50, noNaN: true });
  const spread = fc.double({ min: 0.8, max: 300, noNaN: true });
  fc.assert(
    fc.property(
      place,
      place,
      spread,
      spread,
      fc.double({ min: -0.9, max: 0.9, noNaN: true }),
      (x, y, xx, yy, c) => {
        const xy = c * Math.sqrt(xx * yy);
        const frame = blankFrame(40);
        addGaussian(frame, { x, y, flux: 100, xx, xy, yy });
        const determinant = xx * yy - xy * xy;
        for (let i = 0; i < 1600; i++) {
          const dx = (i % 40) - x;
          const dy = Math.floor(i / 40) - y;
          const q = (yy * dx * dx - 2 * xy * dx * dy + xx * dy * dy) / determinant;
          const expected = (100 / (2 * Math.PI * Math.sqrt(determinant))) * Math.exp(-q / 2);
          const found = frame.pixels[i]!;
          if (found === 0) assert.ok(expected < faintestFlux * 1.0001, `pixel ${i}: ${expected} left out`);
          else assert.ok(Math.abs(found - expected) < 1e-9 * expected + 1e-15, `pixel ${i}`);
        }
      },
    ),
    { numRuns: 40 },
  );
});

test('light outside the frame, faint light and NaN leave the frame as it is', () => {
  const frame = blankFrame(10);
  addGaussian(frame, { x: -100, y: 5, flux: 10, xx: 1, xy: 0, yy: 1 });
  addGaussian(frame, { x: 5, y: 5, flux: 1e-9, xx: 1, xy: 0, yy: 1 });
  addGaussian(frame, { x: 5, y: 5, flux: NaN, xx: 1, xy: 0, yy: 1 });
  assert.ok(frame.pixels.every((value) => value === 0));
});

test.run();
