import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { convertLayer } from '../../../src/formats/keras-h5/convert-layer.js';

const conv = {
  filters: 2,
  kernel_size: [3, 3],
  strides: [1, 1],
  padding: 'same',
  data_format: 'channels_last',
  dilation_rate: [1, 1],
  activation: 'relu',
  use_bias: true,
};
const pool = { pool_size: [2, 2], strides: [2, 2], padding: 'valid', data_format: 'channels_last' };
const norm = { axis: -1, momentum: 0.9, epsilon: 1e-5, center: true, scale: true };

const convert = (className: string, config: Record<string, unknown>, input = [8, 8, 2]) =>
  convertLayer({ name: 'x', className, config }, input);

function spec(className: string, config: Record<string, unknown>, input?: number[]): unknown {
  const layer = convert(className, config, input);
  if (!layer.ok) throw new Error(JSON.stringify(layer.failure));
  return layer.value.spec;
}

function trouble(className: string, config: Record<string, unknown>, input?: number[]): string {
  const layer = convert(className, config, input);
  if (layer.ok) throw new Error('it was converted');
  return `${layer.failure.place}: ${layer.failure.found}; ${layer.failure.expected}`;
}

test('every setting of a convolution that we cannot run is told', () => {
  assert.match(
    trouble('Conv2D', { ...conv, padding: 'valid' }),
    'layer x (Conv2D), padding: "valid"; "same"',
  );
  assert.match(
    trouble('Conv2D', { ...conv, data_format: 'channels_first' }),
    'data_format: "channels_first"',
  );
  assert.match(
    trouble('Conv2D', { ...conv, kernel_size: [3, 5] }),
    'kernel_size: [3,5]; [1, 1] or [3, 3] or [5, 5]',
  );
  assert.match(trouble('Conv2D', { ...conv, kernel_size: [7, 7] }), 'kernel_size: [7,7]');
  assert.match(trouble('Conv2D', { ...conv, strides: [3, 3] }), 'strides: [3,3]; [1, 1] or [2, 2]');
  assert.match(trouble('Conv2D', { ...conv, dilation_rate: [2, 2] }), 'dilation_rate: [2,2]; [1, 1]');
  assert.match(trouble('Conv2D', { ...conv, use_bias: 'no' }), 'use_bias: "no"; true or false');
  assert.match(trouble('Conv2D', { ...conv, groups: 2 }), 'groups: 2; 1');
  assert.match(trouble('Conv2D', { ...conv, filters: 'many' }), 'filters: "many"; a whole number from 1');
  assert.match(
    trouble('Conv2D', { ...conv, activation: { class_name: 'X' } }),
    'activation: {"class_name":"X"}',
  );
});

test('"valid" is taken where it equals "same"', () => {
  const one = { ...conv, kernel_size: 1, padding: 'valid' };
  assert.equal(spec('Conv2D', one), {
    name: 'x',
    kind: 'conv2d',
    filters: 2,
    kernel: 1,
    strides: 1,
    activation: 'relu',
  });
  assert.equal(spec('MaxPooling2D', pool), { name: 'x', kind: 'max-pool', size: 2 });
  assert.match(trouble('MaxPooling2D', pool, [9, 8, 2]), 'padding: "valid"; "same"');
});

test('pools that overlap or are not square are refused', () => {
  assert.match(trouble('AveragePooling2D', { ...pool, strides: [1, 1] }), 'strides: [1,1]; [2, 2]');
  assert.match(trouble('MaxPooling2D', { ...pool, pool_size: [2, 3] }), 'pool_size: [2,3]');
  assert.equal(spec('MaxPooling2D', { ...pool, strides: null }), { name: 'x', kind: 'max-pool', size: 2 });
});

test('a bias, a scale or a centre that is switched off is named as left out', () => {
  const leftOut = (className: string, config: Record<string, unknown>): readonly string[] => {
    const layer = convert(className, config);
    if (!layer.ok) throw new Error(JSON.stringify(layer.failure));
    return layer.value.leftOut;
  };
  assert.equal(leftOut('Conv2D', conv), []);
  assert.equal(leftOut('Conv2D', { ...conv, use_bias: false }), ['bias']);
  assert.equal(leftOut('Dense', { units: 2, use_bias: false }), ['bias']);
  assert.equal(leftOut('BatchNormalization', { ...norm, center: false }), ['beta']);
  assert.equal(leftOut('BatchNormalization', { ...norm, scale: false }), ['gamma']);
});

test('a batch norm is over the channels', () => {
  const wanted = { name: 'x', kind: 'batch-norm', momentum: 0.9, epsilon: 1e-5 };
  assert.equal(spec('BatchNormalization', { ...norm, axis: [3] }), wanted);
  assert.equal(spec('BatchNormalization', { ...norm, axis: 1 }, [16]), wanted);
  assert.match(trouble('BatchNormalization', { ...norm, axis: 1 }), 'axis: 1; -1 or 3, the channels');
  assert.match(trouble('BatchNormalization', { ...norm, scale: 1 }), 'scale: 1; true or false');
  assert.match(trouble('BatchNormalization', { ...norm, epsilon: 0 }), 'epsilon: 0; a number above 0');
});

test('leaky units of our slope are taken, whatever the version calls it', () => {
  const leaky = { name: 'x', kind: 'activation', activation: 'leaky-relu' };
  assert.equal(spec('LeakyReLU', { alpha: Math.fround(0.3) }), leaky);
  assert.equal(spec('LeakyReLU', { negative_slope: 0.3 }), leaky);
  assert.equal(spec('ReLU', { negative_slope: 0.3, max_value: null, threshold: 0 }), leaky);
  const plain = { name: 'x', kind: 'activation', activation: 'relu' };
  assert.equal(spec('ReLU', { negative_slope: 0, max_value: null, threshold: 0 }), plain);
  assert.equal(spec('ReLU', {}), plain);
  assert.match(trouble('LeakyReLU', { negative_slope: 0.2 }), 'negative_slope: 0.2; 0.3');
  assert.match(trouble('ReLU', { negative_slope: 0.2 }), 'negative_slope: 0.2; 0.3');
  assert.match(trouble('ReLU', { max_value: 6 }), 'max_value: 6; null');
  assert.match(trouble('ReLU', { threshold: 1 }), 'threshold: 1; 0');
});

test('what cannot be run comes with what to do', () => {
  const layer = convert('GaussianNoise', { stddev: 0.1 });
  assert.match(layer.ok ? '' : layer.failure.remedy!, 'without this layer');
  const setting = convert('Conv2D', { ...conv, groups: 2 });
  assert.match(setting.ok ? '' : setting.failure.remedy!, 'change this setting in Keras');
});

test('a slope or a shape of another kind is refused', () => {
  assert.match(trouble('LeakyReLU', { alpha: 0.1 }), 'alpha: 0.1; 0.3');
  assert.match(trouble('ELU', { alpha: 2 }), 'alpha: 2; 1');
  assert.match(
    trouble('Reshape', { target_shape: [-1, 3] }),
    'target_shape: [-1,3]; sizes from 1 whose product is 128',
  );
  assert.match(trouble('Reshape', { target_shape: [-1, -1] }), 'target_shape: [-1,-1]');
  assert.equal(spec('Reshape', { target_shape: [-1, 4] }), { name: 'x', kind: 'reshape', shape: [32, 4] });
  assert.match(trouble('Dropout', { rate: 1 }), 'rate: 1');
  assert.match(trouble('Lambda', {}), 'layer x: a layer of class Lambda; one of Conv2D');
  assert.match(trouble('constructor', {}), 'a layer of class constructor');
});

test.run();
