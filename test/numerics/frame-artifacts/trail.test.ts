import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { trail } from '../../../src/numerics/frame-artifacts/trail.js';
import { edgeOnDisk, noisyPlane, star, straightTrail } from './planes.js';

test('a trail four times as bright as the noise is found at any angle, in a small and in a large frame', () => {
  for (const sizePx of [72, 150, 300]) {
    for (let degrees = 0; degrees < 180; degrees += 15) {
      const plane = noisyPlane(sizePx, straightTrail(4, [0.45 * sizePx, 0.6 * sizePx], degrees), degrees);
      assert.ok(trail(plane) > 6, `${sizePx} px, ${degrees} degrees: ${trail(plane)}`);
    }
  }
});

test('a trail that cuts off a corner is found', () => {
  assert.ok(trail(noisyPlane(120, straightTrail(20, [25, 25], 135))) > 6);
});

test('neither noise nor stars nor a disk seen edge on are a trail', () => {
  const stars = [star(500, [20, 30]), star(3000, [70, 75]), star(900, [100, 20])];
  const scenes = {
    noise: () => 0,
    stars: (x: number, y: number) => stars.reduce((sum, light) => sum + light(x, y), 0),
    disk: edgeOnDisk(300, [60, 60], 6),
  };
  for (const [name, light] of Object.entries(scenes)) {
    const found = trail(noisyPlane(120, light));
    assert.ok(found < 5, `${name}: ${found}`);
  }
});

test('a trail stands out as far in the transposed image', () => {
  const { height, width, pixels } = noisyPlane(90, straightTrail(5, [40, 50], 20));
  const turned = pixels.map((_, i) => pixels[(i % height) * width + Math.floor(i / height)] ?? NaN);
  assert.is(trail({ height: width, width: height, pixels: turned }), trail({ height, width, pixels }));
});

test('a frame of less than 16 pixels, or of zeros only, says nothing', () => {
  assert.ok(Number.isNaN(trail(noisyPlane(15, () => 0))));
  assert.ok(Number.isNaN(trail({ height: 40, width: 40, pixels: new Float64Array(1600) })));
});

test.run();
