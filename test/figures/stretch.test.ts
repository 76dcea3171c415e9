import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { stretches, stretchToBytes } from '../../src/figures/stretch.js';

test('log10 spreads powers of ten evenly, and pixels at or below 0 take the lowest level', () => {
  const pixels = Float64Array.of(0.001, 0.01, 0.1, 1, 0, -5, NaN, Infinity);
  assert.equal([...stretchToBytes(pixels, 'log10')], [0, 85, 170, 255, 0, 0, 0, 0]);
});

test('linear goes from the lowest to the highest finite value', () => {
  assert.equal([...stretchToBytes(Float64Array.of(-1, 0, 1, NaN), 'linear')], [0, 128, 255, 0]);
});

test('asinh lifts faint values and keeps the ends', () => {
  const [low, tenth, high] = stretchToBytes(Float64Array.of(0, 0.1, 1), 'asinh');
  assert.equal([low, tenth, high], [0, 75, 255]);
});

test('an image of one value is all at the lowest level', () => {
  for (const stretch of stretches) {
    assert.equal([...stretchToBytes(Float32Array.of(3, 3, 3), stretch)], [0, 0, 0]);
    assert.equal([...stretchToBytes(new Float32Array(0), stretch)], []);
  }
});

test('every stretch keeps the order of the pixels', () => {
  fc.assert(
    fc.property(fc.float64Array({ min: 1e-6, max: 1e6, noNaN: true, minLength: 2 }), (pixels) =>
      stretches.every((stretch) => {
        const bytes = stretchToBytes(pixels, stretch);
        return pixels.every((a, i) => pixels.every((b, j) => !(a < b) || bytes[i]! <= bytes[j]!));
      }),
    ),
  );
});

test.run();
