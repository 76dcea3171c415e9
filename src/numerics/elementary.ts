/**
 * Elementary functions in float64 made of `+ - * /` and `sqrt` only, which every engine rounds alike. `Math.exp` and its
 * kin differ between engines in the last bit, and one bit is enough to change a digest.
 *
 * Each is a range reduction followed by a Taylor series cut where its next term is below half a unit in the last place.
 * Errors are below 3 units in the last place, except where said (test/numerics/elementary.test.ts).
 */

const ln2High = 0.6931471803691238; // its low 32 bits are zero, so k * ln2High is exact for |k| < 2^20
const ln2Low = 1.9082149292705877e-10;
const log2E = 1.4426950408889634;
const ln10Inverse = 0.4342944819032518;
const log10Of2High = 0.30102999566361177;
const log10Of2Low = 3.694239077158931e-13;
const halfPiParts = [1.5707963267341256, 6.077100506303966e-11, 2.0222662487959506e-21] as const;
const twoOverPi = 0.6366197723675814;
const sqrtHalf = 0.7071067811865476;

const float = new Float64Array(1);
const words = new Uint32Array(float.buffer);
const highWord = new Uint32Array(new Float64Array([1]).buffer)[1] === 0x3ff00000 ? 1 : 0;

/** 2^k for -1022 <= k <= 1023. */
function powerOfTwo(k: number): number {
  words[1 - highWord] = 0;
  words[highWord] = (k + 1023) << 20;
  return float[0]!;
}

/** x = mantissa * 2^exponent with the mantissa in [sqrt(1/2), sqrt(2)); x positive and finite. */
function split(x: number): { mantissa: number; exponent: number } {
  const isSubnormal = x < 2.2250738585072014e-308;
  float[0] = isSubnormal ? x * 18014398509481984 : x;
  const high = words[highWord]!;
  let exponent = (high >>> 20) - 1023 - (isSubnormal ? 54 : 0);
  words[highWord] = (high & 0xfffff) | 0x3ff00000;
  let mantissa = float[0];
  if (mantissa > 2 * sqrtHalf) {
    mantissa *= 0.5;
    exponent += 1;
  }
  return { mantissa, exponent };
}

/** Sum of coefficients[i] x^i by Horner's rule. */
function polynomial(coefficients: readonly number[], x: number): number {
  let sum = 0;
  for (let i = coefficients.length - 1; i >= 0; i--) sum = sum * x + coefficients[i]!;
  return sum;
}

function factorial(n: number): number {
  let product = 1;
  for (let i = 2; i <= n; i++) product *= i;
  return product;
}

const series = (length: number, term: (i: number) => number): number[] =>
  Array.from({ length }, (_, i) => term(i));
const expTail = series(13, (i) => 1 / factorial(i + 2)); // (exp(r) - 1 - r) / r^2
const logTail = series(12, (i) => 2 / (2 * i + 3)); // (log((1+s)/(1-s)) - 2s) / s^3 in s^2
const sinTail = series(9, (i) => (i % 2 === 0 ? -1 : 1) / factorial(2 * i + 3));
const cosTail = series(9, (i) => (i % 2 === 0 ? 1 : -1) / factorial(2 * i + 4));
const atanTail = series(16, (i) => (i % 2 === 0 ? -1 : 1) / (2 * i + 3));

/** e^x. Infinity above 709.78, 0 below -745.13. */
export function exp(x: number): number {
  if (Number.isNaN(x)) return NaN;
  if (x > 709.782712893384) return Infinity;
  if (x < -745.1332191019412) return 0;
  const k = Math.floor(x * log2E + 0.5);
  const high = x - k * ln2High;
  const r = high - k * ln2Low;
  const value = 1 + (r + r * r * polynomial(expTail, r));
  if (k > 1023) return value * 2 * powerOfTwo(k - 1);
  return k < -1022 ? value * powerOfTwo(k + 64) * 5.421010862427522e-20 : value * powerOfTwo(k);
}

/** e^x - 1 without cancellation near 0. */
export function expm1(x: number): number {
  if (x === 0) return x;
  return Math.abs(x) < 0.5 ? x + x * x * polynomial(expm1Tail, x) : exp(x) - 1;
}
const expm1Tail = series(16, (i) => 1 / factorial(i + 2));

/** log(1 + f) for 1 + f in [sqrt(1/2), sqrt(2)), plus k ln 2. */
function logNearOne(f: number, k: number): number {
  const s = f / (2 + f);
  const z = s * s;
  const halfSquare = 0.5 * f * f;
  const tail = z * polynomial(logTail, z);
  return k * ln2High - (halfSquare - (s * (halfSquare + tail) + k * ln2Low) - f);
}

/** Natural logarithm. -Infinity at 0, NaN below. */
export function log(x: number): number {
  if (x === 0) return -Infinity;
  if (!(x > 0)) return NaN;
  if (x === Infinity) return Infinity;
  const { mantissa, exponent } = split(x);
  return logNearOne(mantissa - 1, exponent);
}

/** log(1 + x) without cancellation near 0. */
export function log1p(x: number): number {
  const u = 1 + x;
  if (u === 1) return x;
  return u === Infinity ? Infinity : log(u) - (u - 1 - x) / u;
}

