import type { Activation } from '../../src/numerics/network/architecture.js';
import type { NetworkLayer, Network } from '../../src/numerics/network/network.js';

/** Values of one image, with their shape; float64 throughout, written for reading and not for speed. */
type Values = Float64Array;
export type Tensors = Readonly<Record<string, Float64Array>>;

/** Activations by their textbook formulas, with the host's functions: this is a test. */
export const activations: Readonly<Record<Activation, (x: number) => number>> = {
  linear: (x) => x,
  relu: (x) => (x > 0 ? x : 0),
  'leaky-relu': (x) => (x > 0 ? x : 0.3 * x),
  elu: (x) => (x > 0 ? x : Math.expm1(x)),
  tanh: Math.tanh,
  sigmoid: (x) => 1 / (1 + Math.exp(-x)),
};

const pad = (length: number, out: number, size: number, strides: number): number =>
  Math.floor(Math.max((out - 1) * strides + size - length, 0) / 2);

/** Calls back for each pixel (y, x) of each window that lies inside the image; `tap` counts the window's places row by row. */
function windows(
  layer: NetworkLayer,
  size: number,
  strides: number,
  visit: (out: number, pixel: number, tap: number) => void,
): void {
  const [height, width] = layer.input as [number, number];
  const [outHeight, outWidth] = layer.output as [number, number];
  const top = pad(height, outHeight, size, strides);
  const left = pad(width, outWidth, size, strides);
  for (let oy = 0; oy < outHeight; oy++)
    for (let ox = 0; ox < outWidth; ox++)
      for (let i = 0; i < size; i++)
        for (let j = 0; j < size; j++) {
          const y = oy * strides + i - top;
          const x = ox * strides + j - left;
          if (y < 0 || x < 0 || y >= height || x >= width) continue;
          visit(oy * outWidth + ox, y * width + x, i * size + j);
        }
}

function convolve(layer: NetworkLayer, x: Values, kernel: Float64Array, bias: Float64Array): Values {
  if (layer.spec.kind !== 'conv2d') throw new Error('no convolution');
  const inputs = layer.input[2]!;
  const outputs = layer.output[2]!;
  const y = new Float64Array(layer.output[0]! * layer.output[1]! * outputs).map((_, i) => bias[i % outputs]!);
  windows(layer, layer.spec.kernel, layer.spec.strides, (out, pixel, tap) => {
    for (let c = 0; c < inputs; c++)
      for (let o = 0; o < outputs; o++)
        y[out * outputs + o]! += x[pixel * inputs + c]! * kernel[(tap * inputs + c) * outputs + o]!;
  });
  return y;
}

function pool(layer: NetworkLayer, x: Values, size: number, isMax: boolean): Values {
  const channels = layer.input[2]!;
  const length = layer.output[0]! * layer.output[1]! * channels;
  const y = new Float64Array(length).fill(isMax ? -Infinity : 0);
  const counts = new Float64Array(length);
  windows(layer, size, size, (out, pixel) => {
    for (let c = 0; c < channels; c++) {
      const at = out * channels + c;
      const value = x[pixel * channels + c]!;
      y[at] = isMax ? Math.max(y[at]!, value) : y[at]! + value;
      counts[at]! += 1;
    }
  });
  return isMax ? y : y.map((sum, i) => sum / counts[i]!);
}

function upsample(layer: NetworkLayer, x: Values, size: number): Values {
  const [, width, channels] = layer.input as [number, number, number];
  const [outHeight, outWidth] = layer.output as [number, number];
  return new Float64Array(outHeight * outWidth * channels).map((_, i) => {
    const pixel = Math.floor(i / channels);
    const row = Math.floor(Math.floor(pixel / outWidth) / size);
    const column = Math.floor((pixel % outWidth) / size);
    return x[(row * width + column) * channels + (i % channels)]!;
  });
}

function dense(layer: NetworkLayer, x: Values, kernel: Float64Array, bias: Float64Array): Values {
  const outputs = layer.output[0]!;
  return bias.map((b, o) => x.reduce((sum, value, i) => sum + value * kernel[i * outputs + o]!, b));
}

function batchNorm(layer: NetworkLayer, batch: Values[], gamma: Float64Array, beta: Float64Array): Values[] {
  if (layer.spec.kind !== 'batch-norm') throw new Error('no batch norm');
  const { epsilon } = layer.spec;
  const channels = gamma.length;
  const column = (c: number): number[] => batch.flatMap((x) => [...x.filter((_, i) => i % channels === c)]);
  const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
  const means = Array.from(gamma, (_, c) => mean(column(c)));
  const scales = means.map((m, c) => 1 / Math.sqrt(mean(column(c).map((v) => (v - m) ** 2)) + epsilon));
  return batch.map((x) =>
    x.map((v, i) => {
      const c = i % channels;
      return gamma[c]! * (v - means[c]!) * scales[c]! + beta[c]!;
    }),
  );
}

function forwardLayer(layer: NetworkLayer, batch: Values[], tensors: Tensors): Values[] {
  const { spec, name } = layer;
  const tensor = (kind: string): Float64Array => tensors[`${name}/${kind}`]!;
  switch (spec.kind) {
    case 'conv2d':
      return batch.map((x) =>
        convolve(layer, x, tensor('kernel'), tensor('bias')).map(activations[spec.activation]),
      );
    case 'dense':
      return batch.map((x) =>
        dense(layer, x, tensor('kernel'), tensor('bias')).map(activations[spec.activation]),
      );
    case 'max-pool':
    case 'average-pool':
      return batch.map((x) => pool(layer, x, spec.size, spec.kind === 'max-pool'));
    case 'upsample':
      return batch.map((x) => upsample(layer, x, spec.size));
    case 'batch-norm':
      return batchNorm(layer, batch, tensor('gamma'), tensor('beta'));
    case 'activation':
      return batch.map((x) => x.map(activations[spec.activation]));
    case 'flatten':
    case 'reshape':
      return batch;
    case 'dropout':
      throw new Error('the reference knows no dropout');
  }
}

/** The mean loss of a batch in training: batch norms by the batch's own statistics. */
export function referenceLoss(
  network: Network,
  tensors: Tensors,
  batch: readonly Values[],
  loss: 'binary-crossentropy' | 'mean-squared-error',
): number {
  const outputs = network.layers.reduce((x, layer) => forwardLayer(layer, x, tensors), [...batch]);
  const one =
    loss === 'mean-squared-error'
      ? (p: number, t: number) => (p - t) ** 2
      : (p: number, t: number) => -(t * Math.log(p) + (1 - t) * Math.log(1 - p));
  const sums = outputs.map((p, n) => p.reduce((sum, v, i) => sum + one(v, batch[n]![i]!), 0) / p.length);
  return sums.reduce((a, b) => a + b, 0) / batch.length;
}

/** The gradient of `referenceLoss` for every trainable tensor, by central differences. */
export function referenceGradients(
  network: Network,
  tensors: Tensors,
  batch: readonly Values[],
  loss: 'binary-crossentropy' | 'mean-squared-error',
): Record<string, Float64Array> {
  const h = 1e-5;
  const trainable = network.layers.flatMap((layer) => layer.weights).filter((tensor) => tensor.trainable);
  return Object.fromEntries(
    trainable.map(({ key }) => [
      key,
      tensors[key]!.map((_, i) => {
        const at = (shift: number): number => {
          const moved = tensors[key]!.slice();
          moved[i]! += shift;
          return referenceLoss(network, { ...tensors, [key]: moved }, batch, loss);
        };
        return (at(h) - at(-h)) / (2 * h);
      }),
    ]),
  );
}
