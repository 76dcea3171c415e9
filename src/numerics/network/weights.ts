import { generator } from '../generator.js';
import type { Weights } from './architecture.js';
import { valuesIn, type Network, type WeightTensor } from './network.js';

/** Uniform in ±sqrt(6 / (fan in + fan out)). @see Glorot and Bengio 2010, equation 16 */
function glorotUniform(shape: readonly number[], word: () => number): Float32Array {
  const receptive = valuesIn(shape.slice(0, -2));
  const fans = receptive * ((shape.at(-2) ?? 1) + (shape.at(-1) ?? 1));
  const limit = Math.sqrt(6 / fans);
  const values = new Float32Array(valuesIn(shape));
  // 24 random bits fill a float32.
  for (let i = 0; i < values.length; i++) values[i] = ((word() >>> 8) / 8388608 - 1) * limit;
  return values;
}

function initialTensor(seed: number, layer: number, tensor: WeightTensor): Float32Array {
  if (tensor.tensor === 'kernel') {
    const stream = generator(seed, 'train-autoencoder', 'initial-weights', layer);
    return glorotUniform(tensor.shape, () => stream.uint32());
  }
  const isOne = tensor.tensor === 'gamma' || tensor.tensor === 'moving_variance';
  return new Float32Array(valuesIn(tensor.shape)).fill(isOne ? 1 : 0);
}

/** Weights to start from: Glorot-uniform kernels from streams of their own for each layer, zero biases, neutral batch norms. */
export function initialWeights(network: Network, seed: number): Weights {
  return Object.fromEntries(
    network.layers.flatMap((layer) =>
      layer.weights.map((tensor) => [tensor.key, initialTensor(seed, layer.index, tensor)] as const),
    ),
  );
}

/** The first way in which weights do not fit the network, as a phrase; undefined when they do. */
export function weightsProblem(network: Network, weights: Weights): string | undefined {
  for (const { key, shape } of network.layers.flatMap((layer) => layer.weights)) {
    const found = weights[key]?.length;
    if (found === undefined) return `no tensor ${key}`;
    if (found !== valuesIn(shape))
      return `${found} values in ${key}, where (${shape.join(', ')}) are expected`;
  }
  return undefined;
}
