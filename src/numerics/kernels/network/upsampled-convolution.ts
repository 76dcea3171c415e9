import { activate, LINEAR } from './activation';
import { addPixels, product } from './block';
import { panelProduct } from './panel-product';

// Nearest-neighbour upsampling by 2, then a 3 x 3 convolution, without the large image. In one dimension, with weights w0, w1, w2 and
// pixels x of the small image, the two outputs over pixel i are
//   y0 = x[i] (w0 + w1 + w2) + (x[i - 1] - x[i]) w0     y1 = x[i] (w0 + w1 + w2) - (x[i] - x[i + 1]) w2,
// three products for two outputs; in two dimensions nine for four outputs, where the plain way takes 36: the count of Winograd's
// F(2, 2) in either direction without its tiles. The nine weights are T w T', T = [1 1 1; 1 0 0; 0 0 -1], in the order 3 p + q, p down
// and q across. Sizes: inputs a multiple of 4, outputs one of 8. x has a border of one pixel of zeros, dz too.

// @ts-ignore: decorator
@inline
function part(weights: usize, pitch: usize, q: i32): f32 {
  if (q == 0) return load<f32>(weights) + load<f32>(weights + pitch) + load<f32>(weights + pitch * 2);
  return q == 1 ? load<f32>(weights) : -load<f32>(weights + pitch * 2);
}

// @ts-ignore: decorator
@inline
function transformed(weights: usize, pitch: usize, s: i32): f32 {
  const p = s / 3, q = s % 3;
  if (p == 1) return part(weights, pitch, q);
  const last = part(weights + pitch * 6, pitch, q);
  if (p == 2) return -last;
  return part(weights, pitch, q) + part(weights + pitch * 3, pitch, q) + last;
}

/** Weights (3, 3, inputs, outputs) to panels (9, outputs / 8, inputs, 8). */
export function upsampled_weights(weights: usize, inputs: i32, outputs: i32, panels: usize): void {
  const pitch = <usize>(inputs * outputs) << 2;
  for (let s = 0; s < 9; s++) {
    for (let panel = 0; panel < outputs; panel += 8) {
      for (let i = 0; i < inputs; i++) {
        const from = weights + (<usize>(i * outputs + panel) << 2);
        for (let o: usize = 0; o < 32; o += 4) {
          store<f32>(panels, transformed(from + o, pitch, s));
          panels += 4;
        }
      }
    }
  }
}

/** Weights (3, 3, inputs, outputs) to panels for the gradient of the input: (inputs / 8, 9, outputs, 8), filled with zeros. */
export function upsampled_weights_turned(weights: usize, inputs: i32, outputs: i32, panels: usize): void {
  const pitch = <usize>(inputs * outputs) << 2;
  for (let panel = 0; panel < inputs; panel += 8) {
    for (let s = 0; s < 9; s++) {
      for (let o = 0; o < outputs; o++) {
        for (let i = panel; i < panel + 8; i++) {
          const from = weights + (<usize>(i * outputs + o) << 2);
          store<f32>(panels, i < inputs ? transformed(from, pitch, s) : 0);
          panels += 4;
        }
      }
    }
  }
}

/** difference = first - second, `bytes` long. */
// @ts-ignore: decorator
@inline
function subtract(first: usize, second: usize, difference: usize, bytes: usize): void {
  for (let i: usize = 0; i < bytes; i += 16) {
    v128.store(difference + i, f32x4.sub(v128.load(first + i), v128.load(second + i)));
  }
}

/** target[i] = (first - second)[i] - (first - second)[i + one pixel], `bytes` long. */
// @ts-ignore: decorator
@inline
function subtractTwice(first: usize, second: usize, pixel: usize, target: usize, bytes: usize): void {
  for (let i: usize = 0; i < bytes; i += 16) {
    const here = f32x4.sub(v128.load(first + i), v128.load(second + i));
    const next = f32x4.sub(v128.load(first + i + pixel), v128.load(second + i + pixel));
    v128.store(target + i, f32x4.sub(here, next));
  }
}

/**
 * y (2 height, 2 width, outputs) = f(bias + ...). `room` holds (5 (width + 1) inputs + (4 (width + 3) + 1) outputs) values.
 */
