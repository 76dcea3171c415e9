// Four rows, which may lie anywhere, against a few others. Every pair has one accumulator of four lanes that walks the
// columns in order, so what comes out for a pair is the same whichever tile it falls into.

/** Sum of the four lanes, always in the same order. */
function laneSum(v: v128): f32 {
  return (
    f32x4.extract_lane(v, 0) +
    f32x4.extract_lane(v, 1) +
    (f32x4.extract_lane(v, 2) + f32x4.extract_lane(v, 3))
  );
}

function storeColumn(out: usize, outStride: usize, s0: v128, s1: v128, s2: v128, s3: v128): void {
  store<f32>(out, laneSum(s0));
  store<f32>(out + outStride, laneSum(s1));
  store<f32>(out + 2 * outStride, laneSum(s2));
  store<f32>(out + 3 * outStride, laneSum(s3));
}

function products4x3(
  x0: usize,
  x1: usize,
  x2: usize,
  x3: usize,
  b: usize,
  bytes: usize,
  out: usize,
  outStride: usize,
): void {
  const b1 = b + bytes;
  const b2 = b1 + bytes;
  let s00 = f32x4.splat(0),
    s01 = s00,
    s02 = s00;
  let s10 = s00,
    s11 = s00,
    s12 = s00;
  let s20 = s00,
    s21 = s00,
    s22 = s00;
  let s30 = s00,
    s31 = s00,
    s32 = s00;
  for (let j: usize = 0; j < bytes; j += 16) {
    const u = v128.load(b + j);
    const v = v128.load(b1 + j);
    const w = v128.load(b2 + j);
    const y0 = v128.load(x0 + j);
    s00 = f32x4.add(s00, f32x4.mul(y0, u));
    s01 = f32x4.add(s01, f32x4.mul(y0, v));
    s02 = f32x4.add(s02, f32x4.mul(y0, w));
    const y1 = v128.load(x1 + j);
    s10 = f32x4.add(s10, f32x4.mul(y1, u));
    s11 = f32x4.add(s11, f32x4.mul(y1, v));
    s12 = f32x4.add(s12, f32x4.mul(y1, w));
    const y2 = v128.load(x2 + j);
    s20 = f32x4.add(s20, f32x4.mul(y2, u));
    s21 = f32x4.add(s21, f32x4.mul(y2, v));
    s22 = f32x4.add(s22, f32x4.mul(y2, w));
    const y3 = v128.load(x3 + j);
    s30 = f32x4.add(s30, f32x4.mul(y3, u));
    s31 = f32x4.add(s31, f32x4.mul(y3, v));
    s32 = f32x4.add(s32, f32x4.mul(y3, w));
  }
  storeColumn(out, outStride, s00, s10, s20, s30);
  storeColumn(out + 4, outStride, s01, s11, s21, s31);
  storeColumn(out + 8, outStride, s02, s12, s22, s32);
}

function products4x2(
  x0: usize,
  x1: usize,
  x2: usize,
  x3: usize,
  b: usize,
  bytes: usize,
  out: usize,
  outStride: usize,
): void {
  const b1 = b + bytes;
  let s00 = f32x4.splat(0),
    s01 = s00;
  let s10 = s00,
    s11 = s00;
  let s20 = s00,
    s21 = s00;
  let s30 = s00,
    s31 = s00;
  for (let j: usize = 0; j < bytes; j += 16) {
    const u = v128.load(b + j);
    const v = v128.load(b1 + j);
    const y0 = v128.load(x0 + j);
    s00 = f32x4.add(s00, f32x4.mul(y0, u));
    s01 = f32x4.add(s01, f32x4.mul(y0, v));
    const y1 = v128.load(x1 + j);
    s10 = f32x4.add(s10, f32x4.mul(y1, u));
    s11 = f32x4.add(s11, f32x4.mul(y1, v));
    const y2 = v128.load(x2 + j);
    s20 = f32x4.add(s20, f32x4.mul(y2, u));
    s21 = f32x4.add(s21, f32x4.mul(y2, v));
    const y3 = v128.load(x3 + j);
    s30 = f32x4.add(s30, f32x4.mul(y3, u));
    s31 = f32x4.add(s31, f32x4.mul(y3, v));
  }
  storeColumn(out, outStride, s00, s10, s20, s30);
  storeColumn(out + 4, outStride, s01, s11, s21, s31);
}

