import { activate, LINEAR } from './activation';
import { product } from './block';

// A convolution and the maximum of squares of 2 x 2 of its outputs, without the large image between them: two rows at a time. The
// activation comes after the maximum, which is the same for one that never falls. Of each maximum the place is kept (0 to 3, row by
// row, the first of equal ones): all that the backward pass needs. Outputs: a multiple of 4.

// @ts-ignore: decorator
@inline
function poolRow(upper: usize, lower: usize, width: i32, outputs: i32, y: usize, places: usize): void {
  const pixel = <usize>outputs << 2;
  for (let column = 0; column < width; column++) {
    for (let i: usize = 0; i < pixel; i += 16) {
      let best = v128.load(upper + i);
      let place = i32x4.splat(0);
      const second = v128.load(upper + i + pixel);
      let above = f32x4.gt(second, best);
      best = v128.bitselect(second, best, above);
      place = v128.bitselect(i32x4.splat(1), place, above);
      const third = v128.load(lower + i);
      above = f32x4.gt(third, best);
      best = v128.bitselect(third, best, above);
      place = v128.bitselect(i32x4.splat(2), place, above);
      const fourth = v128.load(lower + i + pixel);
      above = f32x4.gt(fourth, best);
      best = v128.bitselect(fourth, best, above);
      place = v128.bitselect(i32x4.splat(3), place, above);
      v128.store(y + i, best);
      const words = i16x8.narrow_i32x4_s(place, place);
      store<i32>(places + (i >> 2), i32x4.extract_lane(i8x16.narrow_i16x8_s(words, words), 0));
    }
    upper += pixel * 2;
    lower += pixel * 2;
    y += pixel;
    places += <usize>outputs;
  }
}

/**
 * y (height, width, outputs) = f(max over squares of (bias + windows * weights)); `places` gets a byte for each value of y. `room`
 * holds 4 width outputs values. The other arguments are those of convolution_forward with strides 1.
 */
export function pooled_forward(
  x: usize, xPitch: usize, weights: usize, bias: usize, y: usize, yPitch: usize, places: usize,
  height: i32, width: i32, kernel: i32, inputs: i32, outputs: i32, activation: i32, room: usize,
): void {
  const length = kernel * inputs;
  const inPixel = <usize>inputs << 2, outPixel = <usize>outputs << 2;
  const lower = room + <usize>(2 * width) * outPixel;
  for (let row = 0; row < height; row++) {
    for (let half: usize = 0; half < 2; half++) {
      product(
        x + half * xPitch, inPixel, 4, xPitch, weights, outPixel, <usize>length * outPixel, kernel, length,
        half == 0 ? room : lower, outPixel, 2 * width, outputs, bias,
      );
    }
    poolRow(room, lower, width, outputs, y, places);
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
