import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { generator } from '../../../src/numerics/generator.js';
import type { Architecture, LayerSpec } from '../../../src/numerics/network/architecture.js';
import { readWeights, writeWeights } from '../../../src/numerics/network/engine/parameters.js';
import { Team } from '../../../src/numerics/network/engine/team.js';
import { unitsOf } from '../../../src/numerics/network/engine/units.js';
import { inference } from '../../../src/numerics/network/inference.js';
import { networkOf } from '../../../src/numerics/network/network.js';
import { presetArchitecture } from '../../../src/numerics/network/presets.js';
import { initialWeights } from '../../../src/numerics/network/weights.js';

const kinds = (input: readonly number[], layers: readonly LayerSpec[]): string[] =>
  unitsOf(networkOf({ input, layers }).layers).map(({ kind, layers: [first] }) =>
    kind === 'layer' ? first!.spec.kind : kind,
  );

const conv = (filters: number, more: Partial<Extract<LayerSpec, { kind: 'conv2d' }>> = {}): LayerSpec => ({
  kind: 'conv2d',
  filters,
  kernel: 3,
  ...more,
});

test('the cnn has three convolutions with their maxima and three upsampled ones', () => {
  const { input, layers } = presetArchitecture('cnn');
  assert.equal(kinds(input, layers), [
    ...Array<string>(3).fill('pooled-convolution'),
    ...['batch-norm', 'conv2d'],
    ...Array<string>(3).fill('upsampled-convolution'),
    'conv2d',
  ]);
});

for (const [why, input, layers] of [
  ['sides are odd', [5, 4, 1], [conv(4), { kind: 'max-pool' }]],
  ['the convolution has strides', [8, 8, 1], [conv(4, { strides: 2 }), { kind: 'max-pool' }]],
  ['its outputs fill no vector', [4, 4, 1], [conv(6), { kind: 'max-pool' }]],
  [
    'its activation moves the place of a maximum',
    [4, 4, 1],
    [conv(4, { activation: 'tanh' }), { kind: 'max-pool' }],
  ],
  ['squares are larger', [9, 9, 1], [conv(4), { kind: 'max-pool', size: 3 }]],
  ['inputs fill no vector', [4, 4, 3], [{ kind: 'upsample' }, conv(8)]],
  ['outputs fill no panel', [4, 4, 4], [{ kind: 'upsample' }, conv(4)]],
  ['the kernel is larger', [4, 4, 4], [{ kind: 'upsample' }, conv(8, { kernel: 5 })]],
  ['upsampling is by 3', [4, 4, 4], [{ kind: 'upsample', size: 3 }, conv(8)]],
] as const satisfies readonly (readonly [string, readonly number[], readonly LayerSpec[]])[]) {
  test(`two layers stay apart where ${why}`, () => {
    assert.equal(
      kinds(input, layers),
      (layers as readonly LayerSpec[]).map(({ kind }) => kind),
    );
  });
}

const nothing: LayerSpec = { kind: 'activation', activation: 'linear' };

for (const [what, input, pair] of [
  ['a convolution with its maxima', [10, 6, 3], [conv(8, { activation: 'relu' }), { kind: 'max-pool' }]],
  ['an upsampled convolution', [5, 7, 4], [{ kind: 'upsample' }, conv(16, { activation: 'sigmoid' })]],
] as const satisfies readonly (readonly [string, readonly number[], readonly LayerSpec[]])[]) {
  test(`${what} gives what its two layers give one after the other`, async () => {
    const random = generator(5, 'units');
    const [height, width, channels] = input;
    const images = new Float32Array(3 * height * width * channels).map(() => random.uniform() - 0.5);
    const weights = initialWeights(networkOf({ input, layers: pair }), 3);
    const together = await inference({ input, layers: pair }, weights, images);
    const apart = await inference({ input, layers: [pair[0], nothing, pair[1]] }, weights, images);
    assert.equal(together.shape, apart.shape);
    together.values.forEach((value, i) => {
      assert.ok(Math.abs(value - apart.values[i]!) < 2e-6, `value ${i}: ${value}, ${apart.values[i]!}`);
    });
  });
}

/** Weights after two steps. */
async function trained(architecture: Architecture, mostKeptBytes: number): Promise<string> {
  const network = networkOf(architecture);
  const images = 20;
  const training = {
    ...{ batchSize: images, loss: 'mean-squared-error' as const, dropoutSeeds: [], mostKeptBytes },
    optimizer: { name: 'sgd' as const, learningRate: 0.1, momentum: 0.9 },
  };
  const to = network.layers.length - 1;
  const team = new Team({ architecture, inference: { batchSize: 1, to }, training }, 1);
  try {
    const { machine, parameters, training: program } = team.laidOut;
    writeWeights(machine, network, parameters, initialWeights(network, 1));
    const random = generator(6, 'units');
    const values = machine.floats(program!.input.values, images * program!.input.length);
    values.forEach((_, i) => (values[i] = random.uniform()));
    for (let number = 0; number < 2; number++) team.run(program!, { images, number, rate: 0.1 });
    return JSON.stringify(readWeights(machine, network, parameters));
  } finally {
    await team.stop();
  }
}

test('weights are the same whether values are kept for the backward pass or computed again', async () => {
  const architecture: Architecture = {
    input: [8, 8, 1],
    layers: [
      conv(4, { activation: 'relu' }),
      { kind: 'max-pool' },
      conv(4, { activation: 'tanh' }),
      { kind: 'upsample' },
      conv(8, { activation: 'relu' }),
      { kind: 'batch-norm' },
      conv(1),
    ],
  };
  assert.is(await trained(architecture, 1e9), await trained(architecture, 0));
});

test.run();
