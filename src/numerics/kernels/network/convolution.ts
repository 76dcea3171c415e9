import { activate, LINEAR } from './activation';
import { addPixels, product } from './block';
import { dots } from './dots';
import { singleOutputRow, singleOutputWeights } from './single-output';

// Images are channels-last. A window of one kernel row is `kernel * channels` values side by side, so that a row of outputs
// is a product of overlapping windows with the weights (kernel, kernel * in, out): no copy of the windows is made.
// Strides, steps and pitches are in bytes. x points to the window of the first output, in a buffer with a border of zeros.

/**
 * y = f(bias + windows * weights). With flipped weights and zeros for a bias it is the gradient of the input.
 */
export function convolution_forward(
  x: usize,
  xPitch: usize,
  xStep: usize,
  xRow: usize,
  weights: usize,
  bias: usize,
  y: usize,
  yPitch: usize,
  height: i32,
  width: i32,
  kernel: i32,
  inputs: i32,
  outputs: i32,
  activation: i32,
): void {
  const length = kernel * inputs;
  const outputBytes = (<usize>outputs) << 2;
  for (let row = 0; row < height; row++) {
    if (outputs == 1 && kernel == 3 && inputs % 4 == 0 && xRow == xPitch) {
      singleOutputRow(x, xPitch, weights, load<f32>(bias), y, width, inputs);
    } else if (outputs == 1) {
      dots(
        weights,
        (<usize>length) << 2,
        x,
        xStep,
        xPitch,
        kernel,
        length,
        y,
        4,
        width,
        load<f32>(bias),
        false,
      );
    } else {
      product(
        x,
        xStep,
        4,
        xPitch,
        weights,
        outputBytes,
        <usize>length * outputBytes,
        kernel,
        length,
        y,
        outputBytes,
        width,
        outputs,
        bias,
      );
    }
    if (activation != LINEAR) activate(activation, y, y, width * outputs);
    x += xRow;
    y += yPitch;
  }
}

/** Adds the gradients of one image to those of the weights (kernel, kernel * in, out) and the bias; dz as y above. */
export function convolution_weights(
  x: usize,
  xPitch: usize,
  xStep: usize,
  xRow: usize,
  dz: usize,
  dzPitch: usize,
  dWeights: usize,
  dBias: usize,
  height: i32,
  width: i32,
  kernel: i32,
  inputs: i32,
  outputs: i32,
): void {
  const length = kernel * inputs;
  const outputBytes = (<usize>outputs) << 2;
  for (let row = 0; row < height; row++) addPixels(dz + <usize>row * dzPitch, outputBytes, width, outputs, dBias);
  if (outputs == 1 && xRow == xPitch) {
    singleOutputWeights(x, xPitch, xStep, dz, dzPitch, dWeights, height, width, kernel, length);
    return;
  }
  for (let row = 0; row < height; row++) {
    for (let tap = 0; tap < kernel; tap++) {
      const windows = x + <usize>tap * xPitch;
      const target = dWeights + <usize>(tap * length) * outputBytes;
      product(windows, 4, xStep, 0, dz, outputBytes, 0, 1, width, target, outputBytes, length, outputs, 0);
    }
    x += xRow;
    dz += dzPitch;
  }
}

/** Weights for the gradient of the input: turned by half a turn, inputs and outputs exchanged: (kernel, kernel, out, in). */
export function convolution_flip(
  weights: usize,
  flipped: usize,
  kernel: i32,
  inputs: i32,
  outputs: i32,
): void {
  const taps = kernel * kernel;
  for (let tap = 0; tap < taps; tap++) {
    const from = weights + ((<usize>((taps - 1 - tap) * inputs * outputs)) << 2);
    const to = flipped + ((<usize>(tap * inputs * outputs)) << 2);
    for (let i = 0; i < inputs; i++) {
      for (let o = 0; o < outputs; o++) {
        store<f32>(
          to + ((<usize>(o * inputs + i)) << 2),
          load<f32>(from + ((<usize>(i * outputs + o)) << 2)),
        );
      }
    }
  }
}

/** Copies pixels `channels` wide to every `stride`-th place of a buffer whose other places stay zero. */
export function convolution_spread(
  dz: usize,
  dzPitch: usize,
  target: usize,
  targetPitch: usize,
  height: i32,
  width: i32,
  channels: i32,
  stride: i32,
): void {
  const pixel = (<usize>channels) << 2;
  for (let row = 0; row < height; row++) {
    let from = dz + <usize>row * dzPitch;
    let to = target + <usize>(row * stride) * targetPitch;
    for (let column = 0; column < width; column++) {
      memory.copy(to, from, pixel);
      from += pixel;
      to += pixel * <usize>stride;
    }
  }
}
