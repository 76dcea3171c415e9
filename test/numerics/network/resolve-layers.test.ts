import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { LayerSpec } from '../../../src/numerics/network/architecture.js';
import { defaultLatentLayer } from '../../../src/numerics/network/model.js';
import { countParameters, layerNames, resolveLayers } from '../../../src/numerics/network/resolve-layers.js';

test('unnamed layers are counted by kind from 1, and a taken name is passed over', () => {
  const layers: LayerSpec[] = [
    { kind: 'conv2d', filters: 1, kernel: 3 },
    { kind: 'max-pool', name: 'latent_layer' },
    { kind: 'conv2d', filters: 1, kernel: 3, name: 'conv2d_2' },
    { kind: 'conv2d', filters: 1, kernel: 3 },
    { kind: 'max-pool' },
  ];
  assert.equal(layerNames(layers), ['conv2d_1', 'latent_layer', 'conv2d_2', 'conv2d_3', 'max_pooling2d_1']);
});

test('shapes follow same padding: a pool or a stride of 2 rounds up', () => {
  const network = resolveLayers({
    input: [5, 7, 3],
    layers: [
      { kind: 'conv2d', filters: 4, kernel: 3, strides: 2 },
      { kind: 'average-pool', size: 2 },
      { kind: 'upsample', size: 3 },
      { kind: 'flatten' },
      { kind: 'reshape', shape: [6, 24] },
    ],
  });
  assert.ok(network.ok);
  assert.equal(
    network.layers.map(({ output }) => output),
    [[3, 4, 4], [2, 2, 4], [6, 6, 4], [144], [6, 24]],
  );
  assert.equal(network.layers[0]!.tensors[0]!.shape, [3, 3, 3, 4]);
});

test('the published dense network has the published number of parameters', () => {
  const layers: LayerSpec[] = [
    { kind: 'dense', units: 2048 },
    { kind: 'dense', units: 512 },
    { kind: 'dense', units: 128, latent: true },
    { kind: 'batch-norm' },
    { kind: 'dense', units: 512 },
    { kind: 'dense', units: 2048 },
    { kind: 'dense', units: 16384 },
  ];
  const network = resolveLayers({ input: [16384], layers });
  assert.ok(network.ok);
  assert.equal(countParameters(network.layers), { total: 69_359_232, trainable: 69_358_976 });
  assert.is(defaultLatentLayer({ input: [16384], layers }), 3);
});

test('the latent layer is the marked one, or the batch norm right behind it', () => {
  const mark = (...layers: LayerSpec[]) => defaultLatentLayer({ input: [2], layers });
  const norm: LayerSpec = { kind: 'batch-norm' };
  assert.is(mark({ kind: 'dense', units: 2, latent: true }, norm), 1);
  assert.is(mark({ kind: 'dense', units: 2, latent: true }, { kind: 'flatten' }, norm), 0);
  assert.is(mark({ ...norm, latent: true }, norm), 0);
  assert.is(mark(norm), undefined);
  assert.is(mark(norm, { kind: 'dense', units: 2, name: 'latent_layer' }, norm), 2);
  assert.is(mark({ kind: 'dense', units: 2, name: 'latent_layer' }, { kind: 'flatten' }), undefined);
  assert.is(mark({ ...norm, latent: true }, { ...norm, latent: true }), undefined);
});

test('layers that do not fit are told by name', () => {
  const problem = (input: number[], ...layers: LayerSpec[]) => {
    const network = resolveLayers({ input, layers });
    if (network.ok) throw new Error('it fits');
    return `${network.problem.layer}: ${network.problem.found}; ${network.problem.expected}`;
  };
  assert.match(
    problem([2, 2, 1], { kind: 'dense', units: 1 }),
    'dense_1: an input of shape (2, 2, 1); a flat',
  );
  assert.match(problem([4], { kind: 'upsample' }), 'up_sampling2d_1: an input of shape (4,)');
  assert.match(problem([4], { kind: 'reshape', shape: [3] }), '3 elements, to fill the shape (3,)');
  assert.match(
    problem([4], { kind: 'flatten', name: 'a' }, { kind: 'flatten', name: 'a' }),
    'a second layer',
  );
});

test.run();
