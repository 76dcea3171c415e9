import type { Activation } from '../../../numerics/network/architecture.js';
import { activationOf, type Network, type NetworkLayer } from '../../../numerics/network/network.js';
import type { Tensor, TensorflowLibrary } from './library.js';

/** What a pass through the network needs beside its input. */
export interface Pass {
  /** Tensors by their name in `Weights`. */
  readonly weight: (key: string) => Tensor;
  /** How batch norms and dropouts act: by the batch while training, by moving statistics otherwise. */
  readonly normalise: (layer: NetworkLayer, x: Tensor) => Tensor;
  readonly drop: (layer: NetworkLayer, x: Tensor) => Tensor;
  /** A layer whose activation is left out: the loss takes it into its own gradient. */
  readonly logitLayer?: number | undefined;
  /** Index of the last layer to run. */
  readonly to: number;
}

/** The output of layer `to` for a batch. Shapes, paddings and slopes are those of our own engine, which are Keras'. */
export function forward(tf: TensorflowLibrary, network: Network, input: Tensor, pass: Pass): Tensor {
  return network.layers.slice(0, pass.to + 1).reduce((x, layer) => {
    const y = linear(tf, layer, x, pass);
    return layer.index === pass.logitLayer ? y : activate(tf, activationOf(layer.spec), y);
  }, input);
}

function linear(tf: TensorflowLibrary, layer: NetworkLayer, x: Tensor, pass: Pass): Tensor {
  const { spec, name } = layer;
  switch (spec.kind) {
    case 'conv2d':
      return tf.add(
        convolve(tf, x, pass.weight(`${name}/kernel`), spec.kernel, spec.strides),
        pass.weight(`${name}/bias`),
      );
    case 'dense':
      return tf.add(tf.matMul(x, pass.weight(`${name}/kernel`)), pass.weight(`${name}/bias`));
    case 'max-pool':
      return tf.maxPool(x, spec.size, spec.size, 'same');
    case 'average-pool':
      return tf.avgPool(x, spec.size, spec.size, 'same');
    case 'upsample': {
      const [height = 0, width = 0] = layer.output;
      return tf.image.resizeNearestNeighbor(x, [height, width]);
    }
    case 'batch-norm':
      return pass.normalise(layer, x);
    case 'dropout':
      return pass.drop(layer, x);
    case 'flatten':
    case 'reshape':
      return tf.reshape(x, [x.shape[0] ?? 0, ...layer.output]);
    case 'activation':
      return x;
  }
}

/**
 * Where the stride passes over pixels that the kernel never sees, TensorFlow's gradient of the kernel writes beyond its memory and
 * ends the process (2.16, an even size): those pixels are left out before. Pooling one pixel at a time does that exactly, and has a
 * gradient in tfjs, which its strided slice has not.
 */
function convolve(tf: TensorflowLibrary, x: Tensor, kernel: Tensor, size: number, stride: number): Tensor {
  return size < stride
    ? tf.conv2d(tf.avgPool(x, size, stride, 'same'), kernel, 1, 'same')
    : tf.conv2d(x, kernel, stride, 'same');
}

function activate(tf: TensorflowLibrary, activation: Activation, x: Tensor): Tensor {
  switch (activation) {
    case 'linear':
      return x;
    case 'leaky-relu':
      return tf.leakyRelu(x, 0.3);
    case 'relu':
    case 'elu':
    case 'tanh':
    case 'sigmoid':
      return tf[activation](x);
  }
}
