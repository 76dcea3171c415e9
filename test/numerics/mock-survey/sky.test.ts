import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { generator } from '../../../src/numerics/generator.js';
import { blankFrame } from '../../../src/numerics/mock-survey/frame.js';
import { addSkyNoise } from '../../../src/numerics/mock-survey/sky.js';

// 40,000 pixels: the deviation is known to 0.4%, a correlation to 0.005.
test('noise has the deviation asked for, and a correlation of 0.2 with the next pixel along rows and columns', () => {
  const size = 200;
  const frame = blankFrame(size);
  addSkyNoise(frame, 0.002, generator(7, 'test'));
  const at = (x: number, y: number): number => frame.pixels[y * size + x]!;
  let [square, alongRow, alongColumn, twoAway] = [0, 0, 0, 0];
  const n = (size - 2) * (size - 2);
  for (let y = 0; y < size - 2; y++) {
    for (let x = 0; x < size - 2; x++) {
      square += (at(x, y) * at(x, y)) / n;
      alongRow += (at(x, y) * at(x + 1, y)) / n;
      alongColumn += (at(x, y) * at(x, y + 1)) / n;
      twoAway += (at(x, y) * at(x + 2, y)) / n;
    }
  }
  assert.ok(Math.abs(Math.sqrt(square) / 0.002 - 1) < 0.02);
  assert.ok(Math.abs(alongRow / square - 0.2 / 1.02) < 0.02);
  assert.ok(Math.abs(alongColumn / square - 0.2 / 1.02) < 0.02);
  assert.ok(Math.abs(twoAway / square) < 0.03);
});

test.run();
