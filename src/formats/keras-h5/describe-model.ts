import type { Activation } from '../../numerics/network/architecture.js';
import type { Model } from '../../numerics/network/model.js';
import { resolveLayers, type ResolvedLayer } from '../../numerics/network/resolve-layers.js';
import type { KerasLayer } from './keras-chain.js';
import { kerasNames } from './keras-names.js';

export interface ExportedTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** A Keras layer with its arrays, in Keras's order. */
export interface ExportedLayer extends KerasLayer {
  readonly tensors: readonly ExportedTensor[];
}

export interface ExportedModel {
  readonly layers: readonly ExportedLayer[];
  /** A name for the input, which no layer has. */
  readonly inputLayer: string;
  /** The name of the layer whose output is the latents. */
  readonly latentLayer: string;
}

const leakyRelu = { className: 'LeakyReLU', config: { alpha: 0.3 } };

/** Ours by its Keras class and settings, those that Keras 2.2 knows; later versions take them too. */
function kerasClass({ layer }: ResolvedLayer): Pick<KerasLayer, 'className' | 'config'> {
  const image = { data_format: 'channels_last' };
  const square = (side: number): readonly number[] => [side, side];
  switch (layer.kind) {
    case 'conv2d': {
      const { filters, kernel, strides, activation } = layer;
      const steps = { kernel_size: square(kernel), strides: square(strides), dilation_rate: [1, 1] };
      const rest = { padding: 'same', activation: own(activation), use_bias: true };
      return { className: 'Conv2D', config: { filters, ...steps, ...image, ...rest } };
    }
    case 'dense': {
      const { units, activation } = layer;
      return { className: 'Dense', config: { units, activation: own(activation), use_bias: true } };
    }
    case 'max-pool':
    case 'average-pool': {
      const className = layer.kind === 'max-pool' ? 'MaxPooling2D' : 'AveragePooling2D';
      const sides = { pool_size: square(layer.size), strides: square(layer.size) };
      return { className, config: { ...sides, padding: 'same', ...image } };
    }
    case 'upsample':
      return {
        className: 'UpSampling2D',
        config: { size: square(layer.size), interpolation: 'nearest', ...image },
      };
    case 'batch-norm': {
      const { momentum, epsilon } = layer;
      const config = { axis: -1, momentum, epsilon, center: true, scale: true };
      return { className: 'BatchNormalization', config };
    }
    case 'flatten':
      return { className: 'Flatten', config: image };
    case 'reshape':
      return { className: 'Reshape', config: { target_shape: layer.shape } };
    case 'dropout':
      return { className: 'Dropout', config: { rate: layer.rate, noise_shape: null, seed: null } };
    case 'activation':
      if (layer.activation === 'leaky-relu') return leakyRelu;
      return { className: 'Activation', config: { activation: layer.activation } };
  }
}

/** Keras has no leaky ReLU of our slope by name: it gets a layer of its own behind. */
const own = (activation: Activation): string => (activation === 'leaky-relu' ? 'linear' : activation);

/** @throws TypeError when the layers fit no network or a tensor is missing: a defect in the caller. */
export function describeModel({ architecture, latentLayer, weights }: Model): ExportedModel {
  const network = resolveLayers(architecture);
  if (!network.ok) throw new TypeError(`describeModel: ${network.problem.layer}: ${network.problem.found}`);
  const names = kerasNames(network.layers.map(({ layer }) => layer.name));
  const taken = [...names];
  const groups = network.layers.map((resolved, index): ExportedLayer[] => {
    const name = names[index]!;
    const { layer } = resolved;
    const tensors = resolved.tensors.map(({ name: tensor, shape }) => {
      const values = weights[`${layer.name}/${tensor}`];
      if (values === undefined) throw new TypeError(`describeModel: there is no ${layer.name}/${tensor}`);
      return { name: tensor, shape, values };
    });
    const exported = { name, ...kerasClass(resolved), tensors };
    const isSplit = layer.kind !== 'activation' && 'activation' in layer && layer.activation === 'leaky-relu';
    if (!isSplit) return [exported];
    const behind = kerasNames([...taken, `${name}_leaky_re_lu`]).at(-1)!;
    taken.push(behind);
    return [exported, { name: behind, ...leakyRelu, tensors: [] }];
  });
  const latent = groups[latentLayer]?.at(-1);
  if (latent === undefined) throw new TypeError(`describeModel: there is no layer ${latentLayer}`);
  const inputLayer = kerasNames([...taken, 'input_1']).at(-1)!;
  return { layers: groups.flat(), inputLayer, latentLayer: latent.name };
}
