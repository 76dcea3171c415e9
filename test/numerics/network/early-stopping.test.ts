import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  isPatienceOver,
  nothingWatched,
  watchLoss,
  type EarlyStopping,
} from '../../../src/numerics/network/early-stopping.js';
import { defaultOptimizers } from '../../../src/numerics/network/engine/optimizer.js';
import { imagesInMemory } from '../../../src/numerics/network/image-rows.js';
import { presetArchitecture } from '../../../src/numerics/network/presets.js';
import { train, type TrainingOptions } from '../../../src/numerics/network/train.js';

/** The epoch that a training with these losses ends with, or the number of losses; and its best epoch. */
function played(losses: readonly number[], rule: Partial<EarlyStopping>) {
  const stopping = { patience: 2, minDelta: 0, restoreBest: false, ...rule };
  let watch = nothingWatched;
  for (const [i, loss] of losses.entries()) {
    watch = watchLoss(watch, loss, i + 1, stopping.minDelta);
    if (isPatienceOver(watch, stopping)) return [i + 1, watch.bestEpoch];
  }
  return [losses.length, watch.bestEpoch];
}

test('a training ends when the loss has not improved for as many epochs in a row as its patience', () => {
  assert.equal(played([5, 4, 4.5, 4.2, 3], { patience: 2 }), [4, 2]);
  assert.equal(played([5, 4, 4.5, 3.9, 4, 4, 1], { patience: 2 }), [6, 4]);
  assert.equal(played([5, 4, 3, 2], { patience: 1 }), [4, 4]);
  assert.equal(played([5, 5, 5, 5], { patience: 3 }), [4, 1]);
});

test('a patience of 0 ends it at the first epoch without improvement, as one of 1 does, but never the first', () => {
  assert.equal(played([5, 4, 4, 3], { patience: 0 }), [3, 2]);
  assert.equal(played([5, 4, 4, 3], { patience: 1 }), [3, 2]);
  assert.equal(played([5], { patience: 0 }), [1, 1]);
});

test('a loss that is lower than the best by no more than min_delta is no improvement', () => {
  assert.equal(played([5, 4.5, 4.5, 1], { patience: 2, minDelta: 0.5 }), [3, 1]);
  assert.equal(played([5, 4.5, 4, 3.9], { patience: 2, minDelta: 0.25 }), [4, 3]);
  // What creeps below the best is held against the last improvement, not against the epoch before.
  assert.equal(played([5, 4.8, 4.6, 4.4, 4.2], { patience: 3, minDelta: 0.5 }), [5, 4]);
});

const side = 16;
const pixels = new Float32Array(12 * side * side).map((_, i) => ((i * 7919) % 97) / 97);
const images = imagesInMemory(pixels, side * side);
const cnn = presetArchitecture('cnn', side, side);

async function trained(
  options: Partial<TrainingOptions>,
  validation = imagesInMemory(pixels.subarray(0, 1024), 256),
) {
  const outcome = await train(cnn, images, validation, {
    ...{ epochs: 6, batchSize: 4, loss: 'binary-crossentropy', seed: 1 },
    optimizer: defaultOptimizers.adadelta,
    ...options,
  });
  if (outcome.state !== 'done') throw new Error(outcome.state);
  return outcome;
}

test('with restore_best the weights are those of the best epoch, and without it those of the last', async () => {
  // At a rate that is far too high the loss goes up and down.
  const optimizer = { name: 'sgd', learningRate: 20, momentum: 0.9 } as const;
  const all = await trained({ optimizer });
  const losses = all.history.map(({ validationLoss }) => validationLoss ?? NaN);
  const best = 1 + losses.indexOf(Math.min(...losses));
  assert.ok(best < 6, `the best epoch is ${best} of ${losses.join(', ')}`);
  const patient = { patience: 10, minDelta: 0 };
  const restored = await trained({ optimizer, earlyStopping: { ...patient, restoreBest: true } });
  assert.is(restored.epoch, best);
  assert.equal(restored.weights, (await trained({ optimizer, epochs: best })).weights);
  assert.equal(restored.history, all.history);
  const last = await trained({ optimizer, earlyStopping: { ...patient, restoreBest: false } });
  assert.equal(last.weights, all.weights);
  assert.equal([last.epoch, last.hasStoppedEarly], [6, false]);
});

test('it looks at the validation loss, or without a validation part at the training loss', async () => {
  const earlyStopping = { patience: 1, minDelta: 1000, restoreBest: false };
  const stopped = await trained({ earlyStopping });
  assert.equal([stopped.history.length, stopped.hasStoppedEarly], [2, true]);
  const rising = { patience: 1, minDelta: 0, restoreBest: false };
  const alone = await train(cnn, images, undefined, {
    ...{ epochs: 6, batchSize: 4, loss: 'binary-crossentropy', seed: 1 },
    optimizer: { name: 'sgd', learningRate: 1e-30, momentum: 0 },
    earlyStopping: rising,
  });
  assert.ok(alone.state === 'done' && alone.history.length < 6 && alone.hasStoppedEarly);
});

test.run();
