// Inner products of float32 rows, a tile of rows at a time. Every pair has one accumulator of four lanes that walks the
// columns in order, so a product is the same whichever tile it falls into.

/** Sum of the four lanes, always in the same order. */
function laneSum(v: v128): f32 {
  return (
    f32x4.extract_lane(v, 0) +
    f32x4.extract_lane(v, 1) +
    (f32x4.extract_lane(v, 2) + f32x4.extract_lane(v, 3))
  );
}

/**
 * Products of four rows with two others.
 * @param a Pointer to the first of four rows, `stride` bytes apart (a multiple of 16).
 * @param b Pointer to the first of two rows, as far apart.
 * @param out Where product (r, c) goes: out + r * outStride + 4 c.
 */
function products4x2(a: usize, b: usize, stride: usize, out: usize, outStride: usize): void {
  const a1 = a + stride;
  const a2 = a1 + stride;
  const a3 = a2 + stride;
  const b1 = b + stride;
  let s00 = f32x4.splat(0);
  let s01 = s00;
  let s10 = s00;
  let s11 = s00;
  let s20 = s00;
  let s21 = s00;
  let s30 = s00;
  let s31 = s00;
  for (let j: usize = 0; j < stride; j += 16) {
    const u = v128.load(b + j);
    const v = v128.load(b1 + j);
    const x0 = v128.load(a + j);
    s00 = f32x4.add(s00, f32x4.mul(x0, u));
    s01 = f32x4.add(s01, f32x4.mul(x0, v));
    const x1 = v128.load(a1 + j);
    s10 = f32x4.add(s10, f32x4.mul(x1, u));
    s11 = f32x4.add(s11, f32x4.mul(x1, v));
    const x2 = v128.load(a2 + j);
    s20 = f32x4.add(s20, f32x4.mul(x2, u));
    s21 = f32x4.add(s21, f32x4.mul(x2, v));
    const x3 = v128.load(a3 + j);
    s30 = f32x4.add(s30, f32x4.mul(x3, u));
    s31 = f32x4.add(s31, f32x4.mul(x3, v));
  }
  store<f32>(out, laneSum(s00));
  store<f32>(out, laneSum(s01), 4);
  store<f32>(out + outStride, laneSum(s10));
  store<f32>(out + outStride, laneSum(s11), 4);
  store<f32>(out + 2 * outStride, laneSum(s20));
  store<f32>(out + 2 * outStride, laneSum(s21), 4);
  store<f32>(out + 3 * outStride, laneSum(s30));
  store<f32>(out + 3 * outStride, laneSum(s31), 4);
}

/** Products of four rows with one other; as `products4x2`. */
function products4x1(a: usize, b: usize, stride: usize, out: usize, outStride: usize): void {
  const a1 = a + stride;
  const a2 = a1 + stride;
  const a3 = a2 + stride;
  let s0 = f32x4.splat(0);
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  for (let j: usize = 0; j < stride; j += 16) {
    const u = v128.load(b + j);
    s0 = f32x4.add(s0, f32x4.mul(v128.load(a + j), u));
    s1 = f32x4.add(s1, f32x4.mul(v128.load(a1 + j), u));
    s2 = f32x4.add(s2, f32x4.mul(v128.load(a2 + j), u));
    s3 = f32x4.add(s3, f32x4.mul(v128.load(a3 + j), u));
  }
  store<f32>(out, laneSum(s0));
  store<f32>(out + outStride, laneSum(s1));
  store<f32>(out + 2 * outStride, laneSum(s2));
  store<f32>(out + 3 * outStride, laneSum(s3));
}

/** Product of one row with one other. */
function product(a: usize, b: usize, stride: usize): f32 {
  let s = f32x4.splat(0);
  for (let j: usize = 0; j < stride; j += 16) s = f32x4.add(s, f32x4.mul(v128.load(a + j), v128.load(b + j)));
  return laneSum(s);
}

/** Products of `nA` rows from `a` with `nB` rows from `b`: out[r * outStride + 4 c]. */
export function products(
  a: usize,
  nA: i32,
  b: usize,
  nB: i32,
  stride: usize,
  out: usize,
  outStride: usize,
): void {
  let r: i32 = 0;
  for (; r + 4 <= nA; r += 4) {
    const row = a + <usize>r * stride;
    const to = out + <usize>r * outStride;
    let c: i32 = 0;
    for (; c + 2 <= nB; c += 2) products4x2(row, b + <usize>c * stride, stride, to + 4 * <usize>c, outStride);
    if (c < nB) products4x1(row, b + <usize>c * stride, stride, to + 4 * <usize>c, outStride);
  }
  for (; r < nA; ++r) {
    for (let c: i32 = 0; c < nB; ++c) {
      store<f32>(
        out + <usize>r * outStride + 4 * <usize>c,
        product(a + <usize>r * stride, b + <usize>c * stride, stride),
      );
    }
  }
}
