import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { constantFraction } from '../../../src/numerics/frame-artifacts/constant-fraction.js';
import { pixelNoise } from '../../../src/numerics/frame-artifacts/pixel-noise.js';
import { plateau } from '../../../src/numerics/frame-artifacts/plateau.js';
import { noisyPlane, star } from './planes.js';

const distinct = (height: number, width: number) => ({
  height,
  width,
  pixels: Float64Array.from({ length: height * width }, (_, i) => i + 0.5),
});

test('a square of 2 x 2 and a run of five are constant, a run of four and an L of three are not', () => {
  const square = distinct(4, 5);
  for (const i of [6, 7, 11, 12]) square.pixels[i] = -1;
  assert.is(constantFraction(square), 4 / 20);
  const run = distinct(6, 3);
  for (let y = 0; y < 5; y++) run.pixels[3 * y + 1] = -1;
  assert.is(constantFraction(run), 5 / 18);
  run.pixels[1] = 99;
  assert.is(constantFraction(run), 0);
  square.pixels[12] = 99;
  assert.is(constantFraction(square), 0);
});

test('a whole frame of one value is constant; of NaN or infinity it is not', () => {
  const all = (value: number) => ({ height: 5, width: 6, pixels: new Float64Array(30).fill(value) });
  assert.is(constantFraction(all(7)), 1);
  assert.is(constantFraction(all(NaN)), 0);
  assert.is(constantFraction(all(Infinity)), 0);
});

test('a star cut off at saturation is flat, one that is not and a lone pixel are not', () => {
  const light = star(20000, [40, 40]);
  const whole = noisyPlane(80, light).pixels;
  const cut = whole.map((value) => Math.min(value, 3000));
  assert.ok(plateau(whole, 0) < 0.25);
  assert.ok(plateau(cut, 0) > 0.4, String(plateau(cut, 0)));
  assert.is(plateau(Float64Array.of(0, 0, 100, 0), 0), 0);
});

test('ten pixels by hand: nine at the top less four, of ten above 0.4 of it', () => {
  assert.is(plateau(Float64Array.of(10, 10, 10, 10, 10, 10, 10, 8, 8, 5), 0), 5 / 10);
});

test('the noise of pixels is found under a galaxy that fills the frame', () => {
  const plane = noisyPlane(200, star(300, [100, 100], 80));
  assert.ok(Math.abs(pixelNoise(plane) - 1) < 0.03, String(pixelNoise(plane)));
});

test.run();
