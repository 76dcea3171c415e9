import type { Architecture, LayerSpec } from './architecture.js';

export type PresetName = 'dense' | 'cnn';

const convolution = (filters: number, activation: 'relu' | 'sigmoid'): LayerSpec => ({
  kind: 'conv2d',
  filters,
  kernel: 3,
  activation,
});

const halve: LayerSpec = { kind: 'max-pool', size: 2 };
const double: LayerSpec = { kind: 'upsample', size: 2 };

function dense(pixels: number): Architecture {
  return {
    input: [pixels],
    layers: [
      { kind: 'dense', units: 2048, activation: 'relu' },
      { kind: 'dense', units: 512, activation: 'relu' },
      { kind: 'dense', units: 128, activation: 'relu', name: 'latent_layer', latent: true },
      { kind: 'batch-norm' },
      { kind: 'dense', units: 512, activation: 'relu' },
      { kind: 'dense', units: 2048, activation: 'relu' },
      { kind: 'dense', units: pixels, activation: 'sigmoid' },
    ],
  };
}

function cnn(height: number, width: number): Architecture {
  return {
    input: [height, width, 1],
    layers: [
      convolution(16, 'relu'),
      halve,
      convolution(8, 'relu'),
      halve,
      convolution(4, 'relu'),
      { kind: 'max-pool', size: 2, name: 'latent_layer', latent: true },
      { kind: 'batch-norm' },
      convolution(4, 'relu'),
      double,
      convolution(8, 'relu'),
      double,
      convolution(16, 'relu'),
      double,
      // The published network has a sigmoid here too.
      convolution(16, 'sigmoid'),
      convolution(1, 'sigmoid'),
    ],
  };
}

/**
 * The published networks, layer for layer, for images of any size; at 128 x 128 they have 69,359,232 and 5,705 parameters.
 * The `cnn` gives back images of the size it takes when height and width are multiples of 8.
 */
export function presetArchitecture(name: PresetName, height = 128, width = 128): Architecture {
  return name === 'dense' ? dense(height * width) : cnn(height, width);
}
