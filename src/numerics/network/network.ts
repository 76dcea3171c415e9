import type { Activation, Architecture } from './architecture.js';
import { defaultLatentLayer } from './model.js';
import { product, resolveLayers, type CompleteLayer, type TensorSpec } from './resolve-layers.js';

/** A tensor of weights; `key` is its name in `Weights`. */
export interface WeightTensor extends Omit<TensorSpec, 'name'> {
  readonly key: string;
  readonly tensor: TensorSpec['name'];
}

/** A layer in its place, every field written out; shapes are of one image, without the batch. */
export interface NetworkLayer {
  readonly index: number;
  readonly name: string;
  readonly spec: CompleteLayer;
  readonly input: readonly number[];
  readonly output: readonly number[];
  readonly weights: readonly WeightTensor[];
}

/** An architecture with all shapes worked out. */
export interface Network {
  readonly input: readonly number[];
  readonly output: readonly number[];
  readonly layers: readonly NetworkLayer[];
  /** Index of the layer whose output is the latents; undefined unless one is marked. */
  readonly latentLayer: number | undefined;
}

/** @throws RangeError when the layers are no network: `resolveLayers` says why as a value. */
export function networkOf(architecture: Architecture): Network {
  const resolved = resolveLayers(architecture);
  if (!resolved.ok) {
    const { layer, found, expected } = resolved.problem;
    throw new RangeError(`layer ${layer}: found ${found}, expected ${expected}`);
  }
  const layers = resolved.layers.map(({ layer, input, output, tensors }, index) => ({
    index,
    name: layer.name,
    spec: layer,
    input,
    output,
    weights: tensors.map(({ name, shape, trainable }) => ({
      key: `${layer.name}/${name}`,
      tensor: name,
      shape,
      trainable,
    })),
  }));
  const output = layers.at(-1)?.output ?? architecture.input;
  return { input: architecture.input, output, layers, latentLayer: defaultLatentLayer(architecture) };
}

/** How many values a shape has. */
export const valuesIn = product;

/** The activation that a layer ends with. */
export function activationOf(spec: CompleteLayer): Activation {
  return spec.kind === 'conv2d' || spec.kind === 'dense' || spec.kind === 'activation'
    ? spec.activation
    : 'linear';
}
