import { product } from './block';

// Convolutions to one channel, as the last of an autoencoder is: there is no row of outputs to fill a vector with, so lanes hold
// input channels (forward), or kernel rows share a pass over x (gradients of the weights).

/** Sums the lanes of four vectors, each in the same order. */
// @ts-ignore: decorator
@inline
function laneSums(a0: v128, a1: v128, a2: v128, a3: v128): v128 {
  const s01 = f32x4.add(v128.shuffle<f32>(a0, a1, 0, 4, 1, 5), v128.shuffle<f32>(a0, a1, 2, 6, 3, 7));
  const s23 = f32x4.add(v128.shuffle<f32>(a2, a3, 0, 4, 1, 5), v128.shuffle<f32>(a2, a3, 2, 6, 3, 7));
  return f32x4.add(v128.shuffle<f32>(s01, s23, 0, 1, 4, 5), v128.shuffle<f32>(s01, s23, 2, 3, 6, 7));
}

/**
 * One row of a 3 x 3 convolution with strides 1 to one channel, inputs a multiple of 4: four outputs at a time, which share the
 * pixels of their windows. Up to three pixels past the last window are read, and not used.
 */
export function singleOutputRow(
  x: usize, xPitch: usize, weights: usize, bias: f32, y: usize, width: i32, inputs: i32,
): void {
  const pixel = <usize>inputs << 2;
  for (let column = 0; column < width; column += 4) {
    let a0 = f32x4.splat(0), a1 = a0, a2 = a0, a3 = a0;
    let w = weights, row = x;
    for (let tap = 0; tap < 3; tap++) {
      let p = row;
      for (let channel = 0; channel < inputs; channel += 4) {
        const w0 = v128.load(w), w1 = v128.load(w + pixel), w2 = v128.load(w + pixel * 2);
        const p2 = p + pixel * 2, p4 = p2 + pixel * 2;
        a0 = f32x4.add(a0, f32x4.mul(v128.load(p), w0));
        const x1 = v128.load(p + pixel);
        a0 = f32x4.add(a0, f32x4.mul(x1, w1));
        a1 = f32x4.add(a1, f32x4.mul(x1, w0));
        const x2 = v128.load(p2);
        a0 = f32x4.add(a0, f32x4.mul(x2, w2));
        a1 = f32x4.add(a1, f32x4.mul(x2, w1));
        a2 = f32x4.add(a2, f32x4.mul(x2, w0));
        const x3 = v128.load(p2 + pixel);
        a1 = f32x4.add(a1, f32x4.mul(x3, w2));
        a2 = f32x4.add(a2, f32x4.mul(x3, w1));
        a3 = f32x4.add(a3, f32x4.mul(x3, w0));
        const x4 = v128.load(p4);
        a2 = f32x4.add(a2, f32x4.mul(x4, w2));
        a3 = f32x4.add(a3, f32x4.mul(x4, w1));
        a3 = f32x4.add(a3, f32x4.mul(v128.load(p4 + pixel), w2));
        p += 16;
        w += 16;
      }
      w += pixel * 2;
      row += xPitch;
    }
    let sums = f32x4.add(laneSums(a0, a1, a2, a3), f32x4.splat(bias));
    if (column + 4 <= width) {
      v128.store(y, sums);
    } else {
      for (let i = column; i < width; i++) {
        store<f32>(y + (<usize>(i - column) << 2), f32x4.extract_lane(sums, 0));
        sums = v128.shuffle<f32>(sums, sums, 1, 2, 3, 0);
      }
    }
    x += pixel * 4;
    y += 16;
  }
}

/** Gradients of the weights of a convolution with strides 1: each row of x meets the rows of dz of all its taps at once. */
export function singleOutputWeights(
  x: usize, xPitch: usize, xStep: usize, dz: usize, dzPitch: usize, dWeights: usize,
  height: i32, width: i32, kernel: i32, length: i32,
): void {
  const tapBytes = (<usize>length) << 2;
  for (let row = 0; row < height + kernel - 1; row++) {
    const first = max(0, row - height + 1), taps = min(kernel - 1, row) - first + 1;
    product(
      dz + <usize>(row - first) * dzPitch, 0 - dzPitch, 4, 0, x, xStep, 0, 1, width,
      dWeights + <usize>first * tapBytes, tapBytes, taps, length, 0,
    );
    x += xPitch;
  }
}
