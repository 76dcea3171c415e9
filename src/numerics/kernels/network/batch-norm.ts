// Batch normalisation over everything but the channels. Sums are in float64, one slot a shard; what follows from them (a few
// numbers a channel) is computed by the host. x, y and their gradients lie without gaps: (pixels, channels).

/** sums[c] += sum over pixels of x[., c]. */
export function batch_norm_sum(x: usize, pixels: i32, channels: i32, sums: usize): void {
  for (let i = 0; i < pixels; i++) {
    for (let c = 0; c < channels; c++) {
      const slot = sums + ((<usize>c) << 3);
      store<f64>(slot, load<f64>(slot) + <f64>load<f32>(x));
      x += 4;
    }
  }
}

/** squares[c] += sum over pixels of (x[., c] - means[c])^2; means in float64. */
export function batch_norm_squares(x: usize, pixels: i32, channels: i32, means: usize, squares: usize): void {
  for (let i = 0; i < pixels; i++) {
    for (let c = 0; c < channels; c++) {
      const slot = squares + ((<usize>c) << 3);
      const d = <f64>load<f32>(x) - load<f64>(means + ((<usize>c) << 3));
      store<f64>(slot, load<f64>(slot) + d * d);
      x += 4;
    }
  }
}

/** sums[c] += sum of dy[., c]; products[c] += sum of dy[., c] (x[., c] - means[c]); means in float64. */
export function batch_norm_gradient_sums(
  x: usize,
  dy: usize,
  pixels: i32,
  channels: i32,
  means: usize,
  sums: usize,
  products: usize,
): void {
  for (let i = 0; i < pixels; i++) {
    for (let c = 0; c < channels; c++) {
      const at = (<usize>c) << 3;
      const g = <f64>load<f32>(dy);
      store<f64>(sums + at, load<f64>(sums + at) + g);
      store<f64>(products + at, load<f64>(products + at) + g * (<f64>load<f32>(x) - load<f64>(means + at)));
      x += 4;
      dy += 4;
    }
  }
}

/** y = (x - mean) scale + shift, per channel, all float32; row by row of `pixels`. */
export function batch_norm_forward(
  x: usize,
  xPitch: usize,
  y: usize,
  yPitch: usize,
  rows: i32,
  pixels: i32,
  channels: i32,
  means: usize,
  scales: usize,
  shifts: usize,
): void {
  for (let row = 0; row < rows; row++) {
    let p = x + <usize>row * xPitch,
      q = y + <usize>row * yPitch;
    for (let i = 0; i < pixels; i++) {
      for (let c = 0; c < channels; c++) {
        const at = (<usize>c) << 2;
        const centred = load<f32>(p) - load<f32>(means + at);
        store<f32>(q, centred * load<f32>(scales + at) + load<f32>(shifts + at));
        p += 4;
        q += 4;
      }
    }
  }
}

/** dx = scale dy - offset - slope (x - mean), per channel, all float32. */
export function batch_norm_backward(
  x: usize,
  dy: usize,
  dx: usize,
  pixels: i32,
  channels: i32,
  means: usize,
  scales: usize,
  offsets: usize,
  slopes: usize,
): void {
  for (let i = 0; i < pixels; i++) {
    for (let c = 0; c < channels; c++) {
      const at = (<usize>c) << 2;
      const centred = load<f32>(x) - load<f32>(means + at);
      const part = load<f32>(offsets + at) + load<f32>(slopes + at) * centred;
      store<f32>(dx, load<f32>(scales + at) * load<f32>(dy) - part);
      x += 4;
      dy += 4;
      dx += 4;
    }
  }
}
