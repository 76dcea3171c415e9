import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { knee } from '../../../src/numerics/clustering-metrics/knee.js';

test('the knee is the point farthest below the line between the ends', () => {
  // Below the line by 0.75 - 0.4, 0.5 - 0.1 and 0.25 - 0.05 of the height.
  assert.is(knee([1, 2, 3, 4, 5], [100, 40, 10, 5, 0]), 2);
  assert.is(knee([3, 6, 7], [30, 10, 9]), 1);
  assert.is(knee([2, 3, 9], [10, 4, 0]), 1);
});

test('of equal points the first is the knee', () => {
  assert.is(knee([0, 1, 2, 4], [8, 5, 3, 0]), 1);
});

test('a straight line, a curve bent upwards, a level one and two points have no knee', () => {
  assert.is(knee([1, 2, 3], [4, 2, 0]), undefined);
  assert.is(knee([1, 2, 3], [4, 3, 0]), undefined);
  assert.is(knee([1, 2, 3], [4, 4, 4]), undefined);
  assert.is(knee([1, 2, 3], [1, 0, 4]), undefined);
  assert.is(knee([1, 2, 3], [1, 3.9, 4]), undefined);
  assert.is(knee([1, 2], [4, 0]), undefined);
  assert.is(knee([], []), undefined);
});

test.run();
