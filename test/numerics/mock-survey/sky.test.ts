import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { generator } from '../../../src/numerics/generator.js';
import { blankFrame } from '../../../src/numerics/mock-survey/frame.js';
import { addSkyNoise, drawNoiseKernel } from '../../../src/numerics/mock-survey/sky.js';

const size = 200;

/** Deviation of the noise, and its correlation at lags along rows and along columns. */
function measured(near: number, far: number) {
  const frame = blankFrame(size);
  addSkyNoise(frame, { skySigma: 0.002, noiseKernel: { near, far } }, generator(7, 'test'));
  const at = (x: number, y: number): number => frame.pixels[y * size + x]!;
  const product = (dx: number, dy: number): number => {
    let sum = 0;
    for (let y = 0; y < size - 3; y++) {
      for (let x = 0; x < size - 3; x++) sum += at(x, y) * at(x + dx, y + dy);
    }
    return sum / ((size - 3) * (size - 3));
  };
  const square = product(0, 0);
  const along = (lag: number): [number, number] => [product(lag, 0) / square, product(0, lag) / square];
  return { deviation: Math.sqrt(square), lags: [1, 2, 3].map(along) };
}

// 38,809 pixels: the deviation is known to 0.4%, a correlation to 0.005.
test('noise has the deviation asked for, and the correlations of its kernel along rows and columns', () => {
  for (const [near, far] of [
    [0, 0],
    [0.1, 0],
    [0.09, -0.03],
  ] as const) {
    const { deviation, lags } = measured(near, far);
    assert.ok(Math.abs(deviation / 0.002 - 1) < 0.02);
    const square = 1 + 2 * near * near + 2 * far * far;
    // By hand: the products of (far, near, 1, near, far) with itself moved by 1, 2 and 3.
    const expected = [2 * near + 2 * near * far, 2 * far + near * near, 2 * near * far];
    lags.forEach((pair, i) => {
      for (const found of pair) assert.ok(Math.abs(found - expected[i]! / square) < 0.02, `lag ${i + 1}`);
    });
  }
});

test('images differ in how their noise is correlated, within what the real ones show', () => {
  const kernels = Array.from({ length: 300 }, (_, i) => drawNoiseKernel(generator(i, 'test')));
  const lag1 = kernels.map(({ near }) => 2 * near).sort((a, b) => a - b);
  assert.ok(lag1[0]! >= 0.06 && lag1[299]! <= 0.28);
  assert.ok(lag1[30]! < 0.12 && lag1[270]! > 0.2);
  assert.ok(kernels.every(({ far }) => far <= 0 && far > -0.05));
});

test.run();