export function upsampled_forward(
  x: usize, xPitch: usize, panels: usize, bias: usize, y: usize, yPitch: usize,
  height: i32, width: i32, inputs: i32, outputs: i32, activation: i32, room: usize,
): void {
  const pixel = <usize>inputs << 2, outPixel = <usize>outputs << 2;
  const rowBytes = <usize>width * pixel, wideBytes = rowBytes + pixel, outBytes = <usize>(width + 3) * outPixel;
  const weightBytes = <usize>(inputs * outputs) << 2;
  // Differences of x: across; down, of the row above and of this; both ways. What goes across begins a pixel before the first.
  const across = room, down = across + wideBytes, both = down + wideBytes * 2;
  // Products: of x itself; with those across, left and right; of those down.
  const base = both + wideBytes * 2, sides = base + outBytes, ends = sides + outBytes * 2, zeros = ends + outBytes;
  memory.fill(zeros, 0, outPixel);
  subtract(x - xPitch, x, down, rowBytes);
  subtractTwice(x - xPitch - pixel, x - pixel, pixel, both, wideBytes);
  let above: usize = 0;
  for (let row = 0; row < height; row++) {
    const here = wideBytes - above;
    subtract(x - pixel, x, across, wideBytes);
    subtract(x, x + xPitch, down + here, rowBytes);
    subtractTwice(x - pixel, x + xPitch - pixel, pixel, both + here, wideBytes);
    panelProduct(x, pixel, 0, 1, inputs, panels, base, outPixel, width, outputs, bias, 0, 0, 0);
    for (let b: usize = 0; b < 2; b++) {
      panelProduct(
        across + b * pixel, pixel, 0, 1, inputs, panels + weightBytes * (1 + b),
        sides + b * outBytes, outPixel, width, outputs, base, outPixel, 0, 0,
      );
    }
    for (let a: usize = 0; a < 2; a++) {
      const line = a == 0 ? above : here;
      const weights = panels + weightBytes * (3 + 3 * a);
      panelProduct(down + line, pixel, 0, 1, inputs, weights, ends, outPixel, width, outputs, zeros, 0, 0, 0);
      for (let b: usize = 0; b < 2; b++) {
        panelProduct(
          both + line + b * pixel, pixel, 0, 1, inputs, weights + weightBytes * (1 + b),
          y + a * yPitch + b * outPixel, outPixel * 2, width, outputs,
          sides + b * outBytes, outPixel, ends, outPixel,
        );
      }
      if (activation != LINEAR) activate(activation, y + a * yPitch, y + a * yPitch, 2 * width * outputs);
    }
    above = here;
    x += xPitch;
    y += yPitch * 2;
  }
}

/**
 * What the nine weights of each pixel of a row meet in the backward pass, (width, 9, outputs): with the sums and differences of x
 * moved over to dz, dx and the gradients of the weights are plain products of one matrix.
 */
function gatherRow(dz: usize, dzPitch: usize, width: i32, outputs: i32, target: usize): void {
  const pixel = <usize>outputs << 2;
  const r0 = dz - dzPitch, r1 = dz, r2 = dz + dzPitch, r3 = r2 + dzPitch;
  for (let column = 0; column < width; column++) {
    const middle = <usize>(2 * column) * pixel;
    for (let i: usize = 0; i < pixel; i += 16) {
      const c1 = middle + i, c0 = c1 - pixel, c2 = c1 + pixel, c3 = c2 + pixel;
      const d00 = v128.load(r1 + c1), d01 = v128.load(r1 + c2);
      const d10 = v128.load(r2 + c1), d11 = v128.load(r2 + c2);
      const left0 = v128.load(r1 + c0), left1 = v128.load(r2 + c0);
      const right0 = v128.load(r1 + c3), right1 = v128.load(r2 + c3);
      const top0 = v128.load(r0 + c1), top1 = v128.load(r0 + c2);
      const bottom0 = v128.load(r3 + c1), bottom1 = v128.load(r3 + c2);
      const first = f32x4.add(d00, d10), second = f32x4.add(d01, d11);
      const upper = f32x4.add(d00, d01), lower = f32x4.add(d10, d11);
      const t = target + i;
      v128.store(t, f32x4.add(first, second));
      v128.store(t + pixel, f32x4.sub(f32x4.add(right0, right1), first));
      v128.store(t + pixel * 2, f32x4.sub(second, f32x4.add(left0, left1)));
      v128.store(t + pixel * 3, f32x4.sub(f32x4.add(bottom0, bottom1), upper));
      v128.store(
        t + pixel * 4,
        f32x4.sub(f32x4.sub(v128.load(r3 + c3), bottom0), f32x4.sub(right0, d00)),
      );
      v128.store(
        t + pixel * 5,
        f32x4.sub(f32x4.sub(bottom1, v128.load(r3 + c0)), f32x4.sub(d01, left0)),
      );
      v128.store(t + pixel * 6, f32x4.sub(lower, f32x4.add(top0, top1)));
      v128.store(
        t + pixel * 7,
        f32x4.sub(f32x4.sub(right1, d10), f32x4.sub(v128.load(r0 + c3), top0)),
      );
      v128.store(
        t + pixel * 8,
        f32x4.sub(f32x4.sub(d11, left1), f32x4.sub(top1, v128.load(r0 + c0))),
      );
    }
    target += pixel * 9;
  }
}

