import { activate, LINEAR } from './activation';

// A convolution and the maximum of squares of 2 x 2 of its outputs, without the large image between them: the four pixels of a
// square are the rows of one tile, and their maximum is taken in registers. The activation comes after the maximum, which is the
// same for one that never falls. Of each maximum the place is kept (0 to 3, row by row, the first of equal ones): all that the
// backward pass needs. Outputs: a multiple of 4.

/** The maxima and places of one square, 8 outputs (or 4, when not `isWide`). Arguments as of `product`. */
function pooledTile(
  a: usize, across: usize, down: usize, aSegment: usize, b: usize, bStep: usize, bSegment: usize,
  segments: i32, steps: i32, bias: usize, isWide: bool, y: usize, places: usize,
): void {
  let l0 = v128.load(bias), r0 = v128.load(bias, 16);
  let l1 = l0, l2 = l0, l3 = l0;
  let r1 = r0, r2 = r0, r3 = r0;
  for (let segment = 0; segment < segments; segment++) {
    let p0 = a, p1 = a + across, p2 = a + down, p3 = a + across + down;
    let q = b;
    for (let k = 0; k < steps; k++) {
      const left = v128.load(q);
      const right = v128.load(q, 16);
      const x0 = v128.load_splat<f32>(p0);
      l0 = f32x4.add(l0, f32x4.mul(x0, left));
      r0 = f32x4.add(r0, f32x4.mul(x0, right));
      const x1 = v128.load_splat<f32>(p1);
      l1 = f32x4.add(l1, f32x4.mul(x1, left));
      r1 = f32x4.add(r1, f32x4.mul(x1, right));
      const x2 = v128.load_splat<f32>(p2);
      l2 = f32x4.add(l2, f32x4.mul(x2, left));
      r2 = f32x4.add(r2, f32x4.mul(x2, right));
      const x3 = v128.load_splat<f32>(p3);
      l3 = f32x4.add(l3, f32x4.mul(x3, left));
      r3 = f32x4.add(r3, f32x4.mul(x3, right));
      p0 += 4;
      p1 += 4;
      p2 += 4;
      p3 += 4;
      q += bStep;
    }
    a += aSegment;
    b += bSegment;
  }
  storeMaximum(l0, l1, l2, l3, y, places);
  if (isWide) storeMaximum(r0, r1, r2, r3, y + 16, places + 4);
}

// @ts-ignore: decorator
@inline
function storeMaximum(z0: v128, z1: v128, z2: v128, z3: v128, y: usize, places: usize): void {
  const isSecond = f32x4.gt(z1, z0), isFourth = f32x4.gt(z3, z2);
  const upper = v128.bitselect(z1, z0, isSecond), lower = v128.bitselect(z3, z2, isFourth);
  const isLower = f32x4.gt(lower, upper);
  v128.store(y, v128.bitselect(lower, upper, isLower));
  // A mask is -1 where it holds: 0 or 1 above, 2 or 3 below.
  const above = i32x4.neg(isSecond), below = i32x4.sub(i32x4.splat(2), isFourth);
  const place = v128.bitselect(below, above, isLower);
  const words = i16x8.narrow_i32x4_s(place, place);
  store<i32>(places, i32x4.extract_lane(i8x16.narrow_i16x8_s(words, words), 0));
}

/**
 * y (height, width, outputs) = f(max over squares of (bias + windows * weights)); `places` gets a byte for each value of y. The other
 * arguments are those of convolution_forward with strides 1.
 */
export function pooled_forward(
  x: usize, xPitch: usize, weights: usize, bias: usize, y: usize, yPitch: usize, places: usize,
  height: i32, width: i32, kernel: i32, inputs: i32, outputs: i32, activation: i32,
): void {
  const length = kernel * inputs;
  const inPixel = <usize>inputs << 2, outPixel = <usize>outputs << 2;
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const square = x + <usize>column * inPixel * 2;
      const at = <usize>column * outPixel;
      for (let output = 0; output < outputs; output += 8) {
        const offset = <usize>output << 2;
        pooledTile(
          square, inPixel, xPitch, xPitch, weights + offset, outPixel, <usize>length * outPixel, kernel, length,
          bias + offset, output + 8 <= outputs, y + at + offset, places + ((at + offset) >> 2),
        );
      }
    }
    if (activation != LINEAR) activate(activation, y, y, width * outputs);
    x += xPitch * 2;
    y += yPitch;
    places += <usize>(width * outputs);
  }
}

/** dz (2 height, 2 width, outputs): each gradient dz of the maxima at its place, zeros elsewhere. */
export function pooled_backward(
  dy: usize, dyPitch: usize, places: usize, dz: usize, dzPitch: usize, height: i32, width: i32, outputs: i32,
): void {
  const pixel = <usize>outputs << 2;
  for (let row = 0; row < height; row++) {
    let from = dy, to = dz;
    for (let column = 0; column < width; column++) {
      for (let i: usize = 0; i < pixel; i += 16) {
        const gradient = v128.load(from + i);
        const place = i32x4.extend_low_i16x8_s(i16x8.extend_low_i8x16_s(v128.load32_zero(places + (i >> 2))));
        const at = to + i;
        v128.store(at, v128.and(gradient, i32x4.eq(place, i32x4.splat(0))));
        v128.store(at + pixel, v128.and(gradient, i32x4.eq(place, i32x4.splat(1))));
        v128.store(at + dzPitch, v128.and(gradient, i32x4.eq(place, i32x4.splat(2))));
        v128.store(at + dzPitch + pixel, v128.and(gradient, i32x4.eq(place, i32x4.splat(3))));
      }
      from += pixel;
      to += pixel * 2;
      places += <usize>outputs;
    }
    dy += dyPitch;
    dz += dzPitch * 2;
  }
}
