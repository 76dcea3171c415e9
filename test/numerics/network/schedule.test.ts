import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { defaultOptimizers } from '../../../src/numerics/network/engine/optimizer.js';
import { imagesInMemory } from '../../../src/numerics/network/image-rows.js';
import {
  noPlateau,
  rateFactor,
  watchPlateau,
  type Schedule,
} from '../../../src/numerics/network/schedule.js';
import { train } from '../../../src/numerics/network/train.js';

/** The factors of batches 0 to n - 1, to six digits. */
function factors(schedule: Schedule, n: number, length: { batches: number; epochs: number }): number[] {
  return Array.from({ length: n }, (_, number) =>
    Number(rateFactor(schedule, number, length, noPlateau).toFixed(6)),
  );
}

test('while warming up the rate grows evenly with each batch, to the whole rate at the end', () => {
  const schedule = { name: 'constant', warmUp: 2 } as const;
  assert.equal(factors(schedule, 6, { batches: 2, epochs: 3 }), [0.25, 0.5, 0.75, 1, 1, 1]);
  assert.equal(factors({ ...schedule, warmUp: 0.5 }, 3, { batches: 4, epochs: 3 }), [0.5, 1, 1]);
});

test('a step multiplies the rate after every so many epochs, counted from the end of warming up', () => {
  const schedule = { name: 'step', every: 2, factor: 0.5, warmUp: 0 } as const;
  assert.equal(
    factors(schedule, 10, { batches: 2, epochs: 5 }),
    [1, 1, 1, 1, 0.5, 0.5, 0.5, 0.5, 0.25, 0.25],
  );
  assert.equal(
    factors({ ...schedule, warmUp: 1 }, 8, { batches: 2, epochs: 5 }),
    [0.5, 1, 1, 1, 1, 1, 0.5, 0.5],
  );
});

test('the exponential schedule multiplies the rate after each epoch', () => {
  const schedule = { name: 'exponential', factor: 0.9, warmUp: 0 } as const;
  assert.equal(factors(schedule, 6, { batches: 2, epochs: 3 }), [1, 1, 0.9, 0.9, 0.81, 0.81]);
});

test('the cosine falls from 1 to its end over all batches after warming up', () => {
  const schedule = { name: 'cosine', final: 0, warmUp: 0 } as const;
  // (1 + cos(pi k / 4)) / 2
  assert.equal(factors(schedule, 4, { batches: 2, epochs: 2 }), [1, 0.853553, 0.5, 0.146447]);
  assert.equal(
    factors({ ...schedule, final: 0.5, warmUp: 1 }, 6, { batches: 2, epochs: 3 }),
    [0.5, 1, 1, 0.926777, 0.75, 0.573223],
  );
  assert.equal(factors({ ...schedule, warmUp: 3 }, 3, { batches: 1, epochs: 3 }), [0.333333, 0.666667, 1]);
});

/** The factor after each of the losses. */
function plateaus(losses: readonly number[], minimum = 0): number[] {
  const schedule = {
    name: 'reduce-on-plateau',
    factor: 0.5,
    patience: 2,
    minDelta: 0.1,
    minimum,
    warmUp: 0,
  } as const;
  let plateau = noPlateau;
  return losses.map((loss, i) => {
    plateau = watchPlateau(plateau, schedule, loss, i + 1);
    return rateFactor(schedule, i + 1, { batches: 1, epochs: losses.length + 1 }, plateau);
  });
}

test('a plateau of as many epochs as the patience lowers the rate, and the patience begins anew', () => {
  assert.equal(plateaus([5, 4, 3, 2]), [1, 1, 1, 1]);
  assert.equal(plateaus([5, 5, 5, 5, 5]), [1, 1, 0.5, 0.5, 0.25]);
  // 4.95 is lower by less than 0.1; 4.8 is an improvement.
  assert.equal(plateaus([5, 4.95, 4.8, 4.75, 4.74, 4.73]), [1, 1, 1, 1, 0.5, 0.5]);
  assert.equal(plateaus([5, 5, 5, 5, 5, 5, 5], 0.4), [1, 1, 0.5, 0.5, 0.4, 0.4, 0.4]);
});

test('the steps of a training follow the schedule, and the history tells the rate of the last batch', async () => {
  const outcome = await train(
    { input: [1], layers: [{ kind: 'dense', units: 1 }] },
    imagesInMemory(new Float32Array([0]), 1),
    undefined,
    {
      ...{ epochs: 3, batchSize: 1, loss: 'mean-squared-error', seed: 0 },
      optimizer: { name: 'sgd', learningRate: 0.125, momentum: 0 },
      schedule: { name: 'exponential', factor: 0.5, warmUp: 0 },
      weights: { 'dense_1/kernel': new Float32Array([0]), 'dense_1/bias': new Float32Array([1]) },
    },
  );
  if (outcome.state !== 'done') throw new Error(outcome.state);
  assert.equal(
    outcome.history.map(({ learningRate }) => learningRate),
    [0.125, 0.0625, 0.03125],
  );
  // The gradient of b^2 is 2 b: b becomes b (1 - 2 rate).
  assert.is(outcome.weights['dense_1/bias']?.[0], 0.75 * 0.875 * 0.9375);
});

test('a training on a plateau goes on at the lower rate', async () => {
  const outcome = await train(
    { input: [1], layers: [{ kind: 'dense', units: 1 }] },
    imagesInMemory(new Float32Array([0]), 1),
    undefined,
    {
      ...{ epochs: 4, batchSize: 1, loss: 'mean-squared-error', seed: 0 },
      optimizer: { name: 'sgd', learningRate: 0.25, momentum: 0 },
      schedule: { name: 'reduce-on-plateau', factor: 0.5, patience: 1, minDelta: 9, minimum: 0, warmUp: 0 },
      weights: { 'dense_1/kernel': new Float32Array([0]), 'dense_1/bias': new Float32Array([1]) },
    },
  );
  if (outcome.state !== 'done') throw new Error(outcome.state);
  assert.equal(
    outcome.history.map(({ learningRate }) => learningRate),
    [0.25, 0.25, 0.125, 0.0625],
  );
  assert.is(outcome.weights['dense_1/bias']?.[0], 0.5 * 0.5 * 0.75 * 0.875);
});

test('Adam keeps its bias correction under a schedule', async () => {
  const outcome = await train(
    { input: [1], layers: [{ kind: 'dense', units: 1 }] },
    imagesInMemory(new Float32Array([0]), 1),
    undefined,
    {
      ...{ epochs: 1, batchSize: 1, loss: 'mean-squared-error', seed: 0 },
      optimizer: { ...defaultOptimizers.adam, learningRate: 0.5 },
      schedule: { name: 'constant', warmUp: 2 },
      weights: { 'dense_1/kernel': new Float32Array([0]), 'dense_1/bias': new Float32Array([1]) },
    },
  );
  if (outcome.state !== 'done') throw new Error(outcome.state);
  // Adam's first step is the rate itself, here half of 0.5.
  assert.ok(Math.abs((outcome.weights['dense_1/bias']?.[0] ?? 0) - 0.75) < 1e-5);
});

test.run();
