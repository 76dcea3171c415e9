import type { NetworkLayer } from '../../../numerics/network/network.js';
import type { Tensor, TensorflowLibrary } from './library.js';

interface Statistics {
  readonly mean: Tensor;
  readonly variance: Tensor;
}

/** gamma (x - mean) / sqrt(variance + epsilon) + beta, channel by channel. */
export function normaliseBy(
  tf: TensorflowLibrary,
  layer: NetworkLayer,
  x: Tensor,
  { mean, variance }: Statistics,
  weight: (key: string) => Tensor,
): Tensor {
  const scale = tf.div(weight(`${layer.name}/gamma`), tf.sqrt(tf.add(variance, epsilonOf(layer))));
  return tf.add(tf.mul(tf.sub(x, mean), scale), weight(`${layer.name}/beta`));
}

/** Mean and variance of each channel over the batch and its pixels. */
export function batchStatistics(tf: TensorflowLibrary, x: Tensor): Statistics {
  return tf.moments(
    x,
    x.shape.slice(0, -1).map((_, axis) => axis),
  );
}

/**
 * Moving statistics after a batch of `count` values a channel, in place; the variance times n / (n - 1 - epsilon), as Keras 2 has
 * it and neither Keras 3 nor tfjs.
 */
export function followStatistics(
  layer: NetworkLayer,
  moving: { readonly mean: Float32Array; readonly variance: Float32Array },
  batch: { readonly mean: Float32Array; readonly variance: Float32Array },
  count: number,
): void {
  const { spec } = layer;
  const momentum = spec.kind === 'batch-norm' ? spec.momentum : 0;
  const correction = count / (count - 1 - epsilonOf(layer));
  for (const [channel, mean] of batch.mean.entries()) {
    const variance = (batch.variance[channel] ?? NaN) * correction;
    moving.mean[channel] = (moving.mean[channel] ?? NaN) * momentum + mean * (1 - momentum);
    moving.variance[channel] = (moving.variance[channel] ?? NaN) * momentum + variance * (1 - momentum);
  }
}

const epsilonOf = ({ spec }: NetworkLayer): number => (spec.kind === 'batch-norm' ? spec.epsilon : 0);