/** Adds T' g T of the nine gradients (inputs, 9, outputs) to those of the weights (3, 3, inputs, outputs). */
function addGradients(nine: usize, inputs: i32, outputs: i32, dWeights: usize): void {
  const pitch = <usize>(inputs * outputs) << 2, pixel = <usize>outputs << 2;
  for (let i = 0; i < inputs; i++) {
    for (let o: usize = 0; o < pixel; o += 16) {
      const g = nine + <usize>(i * 9) * pixel + o;
      const w = dWeights + <usize>i * pixel + o;
      for (let p: usize = 0; p < 3; p++) {
        const sum = v128.load(g);
        let s = sum, s0 = v128.load(g + pixel), s1 = v128.load(g + pixel * 2);
        if (p == 0) {
          s = f32x4.add(s, v128.load(g + pixel * 3));
          s0 = f32x4.add(s0, v128.load(g + pixel * 4));
          s1 = f32x4.add(s1, v128.load(g + pixel * 5));
        } else if (p == 2) {
          s = f32x4.sub(s, v128.load(g + pixel * 6));
          s0 = f32x4.sub(s0, v128.load(g + pixel * 7));
          s1 = f32x4.sub(s1, v128.load(g + pixel * 8));
        }
        const at = w + pitch * 3 * p;
        v128.store(at, f32x4.add(v128.load(at), f32x4.add(s, s0)));
        v128.store(at + pitch, f32x4.add(v128.load(at + pitch), s));
        v128.store(at + pitch * 2, f32x4.add(v128.load(at + pitch * 2), f32x4.sub(s, s1)));
      }
    }
  }
}

/**
 * Adds one image's gradients to those of the weights and the bias; writes that of x unless dx is 0. `turned` are the panels of
 * `upsampled_weights_turned`; `room` holds 9 (width + inputs) outputs + 8 values.
 */
export function upsampled_backward(
  x: usize, xPitch: usize, dz: usize, dzPitch: usize, turned: usize, dWeights: usize, dBias: usize,
  dx: usize, dxPitch: usize, height: i32, width: i32, inputs: i32, outputs: i32, room: usize,
): void {
  const pixel = <usize>inputs << 2, depth = 9 * outputs, depthBytes = <usize>depth << 2;
  const nine = room + <usize>width * depthBytes, zeros = nine + <usize>inputs * depthBytes;
  memory.fill(nine, 0, <usize>inputs * depthBytes + 32);
  const panelBytes = <usize>depth << 5;
  for (let row = 0; row < height; row++) {
    gatherRow(dz, dzPitch, width, outputs, room);
    addPixels(room, depthBytes, width, outputs, dBias);
    product(x, 4, pixel, 0, room, depthBytes, 0, 1, width, nine, depthBytes, inputs, depth, 0);
    if (dx != 0) {
      let panel = turned;
      for (let column = 0; column < inputs; column += 8) {
        product(
          room, depthBytes, 4, 0, panel, 32, 0, 1, depth,
          dx + (<usize>column << 2), pixel, width, inputs - column < 8 ? inputs - column : 8, zeros,
        );
        panel += panelBytes;
      }
      dx += dxPitch;
    }
    x += xPitch;
    dz += dzPitch * 2;
  }
  addGradients(nine, inputs, outputs, dWeights);
}