/** Base-2 logarithm, exact for powers of two. */
export function log2(x: number): number {
  if (!(x > 0) || x === Infinity) return log(x);
  const { mantissa, exponent } = split(x);
  return exponent + logNearOne(mantissa - 1, 0) * log2E;
}

const powersOfTen = series(23, (i) => Number(`1e${i}`));

/** Base-10 logarithm, exact for 1, 10, … 1e22. */
export function log10(x: number): number {
  if (!(x > 0) || x === Infinity) return log(x);
  const exact = powersOfTen.indexOf(x);
  if (exact >= 0) return exact;
  const { mantissa, exponent } = split(x);
  return exponent * log10Of2High + (exponent * log10Of2Low + ln10Inverse * logNearOne(mantissa - 1, 0));
}

/**
 * x^y. Whole |y| <= 64 by repeated squaring, otherwise exp(y log x), whose relative error grows with |y log x|: about
 * 1e-16 times that. NaN for a negative x and a fractional y.
 */
export function pow(x: number, y: number): number {
  if (Number.isInteger(y) && Math.abs(y) <= 64) {
    let result = 1;
    let base = x;
    for (let n = Math.abs(y); n > 0; n = Math.floor(n / 2)) {
      if (n % 2 === 1) result *= base;
      base *= base;
    }
    return y < 0 ? 1 / result : result;
  }
  if (x === 0) return y > 0 ? 0 : Infinity;
  return exp(y * log(x));
}

/** The quadrant and the rest in [-pi/4, pi/4] of an angle. @throws RangeError beyond 1e6, where reduction loses digits. */
function quadrant(x: number): { k: number; r: number } {
  if (Math.abs(x) > 1e6) throw new RangeError(`angle ${x} is beyond 1e6 radians`);
  const k = Math.floor(x * twoOverPi + 0.5);
  const r = x - k * halfPiParts[0] - k * halfPiParts[1] - k * halfPiParts[2];
  return { k: ((k % 4) + 4) % 4, r };
}

function sinNearZero(r: number): number {
  const z = r * r;
  return r + r * z * polynomial(sinTail, z);
}

function cosNearZero(r: number): number {
  const z = r * r;
  return 1 - (0.5 * z - z * z * polynomial(cosTail, z));
}

function sinOfQuadrant(k: number, r: number): number {
  const value = k % 2 === 0 ? sinNearZero(r) : cosNearZero(r);
  return k >= 2 ? -value : value;
}

/** Sine of x radians, |x| <= 1e6; NaN for NaN. @throws RangeError beyond. */
export function sin(x: number): number {
  if (Number.isNaN(x)) return NaN;
  const { k, r } = quadrant(x);
  return sinOfQuadrant(k, r);
}

/** Cosine of x radians, |x| <= 1e6; NaN for NaN. @throws RangeError beyond. */
export function cos(x: number): number {
  if (Number.isNaN(x)) return NaN;
  const { k, r } = quadrant(x);
  return sinOfQuadrant((k + 1) % 4, r);
}

/** Tangent of x radians, |x| <= 1e6. @throws RangeError beyond. */
export function tan(x: number): number {
  return sin(x) / cos(x);
}

/** Arc tangent in [-pi/2, pi/2]. */
export function atan(x: number): number {
  if (x < 0) return -atan(-x);
  if (Number.isNaN(x)) return NaN;
  if (x > 1) return Math.PI / 2 - atan(1 / x);
  // atan t = pi/6 + atan((t sqrt3 - 1) / (sqrt3 + t)) brings t below tan(pi/12), where the series is short.
  const isLarge = x > 0.2679491924311227;
  const root3 = 1.7320508075688772;
  const t = isLarge ? (x * root3 - 1) / (root3 + x) : x;
  const value = t + t * (t * t) * polynomial(atanTail, t * t);
  return isLarge ? Math.PI / 6 + value : value;
}

/** The angle of the point (x, y) from the positive x axis, in [-pi, pi]; 0 at the origin. */
export function atan2(y: number, x: number): number {
  if (x === 0 && y === 0) return 0;
  if (Math.abs(y) > Math.abs(x)) return y > 0 ? Math.PI / 2 - atan(x / y) : -Math.PI / 2 - atan(x / y);
  if (x > 0) return atan(y / x);
  return y >= 0 ? Math.PI + atan(y / x) : -Math.PI + atan(y / x);
}

/** Hyperbolic tangent. */
export function tanh(x: number): number {
  if (x > 20) return 1;
  if (x < -20) return -1;
  const e = expm1(2 * x);
  return e / (e + 2);
}

/** Hyperbolic arc sine, log(x + sqrt(x^2 + 1)) without cancellation. */
export function asinh(x: number): number {
  const a = Math.abs(x);
  const value = a > 1e8 ? log(a) + ln2High + ln2Low : log1p(a + (a * a) / (1 + Math.sqrt(a * a + 1)));
  return x < 0 ? -value : value;
}

/** sqrt(x^2 + y^2), for arguments whose squares are neither too large nor too small. */
export function hypot2(x: number, y: number): number {
  return Math.sqrt(x * x + y * y);
}
