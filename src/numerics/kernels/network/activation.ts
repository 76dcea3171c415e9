import { expm14, sigmoid4, tanh4 } from './elementary';

// Numbers of the activations; numerics/network/kernels.ts has the same list.
export const LINEAR = 0;
export const RELU = 1;
export const LEAKY_RELU = 2;
export const ELU = 3;
export const TANH = 4;
export const SIGMOID = 5;

// Keras' LeakyReLU.
const LEAK: f32 = 0.3;

// @ts-ignore: decorator
@inline
function value(kind: i32, x: v128): v128 {
  const zero = f32x4.splat(0);
  if (kind == RELU) return f32x4.pmax(x, zero);
  if (kind == LEAKY_RELU) return v128.bitselect(f32x4.mul(x, f32x4.splat(LEAK)), x, f32x4.lt(x, zero));
  if (kind == ELU) return v128.bitselect(expm14(x), x, f32x4.lt(x, zero));
  if (kind == TANH) return tanh4(x);
  if (kind == SIGMOID) return sigmoid4(x);
  return x;
}

/** The derivative, from the activation's value y. At a kink it is that of the negative side. */
// @ts-ignore: decorator
@inline
function slope(kind: i32, y: v128): v128 {
  const zero = f32x4.splat(0);
  const one = f32x4.splat(1);
  if (kind == RELU) return v128.and(f32x4.gt(y, zero), one);
  if (kind == LEAKY_RELU) return v128.bitselect(one, f32x4.splat(LEAK), f32x4.gt(y, zero));
  if (kind == ELU) return v128.bitselect(one, f32x4.add(y, one), f32x4.gt(y, zero));
  if (kind == TANH) return f32x4.sub(one, f32x4.mul(y, y));
  if (kind == SIGMOID) return f32x4.mul(y, f32x4.sub(one, y));
  return one;
}

// @ts-ignore: decorator
@inline
function mapRow(kind: i32, x: usize, y: usize, length: i32): void {
  const whole = length & ~3;
  for (let i = 0; i < whole; i += 4) {
    v128.store(y, value(kind, v128.load(x)));
    x += 16;
    y += 16;
  }
  for (let i = whole; i < length; i++) {
    store<f32>(y, f32x4.extract_lane(value(kind, v128.load32_zero(x)), 0));
    x += 4;
    y += 4;
  }
}

/** y = f(x) for `length` values; x and y may be the same. */
export function activate(kind: i32, x: usize, y: usize, length: i32): void {
  switch (kind) {
    case RELU: return mapRow(RELU, x, y, length);
    case LEAKY_RELU: return mapRow(LEAKY_RELU, x, y, length);
    case ELU: return mapRow(ELU, x, y, length);
    case TANH: return mapRow(TANH, x, y, length);
    case SIGMOID: return mapRow(SIGMOID, x, y, length);
    default: if (x != y) memory.copy(y, x, <usize>length << 2);
  }
}

// @ts-ignore: decorator
@inline
function slopeRow(kind: i32, dy: usize, y: usize, dx: usize, length: i32): void {
  const whole = length & ~3;
  for (let i = 0; i < whole; i += 4) {
    v128.store(dx, f32x4.mul(v128.load(dy), slope(kind, v128.load(y))));
    dy += 16;
    y += 16;
    dx += 16;
  }
  for (let i = whole; i < length; i++) {
    const product = f32x4.mul(v128.load32_zero(dy), slope(kind, v128.load32_zero(y)));
    store<f32>(dx, f32x4.extract_lane(product, 0));
    dy += 4;
    y += 4;
    dx += 4;
  }
}

function slopes(kind: i32, dy: usize, y: usize, dx: usize, length: i32): void {
  switch (kind) {
    case RELU: return slopeRow(RELU, dy, y, dx, length);
    case LEAKY_RELU: return slopeRow(LEAKY_RELU, dy, y, dx, length);
    case ELU: return slopeRow(ELU, dy, y, dx, length);
    case TANH: return slopeRow(TANH, dy, y, dx, length);
    case SIGMOID: return slopeRow(SIGMOID, dy, y, dx, length);
    default: if (dy != dx) memory.copy(dx, dy, <usize>length << 2);
  }
}

/** y = f(x), row by row; pitches are the bytes from one row to the next. */
export function activation_forward(
  kind: i32, x: usize, xPitch: usize, y: usize, yPitch: usize, rows: i32, length: i32,
): void {
  for (let row = 0; row < rows; row++) {
    activate(kind, x + <usize>row * xPitch, y + <usize>row * yPitch, length);
  }
}

/** dx = dy f'(x) with y = f(x); dy and dx may be the same. */
export function activation_backward(
  kind: i32, dy: usize, dyPitch: usize, y: usize, yPitch: usize, dx: usize, dxPitch: usize, rows: i32, length: i32,
): void {
  for (let row = 0; row < rows; row++) {
    const at = <usize>row;
    slopes(kind, dy + at * dyPitch, y + at * yPitch, dx + at * dxPitch, length);
  }
}