function products4x1(
  x0: usize,
  x1: usize,
  x2: usize,
  x3: usize,
  b: usize,
  bytes: usize,
  out: usize,
  outStride: usize,
): void {
  let s0 = f32x4.splat(0),
    s1 = s0,
    s2 = s0,
    s3 = s0;
  for (let j: usize = 0; j < bytes; j += 16) {
    const u = v128.load(b + j);
    s0 = f32x4.add(s0, f32x4.mul(v128.load(x0 + j), u));
    s1 = f32x4.add(s1, f32x4.mul(v128.load(x1 + j), u));
    s2 = f32x4.add(s2, f32x4.mul(v128.load(x2 + j), u));
    s3 = f32x4.add(s3, f32x4.mul(v128.load(x3 + j), u));
  }
  storeColumn(out, outStride, s0, s1, s2, s3);
}

/**
 * Products of four float32 rows with `k` others that lie one after another: out[r * outStride + 4 c].
 * @param bytes Of a row, a multiple of 16.
 */
export function products4(
  x0: usize,
  x1: usize,
  x2: usize,
  x3: usize,
  b: usize,
  k: i32,
  bytes: usize,
  out: usize,
  outStride: usize,
): void {
  let left = k;
  while (left > 0) {
    // A tile of one would cost as much as one of two: four is two and two.
    const n = left === 1 ? 1 : left === 2 || left === 4 ? 2 : 3;
    if (n === 3) products4x3(x0, x1, x2, x3, b, bytes, out, outStride);
    else if (n === 2) products4x2(x0, x1, x2, x3, b, bytes, out, outStride);
    else products4x1(x0, x1, x2, x3, b, bytes, out, outStride);
    left -= n;
    b += <usize>n * bytes;
    out += 4 * <usize>n;
  }
}

function addLanes(to: usize, s: v128): void {
  const swapped = i8x16.shuffle(s, s, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7);
  const pairs = f64x2.add(f64x2.promote_low_f32x4(s), f64x2.promote_low_f32x4(swapped));
  store<f64>(to, load<f64>(to) + (f64x2.extract_lane(pairs, 0) + f64x2.extract_lane(pairs, 1)));
}

/**
 * Squared distances of four float32 rows from two others, float64 (2, 4): differences in float32, squares summed in float32
 * over at most 128 columns and then in float64, so that the error stays near one part in a million whatever the number of
 * columns, and equal rows are at 0.
 */
export function distances4x2(
  x0: usize,
  x1: usize,
  x2: usize,
  x3: usize,
  a: usize,
  b: usize,
  bytes: usize,
  out: usize,
): void {
  memory.fill(out, 0, 64);
  for (let from: usize = 0; from < bytes; from += 512) {
    const stop = min(from + 512, bytes);
    let s00 = f32x4.splat(0),
      s01 = s00;
    let s10 = s00,
      s11 = s00;
    let s20 = s00,
      s21 = s00;
    let s30 = s00,
      s31 = s00;
    for (let j = from; j < stop; j += 16) {
      const u = v128.load(a + j);
      const v = v128.load(b + j);
      const y0 = v128.load(x0 + j);
      const d00 = f32x4.sub(y0, u);
      s00 = f32x4.add(s00, f32x4.mul(d00, d00));
      const d01 = f32x4.sub(y0, v);
      s01 = f32x4.add(s01, f32x4.mul(d01, d01));
      const y1 = v128.load(x1 + j);
      const d10 = f32x4.sub(y1, u);
      s10 = f32x4.add(s10, f32x4.mul(d10, d10));
      const d11 = f32x4.sub(y1, v);
      s11 = f32x4.add(s11, f32x4.mul(d11, d11));
      const y2 = v128.load(x2 + j);
      const d20 = f32x4.sub(y2, u);
      s20 = f32x4.add(s20, f32x4.mul(d20, d20));
      const d21 = f32x4.sub(y2, v);
      s21 = f32x4.add(s21, f32x4.mul(d21, d21));
      const y3 = v128.load(x3 + j);
      const d30 = f32x4.sub(y3, u);
      s30 = f32x4.add(s30, f32x4.mul(d30, d30));
      const d31 = f32x4.sub(y3, v);
      s31 = f32x4.add(s31, f32x4.mul(d31, d31));
    }
    addLanes(out, s00);
    addLanes(out + 8, s10);
    addLanes(out + 16, s20);
    addLanes(out + 24, s30);
    addLanes(out + 32, s01);
    addLanes(out + 40, s11);
    addLanes(out + 48, s21);
    addLanes(out + 56, s31);
  }
}
