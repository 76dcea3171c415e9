import { exp } from '../elementary.js';

/**
 * How an axis gets another length. `antialiased`: scikit-image's way, a Gaussian when shrinking, then linear interpolation;
 * `area`: the mean over the part of the input that an output pixel covers; `nearest`: the pixel under an output pixel's centre.
 */
export type ResizeMethod = 'antialiased' | 'area' | 'nearest';

/**
 * A linear map of one axis. Output i is the sum over t of weights[i * taps + t] * input[sources[starts[i] + t]]: `sources` is
 * the input with what lies beyond its edges, so that an output's taps follow one another.
 */
export interface AxisMap {
  readonly taps: number;
  readonly outputs: number;
  readonly starts: Int32Array;
  readonly weights: Float64Array;
  readonly sources: Int32Array;
}

/** @param inputs Length of the axis. @param outputs Length that it gets; both at least 1. */
export function axisMap(inputs: number, outputs: number, method: ResizeMethod): AxisMap {
  if (method === 'antialiased') return antialiasedMap(inputs, outputs);
  return method === 'area' ? areaMap(inputs, outputs) : nearestMap(inputs, outputs);
}

/** @see skimage.transform.resize; scipy.ndimage.gaussian_filter and zoom(order=1, mode='mirror', grid_mode=True). */
function antialiasedMap(inputs: number, outputs: number): AxisMap {
  const factor = inputs / outputs;
  const kernel = gaussianKernel(Math.max(0, (factor - 1) / 2));
  const radius = (kernel.length - 1) / 2;
  // The kernel around the pixel to the left and around the one to the right overlap in all but one tap.
  const taps = kernel.length + 1;
  const starts = new Int32Array(outputs);
  const weights = new Float64Array(outputs * taps);
  for (let i = 0; i < outputs; i++) {
    const position = mirrored(factor * (i + 0.5) - 0.5, inputs);
    const left = Math.floor(position);
    const part = position - left;
    // The input starts `radius` pixels into the sources. The pixel to the right of the last one is a mirror image.
    starts[i] = left;
    for (let t = 0; t < taps; t++) {
      const fromLeft = t < kernel.length ? (1 - part) * kernel[t]! : 0;
      const fromRight = t > 0 ? part * kernel[t - 1]! : 0;
      weights[i * taps + t] = fromLeft + fromRight;
    }
  }
  const sources = Int32Array.from({ length: inputs + 2 * radius + 1 }, (_, j) =>
    mirrored(j - radius, inputs),
  );
  return { taps, outputs, starts, weights, sources };
}

/** Weights from -radius to radius with radius = round(4 sigma), summing to 1; just [1] for sigma 0. */
function gaussianKernel(sigma: number): Float64Array {
  const radius = Math.floor(4 * sigma + 0.5);
  const kernel = new Float64Array(2 * radius + 1);
  let sum = 0;
  for (let i = -radius; i <= radius; i++) {
    const weight = radius === 0 ? 1 : exp((-0.5 * i * i) / (sigma * sigma));
    kernel[i + radius] = weight;
    sum += weight;
  }
  return kernel.map((weight) => weight / sum);
}

/** Brings a position into [0, length - 1] by reflection about the outermost pixels' centres: d c b | a b c d | c b a. */
function mirrored(position: number, length: number): number {
  if (length === 1) return 0;
  const last = length - 1;
  const period = 2 * last;
  const inPeriod = ((position % period) + period) % period;
  return inPeriod <= last ? inPeriod : period - inPeriod;
}

function areaMap(inputs: number, outputs: number): AxisMap {
  const factor = inputs / outputs;
  const taps = Math.min(inputs, Math.ceil(factor) + 1);
  const starts = new Int32Array(outputs);
  const weights = new Float64Array(outputs * taps);
  for (let i = 0; i < outputs; i++) {
    // Bounds as whole numbers over `outputs`, so that shares of a pixel are exact where the lengths divide.
    const [first, end] = [i * inputs, (i + 1) * inputs];
    const start = Math.min(Math.floor(first / outputs), inputs - taps);
    starts[i] = start;
    for (let t = 0; t < taps; t++) {
      const covered = Math.min(end, (start + t + 1) * outputs) - Math.max(first, (start + t) * outputs);
      weights[i * taps + t] = Math.max(0, covered) / inputs;
    }
  }
  return { taps, outputs, starts, weights, sources: Int32Array.from({ length: inputs }, (_, j) => j) };
}

function nearestMap(inputs: number, outputs: number): AxisMap {
  return {
    taps: 1,
    outputs,
    starts: Int32Array.from({ length: outputs }, (_, i) =>
      Math.floor(((2 * i + 1) * inputs) / (2 * outputs)),
    ),
    weights: new Float64Array(outputs).fill(1),
    sources: Int32Array.from({ length: inputs }, (_, j) => j),
  };
}
