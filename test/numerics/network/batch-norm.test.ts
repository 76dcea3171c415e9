import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { defaultOptimizers } from '../../../src/numerics/network/engine/optimizer.js';
import { imagesInMemory } from '../../../src/numerics/network/image-rows.js';
import { train } from '../../../src/numerics/network/train.js';

test('the moving variance takes that of the batch times n / (n - 1 - epsilon), as in Keras 2', async () => {
  const outcome = await train(
    { input: [1], layers: [{ kind: 'batch-norm', momentum: 0.5, epsilon: 0.25 }] },
    imagesInMemory(new Float32Array([0, 2, 4]), 1),
    undefined,
    {
      ...{ epochs: 1, batchSize: 3, seed: 0, loss: 'mean-squared-error' },
      optimizer: defaultOptimizers.sgd,
    },
  );
  if (outcome.state !== 'done') throw new Error(outcome.state);
  // Three values of mean 2 and variance 8 / 3; the statistics begin at 0 and 1.
  assert.is(outcome.weights['batch_normalization_1/moving_mean']![0], 1);
  const expected = 0.5 + 0.5 * (8 / 3) * (3 / (3 - 1 - 0.25));
  assert.is(outcome.weights['batch_normalization_1/moving_variance']![0], Math.fround(expected));
});

test.run();
