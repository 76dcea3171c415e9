import { activationOf } from '../network.js';
import { gradientViews, type Binding, type LocalLayer } from './binding.js';
import { bindConvolution } from './convolution-layer.js';
import { bindPooledConvolution, bindUpsampledConvolution } from './fused-layers.js';
import { activationNumbers } from './kernels.js';
import type { Machine, Step } from './machine.js';
import type { Unit } from './units.js';
import { rowsOf, type View } from './view.js';

function bindPool(binding: Binding, isMax: boolean, size: number): LocalLayer {
  const { machine, layer, x, y } = binding;
  const [height = 1, width = 1, channels = 1] = layer.input;
  const [outHeight = 1, outWidth = 1] = layer.output;
  const padTop = Math.floor((outHeight * size - height) / 2);
  const padLeft = Math.floor((outWidth * size - width) / 2);
  const max = isMax ? 1 : 0;
  return {
    forward: (i) => {
      machine.kernels.pool_forward(
        ...[max, x.at(i), x.pitch, height, width, channels, size, padTop, padLeft],
        ...[y.at(i), y.pitch, outHeight, outWidth],
      );
    },
    backward: (i) => {
      const { dy, dx } = gradientViews(binding);
      if (dx === undefined) return;
      machine.kernels.pool_backward(
        ...[max, x.at(i), x.pitch, height, width, channels, size, padTop, padLeft],
        ...[y.at(i), y.pitch, dy.at(i), dy.pitch, outHeight, outWidth, dx.at(i), dx.pitch],
      );
    },
  };
}

function bindUpsample(binding: Binding, size: number): LocalLayer {
  const { machine, layer, x, y } = binding;
  const [height = 1, width = 1, channels = 1] = layer.input;
  return {
    forward: (i) => {
      machine.kernels.upsample_forward(x.at(i), x.pitch, height, width, channels, size, y.at(i), y.pitch);
    },
    backward: (i) => {
      const { dy, dx } = gradientViews(binding);
      if (dx === undefined) return;
      machine.kernels.upsample_backward(
        ...[dy.at(i), dy.pitch, height, width, channels, size, dx.at(i), dx.pitch],
      );
    },
  };
}

/** Copies values in their row-major order into rows of another length; one of the two sides is without gaps. */
function copyRows(
  machine: Machine,
  from: View,
  fromShape: readonly number[],
  to: View,
  toShape: readonly number[],
  image: number,
): void {
  const source = rowsOf(fromShape);
  const target = rowsOf(toShape);
  const isSourcePlain = from.pitch === source.length * 4;
  const { rows, length } = isSourcePlain ? target : source;
  machine.kernels.activation_forward(
    ...[activationNumbers.linear, from.at(image), isSourcePlain ? length * 4 : from.pitch],
    ...[to.at(image), isSourcePlain ? to.pitch : length * 4, rows, length],
  );
}

function bindReshape(binding: Binding): LocalLayer {
  const { machine, layer, x, y } = binding;
  return {
    forward: (i) => copyRows(machine, x, layer.input, y, layer.output, i),
    backward: (i) => {
      const { dy, dx } = gradientViews(binding);
      if (dx !== undefined) copyRows(machine, dy, layer.output, dx, layer.input, i);
    },
  };
}

function bindActivation(binding: Binding): LocalLayer {
  const { machine, layer, x, y, takesLogitGradient } = binding;
  const kind = activationNumbers[activationOf(layer.spec)];
  const backwardKind = takesLogitGradient ? activationNumbers.linear : kind;
  const { rows, length } = rowsOf(layer.output);
  return {
    forward: (i) => {
      machine.kernels.activation_forward(kind, x.at(i), x.pitch, y.at(i), y.pitch, rows, length);
    },
    backward: (i) => {
      const { dy, dx } = gradientViews(binding);
      if (dx === undefined) return;
      machine.kernels.activation_backward(
        ...[backwardKind, dy.at(i), dy.pitch, y.at(i), y.pitch, dx.at(i), dx.pitch, rows, length],
      );
    },
  };
}

/** A word that differs for each (seed, step, image). */
export function dropoutKey(seed: number, step: number, image: number): number {
  let word = seed ^ Math.imul(step + 1, 0x9e3779b1);
  word = Math.imul(word ^ (word >>> 16), 0x21f0aaad) ^ Math.imul(image + 1, 0x85ebca77);
  return Math.imul(word ^ (word >>> 15), 0x735a2d97) >>> 0;
}

function bindDropout(binding: Binding, rate: number): LocalLayer {
  const { machine, layer, x, y, dropoutSeed, isTrained } = binding;
  const { rows, length } = rowsOf(layer.output);
  const threshold = Math.floor(rate * 4294967296);
  const apply = (from: View, to: View, image: number, step: Step): void => {
    machine.kernels.dropout_apply(
      ...[from.at(image), from.pitch, to.at(image), to.pitch, rows, length],
      ...[dropoutKey(dropoutSeed, step.number, image), threshold, 1 / (1 - rate)],
    );
  };
  return {
    forward: (i, step) => {
      if (isTrained) apply(x, y, i, step);
      else machine.kernels.activation_forward(0, x.at(i), x.pitch, y.at(i), y.pitch, rows, length);
    },
    backward: (i, step) => {
      const { dy, dx } = gradientViews(binding);
      if (dx !== undefined) apply(dy, dx, i, step);
    },
  };
}

/** A batch norm by its moving statistics, for inference. */
function bindMovingNorm(binding: Binding, epsilon: number): LocalLayer {
  const { machine, parameters, layer, x, y } = binding;
  const { rows, length, channels } = rowsOf(layer.output);
  const [gamma, beta, mean, variance] = (['gamma', 'beta', 'moving_mean', 'moving_variance'] as const).map(
    (tensor) => parameters.address(`${layer.name}/${tensor}`),
  ) as [number, number, number, number];
  const scales = machine.allocateScratch(channels * 4);
  return {
    forward: (i) => {
      const scale = machine.floats(machine.scratchAddress(scales), channels);
      const gammas = machine.floats(gamma, channels);
      const variances = machine.floats(variance, channels);
      for (let c = 0; c < channels; c++) scale[c] = gammas[c]! / Math.sqrt(variances[c]! + epsilon);
      machine.kernels.batch_norm_forward(
        ...[x.at(i), x.pitch, y.at(i), y.pitch, rows, length / channels, channels],
        ...[mean, machine.scratchAddress(scales), beta],
      );
    },
    backward: () => {
      throw new Error('a batch norm by its moving statistics is not trained');
    },
  };
}

/** @param kind Of the unit: what is computed together with a convolution. */
export function bindLocalLayer(binding: Binding, kind: Unit['kind']): LocalLayer {
  const { spec } = binding.layer;
  switch (spec.kind) {
    case 'conv2d':
      if (kind === 'pooled-convolution') return bindPooledConvolution(binding, spec);
      if (kind === 'upsampled-convolution') return bindUpsampledConvolution(binding, spec);
      return bindConvolution(binding, spec);
    case 'max-pool':
    case 'average-pool':
      return bindPool(binding, spec.kind === 'max-pool', spec.size);
    case 'upsample':
      return bindUpsample(binding, spec.size);
    case 'flatten':
    case 'reshape':
      return bindReshape(binding);
    case 'activation':
      return bindActivation(binding);
    case 'dropout':
      return bindDropout(binding, spec.rate);
    case 'batch-norm':
      return bindMovingNorm(binding, spec.epsilon);
    case 'dense':
      throw new Error('a dense layer takes the whole batch');
  }
}
