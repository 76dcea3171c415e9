import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { networkOf } from '../../../src/numerics/network/network.js';
import { presetArchitecture } from '../../../src/numerics/network/presets.js';
import { summarize, summaryText } from '../../../src/numerics/network/summary.js';

// The rows as the study printed them.
const dense = `Layer (type)                 Output Shape              Param #
input_1 (InputLayer)         (None, 16384)             0
dense_1 (Dense)              (None, 2048)              33556480
dense_2 (Dense)              (None, 512)               1049088
latent_layer (Dense)         (None, 128)               65664
batch_normalization_1 (Batch (None, 128)               512
dense_3 (Dense)              (None, 512)               66048
dense_4 (Dense)              (None, 2048)              1050624
dense_5 (Dense)              (None, 16384)             33570816
Total params: 69,359,232
Trainable params: 69,358,976
Non-trainable params: 256`;

const encoder = `Layer (type)                 Output Shape              Param #
input_1 (InputLayer)         (None, 128, 128, 1)       0
conv2d_1 (Conv2D)            (None, 128, 128, 16)      160
max_pooling2d_1 (MaxPooling2 (None, 64, 64, 16)        0
conv2d_2 (Conv2D)            (None, 64, 64, 8)         1160
max_pooling2d_2 (MaxPooling2 (None, 32, 32, 8)         0
conv2d_3 (Conv2D)            (None, 32, 32, 4)         292
latent_layer (MaxPooling2D)  (None, 16, 16, 4)         0
batch_normalization_1 (Batch (None, 16, 16, 4)         16
Total params: 1,628
Trainable params: 1,620
Non-trainable params: 8`;

/** The summary without its rules. */
const rowsOf = (text: string): string[] =>
  text.split('\n').filter((line) => line !== '' && !/^[_=]+$/.test(line));

test('the dense network is summed up row by row as published', () => {
  const network = networkOf(presetArchitecture('dense'));
  assert.equal(rowsOf(summaryText(summarize(network))), dense.split('\n'));
  assert.is(network.latentLayer, 3);
});

test('the encoder of the cnn is summed up row by row as published', () => {
  const network = networkOf(presetArchitecture('cnn'));
  assert.is(network.latentLayer, 6);
  assert.equal(rowsOf(summaryText(summarize(network, network.latentLayer))), encoder.split('\n'));
});

test('the whole cnn has 5,705 parameters and gives back images of the size it takes', () => {
  const network = networkOf(presetArchitecture('cnn'));
  const summary = summarize(network);
  assert.is(summary.parameters, 5705);
  assert.is(summary.trainable, 5697);
  assert.equal(network.output, [128, 128, 1]);
  assert.equal(summary.rows.at(-2), {
    layer: 'conv2d_7 (Conv2D)',
    outputShape: '(None, 128, 128, 16)',
    parameters: 2320,
  });
});

test('the last convolution but one of the cnn ends in a sigmoid, as the published one does', () => {
  const layer = presetArchitecture('cnn').layers.at(-2);
  assert.ok(layer?.kind === 'conv2d');
  assert.equal([layer.filters, layer.activation], [16, 'sigmoid']);
});

test('lines are ruled 65 columns wide, and end without blanks', () => {
  const lines = summaryText(summarize(networkOf(presetArchitecture('cnn')))).split('\n');
  assert.is(lines[0], '_'.repeat(65));
  assert.ok(lines.every((line) => line.length <= 65 && line === line.trimEnd()));
});

test('a network of layers that do not fit together is refused by name', () => {
  assert.throws(
    () => networkOf({ input: [4, 4, 1], layers: [{ kind: 'dense', units: 2 }] }),
    /layer dense_1: found .* expected a flat input/,
  );
});

test.run();
