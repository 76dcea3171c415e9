import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { bestConstantLoss } from '../../../src/numerics/network/constant-loss.js';
import { imagesInMemory } from '../../../src/numerics/network/image-rows.js';
import { greyNote, LossWatch } from '../../../src/steps/network/loss-watch.js';

const epochs = (losses: readonly number[], validation?: readonly number[]) =>
  losses.map((loss, i) => ({ epoch: i + 1, loss, validationLoss: validation?.[i], learningRate: 1 }));

/** The warnings by the epoch after which each was told. */
function told(...losses: number[]): [number, string][] {
  const watch = new LossWatch();
  return epochs(losses).flatMap((each): [number, string][] => {
    const note = watch.after(each);
    return note === undefined ? [] : [[each.epoch, note.text]];
  });
}

test('a loss that falls, if not always, has no warning', () => {
  assert.equal(told(0.7, 0.5, 0.55, 0.4, 0.41, 0.39), []);
  assert.equal(told(0.7), []);
  assert.equal(told(0.7, 0.7), []);
  assert.equal(told(0.7, 0.702, 0.6), []);
});

test('a loss that repeats exactly is told once, though its sum may round otherwise', () => {
  const [[epoch, text] = [0, ''], ...others] = told(0.3747, 0.3073, 0.3073 * (1 + 1e-15), 0.3073, 0.3073);
  assert.equal([epoch, others], [3, []]);
  assert.match(text, /^the loss of epoch 3 is exactly that of epoch 2 \(0\.3073\).*learning_rate/);
});

test('a loss that rises above that of the first epoch is told once', () => {
  const [[epoch, text] = [0, ''], ...others] = told(0.3747, 0.31, 0.3, 2.665, 0.31, 3);
  assert.equal([epoch, others], [4, []]);
  assert.match(text, /^the loss rose to 2\.665 in epoch 4, from 0\.3747 in the first: .*learning_rate/);
  assert.equal(
    told(0.3747, 2.8, 0.31, 0.3).map(([at]) => at),
    [3],
  );
});

test('a loss that does not fall at all is told as that alone', () => {
  const notes = told(0.7, 0.7, 0.7, 0.7, 0.9);
  assert.equal(
    notes.map(([epoch, text]) => [epoch, text.slice(0, 23)]),
    [[3, 'the loss has not fallen']],
  );
});

/** Four pixels an image, their mean 0.25. */
const images = imagesInMemory(new Float32Array([0, 0, 0.5, 0.5, 0, 0, 0, 1]), 4);
const entropy = -(0.25 * Math.log(0.25) + 0.75 * Math.log(0.75));

test('the best single value is the mean pixel, for either loss', async () => {
  assert.ok(Math.abs((await bestConstantLoss(images, 'binary-crossentropy')) - entropy) < 1e-12);
  assert.is(await bestConstantLoss(images, 'mean-squared-error'), 1.5 / 8 - 1 / 16);
  const plain = (value: number) => imagesInMemory(new Float32Array(70 * 4).fill(value), 4);
  assert.is(await bestConstantLoss(plain(0), 'binary-crossentropy'), 0);
  assert.is(await bestConstantLoss(plain(1), 'binary-crossentropy'), 0);
  assert.is(await bestConstantLoss(plain(0.5), 'mean-squared-error'), 0);
  assert.ok(Math.abs((await bestConstantLoss(plain(0.5), 'binary-crossentropy')) - Math.log(2)) < 1e-12);
});

const grey = async (losses: readonly number[], validation?: readonly number[], epoch = losses.length) =>
  (await greyNote(epochs(losses, validation), epoch, images, 'binary-crossentropy'))?.text ?? '';

test('a network that ends no better than one grey value is told, with both losses', async () => {
  assert.match(
    await grey([0.9, 0.6, 0.6]),
    /^the network does no better than one grey value .* its loss is 0\.6000, that value’s 0\.5623\. /,
  );
  assert.match(await grey([0.9, 0.57, 0.58], [0.9, 0.6, 0.61]), 'its val_loss is 0.6100,');
});

test('one that is better, still gets better, or was trained for an epoch or two is not told', async () => {
  assert.is(await grey([0.9, 0.55, 0.55]), '');
  assert.is(await grey([0.9, 0.7, 0.6]), '');
  assert.is(await grey([0.9, 0.9]), '');
  // The validation part tells, where there is one; and the epoch that the weights are of.
  assert.is(await grey([0.9, 0.9, 0.9], [0.6, 0.5, 0.5]), '');
  assert.is(await grey([0.9, 0.5, 0.9], undefined, 2), '');
});

test.run();
