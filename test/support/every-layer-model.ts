import { generator } from '../../src/numerics/generator.js';
import type { LayerSpec } from '../../src/numerics/network/architecture.js';
import type { Model } from '../../src/numerics/network/model.js';
import { networkOf } from '../../src/numerics/network/network.js';
import { initialWeights } from '../../src/numerics/network/weights.js';

const layers: readonly LayerSpec[] = [
  { kind: 'conv2d', filters: 4, kernel: 5, strides: 2, activation: 'leaky-relu', name: 'first/of all' },
  { kind: 'batch-norm', momentum: 0.9, epsilon: 0.01 },
  { kind: 'max-pool' },
  { kind: 'upsample' },
  { kind: 'conv2d', filters: 3, kernel: 1, activation: 'elu' },
  { kind: 'average-pool', size: 3 },
  { kind: 'dropout', rate: 0.3 },
  { kind: 'activation', activation: 'leaky-relu' },
  { kind: 'conv2d', filters: 3, kernel: 3, strides: 2, activation: 'relu' },
  { kind: 'activation', activation: 'tanh' },
  { kind: 'flatten' },
  { kind: 'dense', units: 8, activation: 'leaky-relu', latent: true, name: '_latents' },
  { kind: 'dense', units: 120, activation: 'sigmoid' },
  { kind: 'reshape', shape: [12, 10, 1] },
];

/** A small autoencoder with every kind of layer, of names that Keras does not take as they are, and weights that are not neutral. */
export function everyLayerModel(): Model {
  const architecture = { input: [12, 10, 1], layers };
  const network = networkOf(architecture);
  const random = generator(6, 'every-layer-model');
  const weights = Object.fromEntries(
    Object.entries(initialWeights(network, 1)).map(([key, values]) => [
      key,
      key.endsWith('/kernel') ? values : values.map((value) => value + 0.4 * random.uniform() - 0.2),
    ]),
  );
  return { architecture, latentLayer: network.latentLayer!, weights, training: { epochs: 3 } };
}
