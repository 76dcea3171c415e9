// Our own exp, log and tanh on four float32 at once: engines differ in theirs, and bytes must not. Coefficients of Cephes
// (Moshier 1989), relative errors near 1e-7. NaN stays NaN.

// Adding 1.5 * 2^23 rounds to the nearest integer and leaves it in the low bits.
// @ts-ignore: decorator
@inline const ROUND: f32 = 12582912.0;

/** r and 2^n with x = n ln 2 + r; r in [-ln 2 / 2, ln 2 / 2]. */
// @ts-ignore: decorator
@inline
function shifted(x: v128): v128 {
  const bounded = f32x4.pmax(f32x4.pmin(x, f32x4.splat(88.0)), f32x4.splat(-87.3));
  return f32x4.add(f32x4.mul(bounded, f32x4.splat(1.44269504088896341)), f32x4.splat(ROUND));
}

// @ts-ignore: decorator
@inline
function remainder(x: v128, n: v128): v128 {
  const bounded = f32x4.pmax(f32x4.pmin(x, f32x4.splat(88.0)), f32x4.splat(-87.3));
  const high = f32x4.sub(bounded, f32x4.mul(n, f32x4.splat(0.693359375)));
  return f32x4.sub(high, f32x4.mul(n, f32x4.splat(-2.12194440e-4)));
}

/** exp(r) - 1 for small r; in pairs of terms, since a chain of all of them would keep the processor waiting. */
// @ts-ignore: decorator
@inline
function exponentialTail(r: v128): v128 {
  const square = f32x4.mul(r, r);
  const high = f32x4.add(f32x4.mul(f32x4.splat(1.9875691500e-4), r), f32x4.splat(1.3981999507e-3));
  const middle = f32x4.add(f32x4.mul(f32x4.splat(8.3334519073e-3), r), f32x4.splat(4.1665795894e-2));
  const low = f32x4.add(f32x4.mul(f32x4.splat(1.6666665459e-1), r), f32x4.splat(5.0000001201e-1));
  const p = f32x4.add(f32x4.mul(f32x4.add(f32x4.mul(high, square), middle), square), low);
  return f32x4.add(f32x4.mul(square, p), r);
}

/** exp(x), x bounded to [-87.3, 88]. */
// @ts-ignore: decorator
@inline
export function exp4(x: v128): v128 {
  const s = shifted(x);
  const tail = exponentialTail(remainder(x, f32x4.sub(s, f32x4.splat(ROUND))));
  const scale = i32x4.add(i32x4.shl(s, 23), i32x4.splat(0x3f800000));
  return f32x4.mul(f32x4.add(tail, f32x4.splat(1.0)), scale);
}

/** exp(x) - 1, exact to float32 near 0 too. */
// @ts-ignore: decorator
@inline
export function expm14(x: v128): v128 {
  const s = shifted(x);
  const tail = exponentialTail(remainder(x, f32x4.sub(s, f32x4.splat(ROUND))));
  const scale = i32x4.add(i32x4.shl(s, 23), i32x4.splat(0x3f800000));
  return f32x4.add(f32x4.mul(tail, scale), f32x4.sub(scale, f32x4.splat(1.0)));
}

/** Natural logarithm of a positive normal number. */
// @ts-ignore: decorator
@inline
export function log4(x: v128): v128 {
  const offset = i32x4.sub(x, i32x4.splat(0x3f3504f3));
  const e = f32x4.convert_i32x4_s(i32x4.shr_s(offset, 23));
  const mantissa = i32x4.add(v128.and(offset, i32x4.splat(0x007fffff)), i32x4.splat(0x3f3504f3));
  const m = f32x4.sub(mantissa, f32x4.splat(1.0));
  const z = f32x4.mul(m, m);
  let p = f32x4.splat(7.0376836292e-2);
  p = f32x4.add(f32x4.mul(p, m), f32x4.splat(-1.1514610310e-1));
  p = f32x4.add(f32x4.mul(p, m), f32x4.splat(1.1676998740e-1));
  p = f32x4.add(f32x4.mul(p, m), f32x4.splat(-1.2420140846e-1));
  p = f32x4.add(f32x4.mul(p, m), f32x4.splat(1.4249322787e-1));
  p = f32x4.add(f32x4.mul(p, m), f32x4.splat(-1.6668057665e-1));
  p = f32x4.add(f32x4.mul(p, m), f32x4.splat(2.0000714765e-1));
  p = f32x4.add(f32x4.mul(p, m), f32x4.splat(-2.4999993993e-1));
  p = f32x4.add(f32x4.mul(p, m), f32x4.splat(3.3333331174e-1));
  p = f32x4.mul(f32x4.mul(p, m), z);
  p = f32x4.add(p, f32x4.mul(e, f32x4.splat(-2.12194440e-4)));
  p = f32x4.sub(p, f32x4.mul(z, f32x4.splat(0.5)));
  const log = f32x4.add(f32x4.add(m, p), f32x4.mul(e, f32x4.splat(0.693359375)));
  // The bits of a NaN would pass for a large number.
  return f32x4.add(log, f32x4.sub(x, x));
}

// @ts-ignore: decorator
@inline
export function sigmoid4(x: v128): v128 {
  const one = f32x4.splat(1.0);
  return f32x4.div(one, f32x4.add(one, exp4(f32x4.neg(x))));
}

// @ts-ignore: decorator
@inline
export function tanh4(x: v128): v128 {
  const one = f32x4.splat(1.0);
  const size = f32x4.abs(x);
  const far = f32x4.sub(one, f32x4.div(f32x4.splat(2.0), f32x4.add(exp4(f32x4.add(size, size)), one)));
  const signed = v128.or(far, v128.and(x, i32x4.splat(0x80000000)));
  const z = f32x4.mul(x, x);
  let p = f32x4.splat(-5.70498872745e-3);
  p = f32x4.add(f32x4.mul(p, z), f32x4.splat(2.06390887954e-2));
  p = f32x4.add(f32x4.mul(p, z), f32x4.splat(-5.37397155531e-2));
  p = f32x4.add(f32x4.mul(p, z), f32x4.splat(1.33314422036e-1));
  p = f32x4.add(f32x4.mul(p, z), f32x4.splat(-3.33332819422e-1));
  const near = f32x4.add(f32x4.mul(f32x4.mul(p, z), x), x);
  return v128.bitselect(near, signed, f32x4.lt(size, f32x4.splat(0.625)));
}
