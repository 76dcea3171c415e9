export const ADADELTA = 0;
export const ADAM = 1;
export const SGD = 2;
export const RMSPROP = 3;

/**
 * One step of an optimizer over parameters p with gradient g and two states: Keras 2's rules.
 * Adadelta: first a' = d1 a + r1 g^2; u = g sqrt(s + eps) / sqrt(a' + eps); p -= rate u; second s' = d1 s + r1 u^2.
 * Adam: first m' = d1 m + r1 g; second v' = d2 v + r2 g^2; p -= rate m' / (sqrt(v') + eps), the bias correction in `rate`.
 * SGD: first v' = d1 v - rate g; p += v'. RMSprop: first a' = d1 a + r1 g^2; p -= rate g / (sqrt(a') + eps).
 * Here d1, d2 are decay1, decay2 and r1, r2 (rest1, rest2) one minus them.
 */
// @ts-ignore: decorator
@inline
function apply(
  kind: i32, few: bool, p: usize, g: v128, first: usize, second: usize,
  rate: v128, decay1: v128, rest1: v128, decay2: v128, rest2: v128, epsilon: v128,
): void {
  const w = few ? v128.load32_zero(p) : v128.load(p);
  const a = few ? v128.load32_zero(first) : v128.load(first);
  let next = a, moved = w;
  if (kind == ADADELTA || kind == ADAM) {
    const b = few ? v128.load32_zero(second) : v128.load(second);
    let after = b;
    if (kind == ADADELTA) {
      next = f32x4.add(f32x4.mul(decay1, a), f32x4.mul(rest1, f32x4.mul(g, g)));
      // One root of the quotient for the quotient of two: roots and divisions are what this waits for.
      const u = f32x4.mul(g, f32x4.sqrt(f32x4.div(f32x4.add(b, epsilon), f32x4.add(next, epsilon))));
      moved = f32x4.sub(w, f32x4.mul(rate, u));
      after = f32x4.add(f32x4.mul(decay1, b), f32x4.mul(rest1, f32x4.mul(u, u)));
    } else {
      next = f32x4.add(f32x4.mul(decay1, a), f32x4.mul(rest1, g));
      after = f32x4.add(f32x4.mul(decay2, b), f32x4.mul(rest2, f32x4.mul(g, g)));
      moved = f32x4.sub(w, f32x4.div(f32x4.mul(rate, next), f32x4.add(f32x4.sqrt(after), epsilon)));
    }
    if (few) store<f32>(second, f32x4.extract_lane(after, 0));
    else v128.store(second, after);
  } else if (kind == SGD) {
    next = f32x4.sub(f32x4.mul(decay1, a), f32x4.mul(rate, g));
    moved = f32x4.add(w, next);
  } else {
    next = f32x4.add(f32x4.mul(decay1, a), f32x4.mul(rest1, f32x4.mul(g, g)));
    moved = f32x4.sub(w, f32x4.div(f32x4.mul(rate, g), f32x4.add(f32x4.sqrt(next), epsilon)));
  }
  if (few) {
    store<f32>(first, f32x4.extract_lane(next, 0));
    store<f32>(p, f32x4.extract_lane(moved, 0));
  } else {
    v128.store(first, next);
    v128.store(p, moved);
  }
}

// @ts-ignore: decorator
@inline
function span(
  kind: i32, p: usize, g: usize, first: usize, second: usize, length: i32,
  rate: f32, decay1: f32, rest1: f32, decay2: f32, rest2: f32, epsilon: f32,
): void {
  const r = f32x4.splat(rate), e = f32x4.splat(epsilon);
  const d1 = f32x4.splat(decay1), r1 = f32x4.splat(rest1), d2 = f32x4.splat(decay2), r2 = f32x4.splat(rest2);
  const whole = <usize>(length & ~3) << 2, end = <usize>length << 2;
  for (let i: usize = 0; i < whole; i += 16) {
    apply(kind, false, p + i, v128.load(g + i), first + i, second + i, r, d1, r1, d2, r2, e);
  }
  for (let i = whole; i < end; i += 4) {
    apply(kind, true, p + i, v128.load32_zero(g + i), first + i, second + i, r, d1, r1, d2, r2, e);
  }
}

/** Applies one step to `length` parameters; see `apply` for the rules. */
export function optimizer_step(
  kind: i32, p: usize, g: usize, first: usize, second: usize, length: i32,
  rate: f32, decay1: f32, rest1: f32, decay2: f32, rest2: f32, epsilon: f32,
): void {
  if (kind == ADADELTA) span(ADADELTA, p, g, first, second, length, rate, decay1, rest1, decay2, rest2, epsilon);
  else if (kind == ADAM) span(ADAM, p, g, first, second, length, rate, decay1, rest1, decay2, rest2, epsilon);
  else if (kind == SGD) span(SGD, p, g, first, second, length, rate, decay1, rest1, decay2, rest2, epsilon);
  else span(RMSPROP, p, g, first, second, length, rate, decay1, rest1, decay2, rest2, epsilon);
}

/** target[i] = the sum over 16 slots, `pitch` bytes apart, of slot[i], by a fixed tree. */
export function sum_slots(slots: usize, pitch: usize, target: usize, length: i32): void {
  for (let i = 0; i < length; i++) {
    const at = slots + (<usize>i << 2);
    store<f32>(target + (<usize>i << 2), eight(at, pitch) + eight(at + pitch * 8, pitch));
  }
}

// @ts-ignore: decorator
@inline
function eight(at: usize, pitch: usize): f32 {
  const a = load<f32>(at) + load<f32>(at + pitch);
  const b = load<f32>(at + pitch * 2) + load<f32>(at + pitch * 3);
  const c = load<f32>(at + pitch * 4) + load<f32>(at + pitch * 5);
  const d = load<f32>(at + pitch * 6) + load<f32>(at + pitch * 7);
  return a + b + (c + d);
}
