import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { sharpness } from '../../../src/numerics/frame-artifacts/sharpness.js';
import { noisyPlane, star } from './planes.js';

test('noise alone is not sharp', () => {
  assert.ok(
    sharpness(
      noisyPlane(80, () => 0),
      1,
    ) < 5,
  );
});

test('a star is not sharp however bright, where in a pixel its centre lies and however good the seeing', () => {
  for (const shift of [0, 0.25, 0.5]) {
    for (const alphaPx of [2.88, 4]) {
      const plane = noisyPlane(60, star(20000, [30 + shift, 30 - shift], alphaPx));
      assert.ok(sharpness(plane, 1) < 5, `${shift}, ${alphaPx}`);
    }
  }
});

test('a hit of one pixel, a row of them and a diagonal of them are sharp beside a bright star', () => {
  const hits = {
    pixel: (x: number, y: number) => x === 10 && y === 12,
    row: (x: number, y: number) => y === 12 && x > 20 && x < 40,
    diagonal: (x: number, y: number) => x === y && x > 5 && x < 20,
  };
  for (const [name, isHit] of Object.entries(hits)) {
    const light = star(2000, [45, 40]);
    const plane = noisyPlane(60, (x, y) => light(x, y) + (isHit(x, y) ? 20 : 0));
    assert.ok(sharpness(plane, 1) > 10, name);
  }
});

test('five pixels by hand: 12 above surroundings of 0 beside neighbours of 3 exceed them by 12 - 3 / 0.6', () => {
  const pixels = Float64Array.of(0, 9, 3, 12, 3, 9, 0);
  // In units of the noise times sqrt(3 / 2).
  const expected = (12 - 3 / 0.6) / Math.sqrt(1.5);
  assert.ok(Math.abs(sharpness({ height: 1, width: 7, pixels }, 1) - expected) < 1e-12);
});

test('without noise it cannot be said', () => {
  assert.ok(Number.isNaN(sharpness({ height: 1, width: 7, pixels: new Float64Array(7) }, 0)));
});

test.run();
