import type { CompleteLayer } from '../resolve-layers.js';
import { gradientViews, type Binding, type LocalLayer } from './binding.js';
import { bindConvolutionGradients } from './convolution-layer.js';
import { activationNumbers } from './kernels.js';
import { scratchView } from './view.js';

type ConvolutionSpec = Extract<CompleteLayer, { kind: 'conv2d' }>;

/** A convolution with strides 1 and the maxima over its squares of 2 x 2: x is the convolution's input, y the maxima. */
export function bindPooledConvolution(binding: Binding, spec: ConvolutionSpec): LocalLayer {
  const { machine, parameters, layer, x, y } = binding;
  const { kernel, filters } = spec;
  const [height = 1, width = 1, channels = 1] = layer.output;
  const inputs = layer.input.at(-1)!;
  const border = (kernel - 1) / 2;
  const activation = activationNumbers[spec.activation];
  const places = binding.keep((height * width * channels) / 4);
  const weights = parameters.address(`${layer.name}/kernel`);
  const bias = parameters.address(`${layer.name}/bias`);
  const dz = binding.isTrained ? scratchView(machine, layer.output, border) : undefined;
  const backward =
    dz === undefined
      ? undefined
      : bindConvolutionGradients({ ...binding, dy: dz, takesLogitGradient: true }, spec);
  return {
    forward: (i) => {
      machine.kernels.pooled_forward(
        ...[x.at(i) - border * (x.pitch + inputs * 4), x.pitch, weights, bias, y.at(i), y.pitch, places(i)],
        ...[height / 2, width / 2, kernel, inputs, filters, activation],
      );
    },
    backward: (i, step, shard) => {
      const { dy } = gradientViews(binding);
      if (dz === undefined || backward === undefined) return;
      machine.kernels.activation_backward(
        ...[activation, dy.at(i), dy.pitch, y.at(i), y.pitch, dy.at(i), dy.pitch],
        ...[height / 2, (width / 2) * filters],
      );
      machine.kernels.pooled_backward(
        ...[dy.at(i), dy.pitch, places(i), dz.at(i), dz.pitch, height / 2, width / 2, filters],
      );
      backward(i, step, shard);
    },
  };
}

/** Upsampling by 2 and a 3 x 3 convolution: x is the small image, y the convolution's output. */
export function bindUpsampledConvolution(binding: Binding, spec: ConvolutionSpec): LocalLayer {
  const { machine, parameters, layer, x, y } = binding;
  const { filters } = spec;
  const [outHeight = 1, outWidth = 1, channels = 1] = layer.input;
  const [height, width] = [outHeight / 2, outWidth / 2];
  const activation = activationNumbers[spec.activation];
  const weights = parameters.address(`${layer.name}/kernel`);
  const bias = parameters.address(`${layer.name}/bias`);
  const panels = machine.allocateScratch(9 * channels * filters * 4);
  const room = machine.allocateScratch((5 * (width + 1) * channels + (4 * (width + 3) + 1) * filters) * 4);
  const [turned, backRoom] = binding.isTrained
    ? [
        machine.allocateScratch(9 * Math.ceil(channels / 8) * 8 * filters * 4),
        machine.allocateScratch((9 * (width + channels) * filters + 8) * 4),
      ]
    : [0, 0];
  return {
    forward: (i) => {
      const { kernels } = machine;
      kernels.upsampled_weights(weights, channels, filters, machine.scratchAddress(panels));
      kernels.upsampled_forward(
        ...[x.at(i), x.pitch, machine.scratchAddress(panels), bias, y.at(i), y.pitch],
        ...[height, width, channels, filters, activation, machine.scratchAddress(room)],
      );
    },
    backward: (i, _step, shard) => {
      const { kernels } = machine;
      const { dy, dx } = gradientViews(binding);
      if (!binding.takesLogitGradient) {
        kernels.activation_backward(
          ...[activation, dy.at(i), dy.pitch, y.at(i), y.pitch, dy.at(i), dy.pitch],
          ...[outHeight, outWidth * filters],
        );
      }
      kernels.upsampled_weights_turned(weights, channels, filters, machine.scratchAddress(turned));
      kernels.upsampled_backward(
        ...[x.at(i), x.pitch, dy.at(i), dy.pitch, machine.scratchAddress(turned)],
        ...[
          parameters.gradient(`${layer.name}/kernel`, shard),
          parameters.gradient(`${layer.name}/bias`, shard),
        ],
        ...[
          dx?.at(i) ?? 0,
          dx?.pitch ?? 0,
          height,
          width,
          channels,
          filters,
          machine.scratchAddress(backRoom),
        ],
      );
    },
  };
}
