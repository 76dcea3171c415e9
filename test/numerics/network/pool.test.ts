import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Machine } from '../../../src/numerics/network/engine/machine.js';
import { sharedMemory } from '../../../src/numerics/wasm-kernels.js';

/** The gradient that a 2 x 2 maximum over an image of `height` x `width` x `channels` hands to its input, dy being 1, 2, 3, … */
function maxPoolGradient(
  image: readonly number[],
  height: number,
  width: number,
  channels: number,
): number[] {
  const machine = new Machine(0);
  const [outHeight, outWidth] = [Math.ceil(height / 2), Math.ceil(width / 2)];
  const outLength = outHeight * outWidth * channels;
  const [x, dx] = [machine.allocate(image.length * 4), machine.allocate(image.length * 4)];
  const [y, dy] = [machine.allocate(outLength * 4), machine.allocate(outLength * 4)];
  machine.attach(sharedMemory(machine.bytesFor(1)));
  machine.floats(x, image.length).set(image);
  machine.floats(dy, outLength).set(Array.from({ length: outLength }, (_, i) => i + 1));
  const pixel = channels * 4;
  const input = [1, x, width * pixel, height, width, channels, 2, 0, 0];
  const output = [y, outWidth * pixel];
  machine.kernels.pool_forward(...input, ...output, outHeight, outWidth);
  machine.kernels.pool_backward(
    ...input,
    ...output,
    dy,
    outWidth * pixel,
    outHeight,
    outWidth,
    dx,
    width * pixel,
  );
  return [...machine.floats(dx, image.length)];
}

test('of equal maxima only the first, row by row, gets the gradient', () => {
  assert.equal(maxPoolGradient([7, 7, 7, 7], 2, 2, 1), [1, 0, 0, 0]);
  assert.equal(maxPoolGradient([1, 7, 7, 7], 2, 2, 1), [0, 1, 0, 0]);
  assert.equal(maxPoolGradient([1, 2, 7, 7], 2, 2, 1), [0, 0, 1, 0]);
  assert.equal(maxPoolGradient([-3, -2, -2, -1], 2, 2, 1), [0, 0, 0, 1]);
});

test('zeros of either sign are equal', () => {
  assert.equal(maxPoolGradient([-1, -0, 0, -0], 2, 2, 1), [0, 1, 0, 0]);
});

test('channels in fours and what remains of them have maxima of their own', () => {
  const [a, b] = [
    [1, 9, 1, 9, 1],
    [1, 1, 9, 9, 9],
  ];
  const [c, d] = [
    [9, 9, 9, 9, 9],
    [0, 0, 0, 0, 0],
  ];
  assert.equal(
    maxPoolGradient([...a, ...b, ...c, ...d], 2, 2, 5),
    [
      [0, 2, 0, 4, 0],
      [0, 0, 3, 0, 5],
      [1, 0, 0, 0, 0],
      [0, 0, 0, 0, 0],
    ].flat(),
  );
});

test('a window over the border takes what is inside', () => {
  assert.equal(maxPoolGradient([1, 2, 3, 6, 5, 4, 7, 8, 9], 3, 3, 1), [0, 0, 0, 1, 0, 2, 0, 3, 4]);
});

/** Of each output the maximum over a square of 2 x 2 pixels and its place, computed together with a convolution that only copies. */
function pooledPlaces(image: readonly number[], outputs: number): { maxima: number[]; places: number[] } {
  const machine = new Machine(0);
  const [x, weights, bias] = [machine.allocate(16), machine.allocate(64), machine.allocate(64)];
  const [y, places] = [machine.allocate(64), machine.allocate(16)];
  machine.attach(sharedMemory(machine.bytesFor(1)));
  machine.floats(x, 4).set(image);
  machine.floats(weights, 16).fill(1);
  machine.kernels.pooled_forward(x, 8, weights, bias, y, outputs * 4, places, 1, 1, 1, 1, outputs, 0);
  const bytes = new Uint8Array(machine.floats(places, 4).buffer, places, outputs);
  return { maxima: [...machine.floats(y, outputs)], places: [...bytes] };
}

test('a maximum that is taken with its convolution keeps the place of the first of equal ones, row by row', () => {
  for (const [image, place] of [
    [[7, 7, 7, 7], 0],
    [[7, 1, 7, 1], 0],
    [[7, 1, 1, 7], 0],
    [[1, 7, 1, 7], 1],
    [[1, 7, 7, 1], 1],
    [[1, 2, 7, 7], 2],
    [[-3, -2, -2, -1], 3],
    [[-1, -0, 0, -0], 1],
  ] as const) {
    for (const outputs of [4, 8]) {
      const { maxima, places } = pooledPlaces(image, outputs);
      assert.equal(places, Array<number>(outputs).fill(place), String(image));
      assert.ok(maxima.every((value) => value === Math.max(...image)));
    }
  }
});

test.run();
