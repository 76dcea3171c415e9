// Pooling and nearest-neighbour upsampling of one channels-last image; windows of `size` x `size` at distance `size`. A window
// may reach over the border by `padTop` and `padLeft` and beyond the other sides: only the pixels inside count. Pitches in bytes.

// @ts-ignore: decorator
@inline
function pick(p: usize, few: bool): v128 {
  return few ? v128.load32_zero(p) : v128.load(p);
}

// @ts-ignore: decorator
@inline
function put(p: usize, v: v128, few: bool): void {
  if (few) store<f32>(p, f32x4.extract_lane(v, 0));
  else v128.store(p, v);
}

// @ts-ignore: decorator
@inline
function low(value: i32): i32 {
  return value < 0 ? 0 : value;
}

// @ts-ignore: decorator
@inline
function high(value: i32, limit: i32): i32 {
  return value > limit ? limit : value;
}

export function pool_forward(
  isMax: bool, x: usize, xPitch: usize, height: i32, width: i32, channels: i32, size: i32, padTop: i32, padLeft: i32,
  y: usize, yPitch: usize, outHeight: i32, outWidth: i32,
): void {
  const pixel = <usize>channels << 2;
  for (let row = 0; row < outHeight; row++) {
    const top = low(row * size - padTop), bottom = high(row * size - padTop + size, height);
    for (let column = 0; column < outWidth; column++) {
      const left = low(column * size - padLeft), right = high(column * size - padLeft + size, width);
      const share: f32 = 1.0 / <f32>((bottom - top) * (right - left));
      const first = x + <usize>top * xPitch + <usize>left * pixel;
      const target = y + <usize>row * yPitch + <usize>column * pixel;
      for (let channel = 0; channel < channels; ) {
        const few = channel + 4 > channels;
        const offset = <usize>channel << 2;
        let best = isMax ? pick(first + offset, few) : f32x4.splat(0);
        for (let i = top; i < bottom; i++) {
          let p = x + <usize>i * xPitch + <usize>left * pixel + offset;
          for (let j = left; j < right; j++) {
            const v = pick(p, few);
            best = isMax ? f32x4.pmax(best, v) : f32x4.add(best, v);
            p += pixel;
          }
        }
        put(target + offset, isMax ? best : f32x4.mul(best, f32x4.splat(share)), few);
        channel += few ? 1 : 4;
      }
    }
  }
}

/** The gradient of the input; of a maximum it goes to the first pixel, row by row, that has it. */
export function pool_backward(
  isMax: bool, x: usize, xPitch: usize, height: i32, width: i32, channels: i32, size: i32, padTop: i32, padLeft: i32,
  y: usize, yPitch: usize, dy: usize, dyPitch: usize, outHeight: i32, outWidth: i32, dx: usize, dxPitch: usize,
): void {
  const pixel = <usize>channels << 2;
  for (let row = 0; row < outHeight; row++) {
    const top = low(row * size - padTop), bottom = high(row * size - padTop + size, height);
    for (let column = 0; column < outWidth; column++) {
      const left = low(column * size - padLeft), right = high(column * size - padLeft + size, width);
      const share: f32 = 1.0 / <f32>((bottom - top) * (right - left));
      for (let channel = 0; channel < channels; ) {
        const few = channel + 4 > channels;
        const offset = <usize>channel << 2;
        const at = <usize>column * pixel + offset;
        const gradient = pick(dy + <usize>row * dyPitch + at, few);
        const best = isMax ? pick(y + <usize>row * yPitch + at, few) : gradient;
        const shared = f32x4.mul(gradient, f32x4.splat(share));
        let open = i32x4.splat(-1);
        for (let i = top; i < bottom; i++) {
          let inside = <usize>left * pixel + offset;
          for (let j = left; j < right; j++) {
            const q = dx + <usize>i * dxPitch + inside;
            if (isMax) {
              const hit = v128.and(open, f32x4.eq(pick(x + <usize>i * xPitch + inside, few), best));
              open = v128.andnot(open, hit);
              put(q, v128.and(gradient, hit), few);
            } else {
              put(q, shared, few);
            }
            inside += pixel;
          }
        }
        channel += few ? 1 : 4;
      }
    }
  }
}

/** Each pixel becomes a square of `size` x `size` equal ones; height, width are those of x. */
export function upsample_forward(
  x: usize, xPitch: usize, height: i32, width: i32, channels: i32, size: i32, y: usize, yPitch: usize,
): void {
  const pixel = <usize>channels << 2;
  for (let row = 0; row < height; row++) {
    const first = y + <usize>(row * size) * yPitch;
    for (let channel = 0; channel < channels; ) {
      const few = channel + 4 > channels;
      let p = x + <usize>row * xPitch + (<usize>channel << 2);
      let q = first + (<usize>channel << 2);
      for (let column = 0; column < width; column++) {
        const v = pick(p, few);
        for (let j = 0; j < size; j++) {
          put(q, v, few);
          q += pixel;
        }
        p += pixel;
      }
      channel += few ? 1 : 4;
    }
    for (let i = 1; i < size; i++) memory.copy(first + <usize>i * yPitch, first, <usize>(width * size) * pixel);
  }
}

/** dx = the sum of dy over each square. */
export function upsample_backward(
  dy: usize, dyPitch: usize, height: i32, width: i32, channels: i32, size: i32, dx: usize, dxPitch: usize,
): void {
  const pixel = <usize>channels << 2;
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      for (let channel = 0; channel < channels; ) {
        const few = channel + 4 > channels;
        const offset = <usize>channel << 2;
        let sum = f32x4.splat(0);
        for (let i = 0; i < size; i++) {
          let p = dy + <usize>(row * size + i) * dyPitch + <usize>(column * size) * pixel + offset;
          for (let j = 0; j < size; j++) {
            sum = f32x4.add(sum, pick(p, few));
            p += pixel;
          }
        }
        put(dx + <usize>row * dxPitch + <usize>column * pixel + offset, sum, few);
        channel += few ? 1 : 4;
      }
    }
  }
}
