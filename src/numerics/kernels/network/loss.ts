import { log4 } from './elementary';

// Losses over the rows of one image, summed in float64. `gradient` may be 0: then only the loss is computed. `share` is what
// one value counts in the batch's mean. Pitches in bytes.

export const BINARY_CROSS_ENTROPY = 0;
export const MEAN_SQUARED_ERROR = 1;

const CLIP: f32 = 1e-7;

// @ts-ignore: decorator
@inline
function clipped(p: v128): v128 {
  return f32x4.pmax(f32x4.pmin(p, f32x4.splat(<f32>1.0 - CLIP)), f32x4.splat(CLIP));
}

// @ts-ignore: decorator
@inline
function lossOf(kind: i32, p: v128, t: v128): v128 {
  if (kind == MEAN_SQUARED_ERROR) {
    const d = f32x4.sub(p, t);
    return f32x4.mul(d, d);
  }
  const one = f32x4.splat(1.0);
  const q = clipped(p);
  const present = f32x4.mul(t, log4(q));
  const absent = f32x4.mul(f32x4.sub(one, t), log4(f32x4.sub(one, q)));
  return f32x4.neg(f32x4.add(present, absent));
}

/** With `toLogit` the gradient is that of the sigmoid's argument: p - t, never vanishing where p is saturated. */
// @ts-ignore: decorator
@inline
function gradientOf(kind: i32, toLogit: bool, p: v128, t: v128, share: v128): v128 {
  const d = f32x4.sub(p, t);
  if (kind == MEAN_SQUARED_ERROR) return f32x4.mul(f32x4.add(d, d), share);
  if (toLogit) return f32x4.mul(d, share);
  const q = clipped(p);
  const quotient = f32x4.div(f32x4.sub(q, t), f32x4.mul(q, f32x4.sub(f32x4.splat(1.0), q)));
  const inside = v128.or(f32x4.eq(p, q), f32x4.ne(p, p));
  return f32x4.mul(v128.and(inside, quotient), share);
}

// @ts-ignore: decorator
@inline
function row(kind: i32, toLogit: bool, p: usize, t: usize, gradient: usize, length: i32, share: f32): f64 {
  const shares = f32x4.splat(share);
  const whole = length & ~3;
  let sum = f64x2.splat(0);
  let rest: f64 = 0;
  for (let i = 0; i < whole; i += 4) {
    const x = v128.load(p), target = v128.load(t);
    const loss = lossOf(kind, x, target);
    sum = f64x2.add(sum, f64x2.promote_low_f32x4(loss));
    sum = f64x2.add(sum, f64x2.promote_low_f32x4(v128.shuffle<f32>(loss, loss, 2, 3, 0, 1)));
    if (gradient != 0) {
      v128.store(gradient, gradientOf(kind, toLogit, x, target, shares));
      gradient += 16;
    }
    p += 16;
    t += 16;
  }
  for (let i = whole; i < length; i++) {
    const x = v128.load32_zero(p), target = v128.load32_zero(t);
    rest += <f64>f32x4.extract_lane(lossOf(kind, x, target), 0);
    if (gradient != 0) {
      store<f32>(gradient, f32x4.extract_lane(gradientOf(kind, toLogit, x, target, shares), 0));
      gradient += 4;
    }
    p += 4;
    t += 4;
  }
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1) + rest;
}

/** The sum of the loss over an image's values; writes the gradient of the batch's mean loss when asked. */
export function loss_rows(
  kind: i32, toLogit: bool, p: usize, pPitch: usize, t: usize, tPitch: usize, gradient: usize, gradientPitch: usize,
  rows: i32, length: i32, share: f32,
): f64 {
  let sum: f64 = 0;
  for (let i = 0; i < rows; i++) {
    const at = <usize>i;
    const g = gradient == 0 ? <usize>0 : gradient + at * gradientPitch;
    const a = p + at * pPitch, b = t + at * tPitch;
    if (kind == MEAN_SQUARED_ERROR) sum += row(MEAN_SQUARED_ERROR, false, a, b, g, length, share);
    else if (toLogit) sum += row(BINARY_CROSS_ENTROPY, true, a, b, g, length, share);
    else sum += row(BINARY_CROSS_ENTROPY, false, a, b, g, length, share);
  }
  return sum;
}
