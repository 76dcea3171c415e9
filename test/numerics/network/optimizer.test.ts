import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  defaultOptimizers,
  stepRate,
  type Optimizer,
} from '../../../src/numerics/network/engine/optimizer.js';
import { imagesInMemory } from '../../../src/numerics/network/image-rows.js';
import { train } from '../../../src/numerics/network/train.js';

// One value x = 2 through w x + b, starting from w = 0.5, b = 0, under the squared error (w x + b - x)^2: the gradients are
// 2 (w x + b - x) x and 2 (w x + b - x), at first -4 and -2.
const x = 2;

async function engineSteps(optimizer: Optimizer, epochs: number): Promise<[w: number, b: number]> {
  const outcome = await train(
    { input: [1], layers: [{ kind: 'dense', units: 1 }] },
    imagesInMemory(new Float32Array([x]), 1),
    undefined,
    {
      epochs,
      batchSize: 1,
      loss: 'mean-squared-error',
      optimizer,
      seed: 0,
      weights: { 'dense_1/kernel': new Float32Array([0.5]), 'dense_1/bias': new Float32Array([0]) },
    },
  );
  if (outcome.state !== 'done') throw new Error(outcome.state);
  return [outcome.weights['dense_1/kernel']![0]!, outcome.weights['dense_1/bias']![0]!];
}

/** The same by a rule that is written down here: (gradient, state, step from 1) -> change. */
function steps(rule: (g: number, s: [number, number], t: number) => number, count: number): [number, number] {
  const p: [number, number] = [0.5, 0];
  const states: [number, number][] = [
    [0, 0],
    [0, 0],
  ];
  for (let t = 1; t <= count; t++) {
    const error = 2 * (p[0] * x + p[1] - x);
    [error * x, error].forEach((g, i) => (p[i]! += rule(g, states[i]!, t)));
  }
  return p;
}

const close = (found: readonly number[], expected: readonly number[]): void =>
  found.forEach((value, i) =>
    assert.ok(Math.abs(value - expected[i]!) < 1e-6, `found ${value}, expected ${String(expected[i])}`),
  );

test('one step of Adadelta is the square root of epsilon over that of the mean square', async () => {
  // a = 0.05 * 16, u = -4 sqrt(1e-7) / sqrt(0.8 + 1e-7)
  const [w] = await engineSteps(defaultOptimizers.adadelta, 1);
  close([w], [0.5 + (4 * Math.sqrt(1e-7)) / Math.sqrt(0.8 + 1e-7)]);
});

test('Adadelta divides by the new mean square and multiplies by the old mean step', async () => {
  const rule = (g: number, s: [number, number]): number => {
    s[0] = 0.95 * s[0] + 0.05 * g * g;
    const u = (g * Math.sqrt(s[1] + 1e-7)) / Math.sqrt(s[0] + 1e-7);
    s[1] = 0.95 * s[1] + 0.05 * u * u;
    return -u;
  };
  close(await engineSteps(defaultOptimizers.adadelta, 40), steps(rule, 40));
});

test('descent with momentum repeats a part of its last step', async () => {
  close(
    await engineSteps({ name: 'sgd', learningRate: 0.1, momentum: 0.5 }, 2),
    // w: 0.5 + 0.4 = 0.9, b: 0.2; error 2 (2 - 2) = 0, so the second step is half the first
    [0.9 + 0.2, 0.2 + 0.1],
  );
});

test('Adam corrects its means for their start from zero', async () => {
  const rule = (g: number, s: [number, number], t: number): number => {
    s[0] = 0.9 * s[0] + 0.1 * g;
    s[1] = 0.999 * s[1] + 0.001 * g * g;
    const rate = (0.001 * Math.sqrt(1 - 0.999 ** t)) / (1 - 0.9 ** t);
    return (-rate * s[0]) / (Math.sqrt(s[1]) + 1e-7);
  };
  close(await engineSteps(defaultOptimizers.adam, 1), [0.501, 0.001]);
  close(await engineSteps(defaultOptimizers.adam, 25), steps(rule, 25));
});

test('RMSprop divides by the root of the mean square', async () => {
  const rule = (g: number, s: [number, number]): number => {
    s[0] = 0.9 * s[0] + 0.1 * g * g;
    return (-0.001 * g) / (Math.sqrt(s[0]) + 1e-7);
  };
  close(await engineSteps(defaultOptimizers.rmsprop, 25), steps(rule, 25));
});

test('only Adam has another rate at each step', () => {
  assert.is(stepRate(defaultOptimizers.adadelta, 0), 1);
  assert.is(stepRate(defaultOptimizers.sgd, 1000), 0.01);
  assert.ok(Math.abs(stepRate(defaultOptimizers.adam, 0) - 0.001 * Math.sqrt(0.001) * 10) < 1e-12);
  assert.ok(Math.abs(stepRate(defaultOptimizers.adam, 1e6) - 0.001) < 1e-12);
});

test.run();
