import type { CompleteLayer } from '../resolve-layers.js';
import { activationNumbers } from './kernels.js';
import { gradientViews, type Binding, type LocalLayer } from './binding.js';
import { scratchView, type View } from './view.js';

type ConvolutionSpec = Extract<CompleteLayer, { kind: 'conv2d' }>;

/** Rows or columns of zeros before the first, as TensorFlow's `same` has them: the smaller half. */
export const paddingBefore = (length: number, outLength: number, kernel: number, strides: number): number =>
  Math.floor(Math.max((outLength - 1) * strides + kernel - length, 0) / 2);

/** Where the window of the first output begins. */
function windowStart(view: View, image: number, top: number, left: number, channels: number): number {
  return view.at(image) - top * view.pitch - left * channels * 4;
}

/**
 * A convolution. x, and dy of a convolution with strides 1, have a border of half a kernel of zeros. The gradient of the input is
 * the same convolution of dz with turned weights; with strides, dz is first spread out with zeros between its pixels.
 */
export function bindConvolution(binding: Binding, spec: ConvolutionSpec): LocalLayer {
  const { machine, parameters, layer, x, y } = binding;
  const { kernel, filters, strides } = spec;
  const [height = 1, width = 1, channels = 1] = layer.input;
  const [outHeight = 1, outWidth = 1] = layer.output;
  const top = paddingBefore(height, outHeight, kernel, strides);
  const left = paddingBefore(width, outWidth, kernel, strides);
  const weights = parameters.address(`${layer.name}/kernel`);
  const bias = parameters.address(`${layer.name}/bias`);
  const activation = activationNumbers[spec.activation];
  const window = (i: number): number[] => [
    windowStart(x, i, top, left, channels),
    x.pitch,
    strides * channels * 4,
    strides * x.pitch,
  ];
  const backward = binding.dy === undefined ? undefined : bindConvolutionGradients(binding, spec);
  return {
    forward: (i) => {
      machine.kernels.convolution_forward(
        ...[...window(i), weights, bias, y.at(i), y.pitch],
        ...[outHeight, outWidth, kernel, channels, filters, activation],
      );
    },
    backward: (i, step, shard) => backward?.(i, step, shard),
  };
}

/** The backward pass of a convolution: dy is overwritten with the gradient before the activation, unless it is that already. */
export function bindConvolutionGradients(binding: Binding, spec: ConvolutionSpec): LocalLayer['backward'] {
  const { machine, parameters, layer, x, y } = binding;
  const { kernel, filters, strides } = spec;
  const [height = 1, width = 1, channels = 1] = layer.input;
  const [outHeight = 1, outWidth = 1] = layer.output;
  const top = paddingBefore(height, outHeight, kernel, strides);
  const left = paddingBefore(width, outWidth, kernel, strides);
  const kernelKey = `${layer.name}/kernel`;
  const activation = activationNumbers[spec.activation];
  const { dy } = gradientViews(binding);
  const inputGradient = binding.dx === undefined ? undefined : bindInputGradient(binding, spec, top, left);
  return (i, _step, shard) => {
    if (!binding.takesLogitGradient) {
      machine.kernels.activation_backward(
        ...[activation, dy.at(i), dy.pitch, y.at(i), y.pitch, dy.at(i), dy.pitch],
        ...[outHeight, outWidth * filters],
      );
    }
    machine.kernels.convolution_weights(
      ...[windowStart(x, i, top, left, channels), x.pitch, strides * channels * 4, strides * x.pitch],
      ...[dy.at(i), dy.pitch],
      ...[parameters.gradient(kernelKey, shard), parameters.gradient(`${layer.name}/bias`, shard)],
      ...[outHeight, outWidth, kernel, channels, filters],
    );
    inputGradient?.(i);
  };
}

function bindInputGradient(
  binding: Binding,
  spec: ConvolutionSpec,
  top: number,
  left: number,
): (image: number) => void {
  const { machine, layer, parameters } = binding;
  const { dy, dx } = gradientViews(binding);
  const { kernel, filters, strides } = spec;
  const [height = 1, width = 1, channels = 1] = layer.input;
  const [outHeight = 1, outWidth = 1] = layer.output;
  const flipped = machine.allocateScratch(kernel * kernel * channels * filters * 4);
  const zeros = machine.allocateScratch(channels * 4 + 32);
  const spread = strides === 1 ? undefined : scratchView(machine, [height, width, filters], kernel - 1);
  const weights = parameters.address(`${layer.name}/kernel`);
  return (i) => {
    if (dx === undefined) return;
    const turned = machine.scratchAddress(flipped);
    machine.kernels.convolution_flip(weights, turned, kernel, channels, filters);
    if (spread !== undefined) {
      machine.kernels.convolution_spread(
        ...[dy.at(i), dy.pitch, spread.at(i), spread.pitch, outHeight, outWidth, filters, strides],
      );
    }
    const source = spread ?? dy;
    machine.kernels.convolution_forward(
      ...[windowStart(source, i, kernel - 1 - top, kernel - 1 - left, filters), source.pitch],
      ...[filters * 4, source.pitch, turned, machine.scratchAddress(zeros), dx.at(i), dx.pitch],
      ...[height, width, kernel, filters, channels, activationNumbers.linear],
    );
  };
}
