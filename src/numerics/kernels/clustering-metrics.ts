// Distances between all pairs of float64 rows, for criteria of how good a clustering is.

/** First byte of memory that no static data occupies. */
export function heapBase(): usize {
  return __heap_base;
}

/** Square root of the sum of both lanes. */
function length(v: v128): f64 {
  return Math.sqrt(f64x2.extract_lane(v, 0) + f64x2.extract_lane(v, 1));
}

/** Adds the squared differences of two pairs of columns. */
function add(sum: v128, a: v128, b: v128): v128 {
  const difference = f64x2.sub(a, b);
  return f64x2.add(sum, f64x2.mul(difference, difference));
}

/**
 * Euclidean distances of four rows from two others. Differences are squared, not products subtracted: equal rows are
 * exactly 0 apart, and rows far from the origin lose no digits. Each pair has one accumulator that walks the columns in
 * order, so a distance is the same whichever tile it falls into.
 */
function distances4x2(a: usize, b: usize, stride: usize, out: usize, outStride: usize): void {
  const a1 = a + stride;
  const a2 = a1 + stride;
  const a3 = a2 + stride;
  const b1 = b + stride;
  let s00 = f64x2.splat(0);
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
    s00 = add(s00, x0, u);
    s01 = add(s01, x0, v);
    const x1 = v128.load(a1 + j);
    s10 = add(s10, x1, u);
    s11 = add(s11, x1, v);
    const x2 = v128.load(a2 + j);
    s20 = add(s20, x2, u);
    s21 = add(s21, x2, v);
    const x3 = v128.load(a3 + j);
    s30 = add(s30, x3, u);
    s31 = add(s31, x3, v);
  }
  store<f64>(out, length(s00));
  store<f64>(out, length(s01), 8);
  store<f64>(out + outStride, length(s10));
  store<f64>(out + outStride, length(s11), 8);
  store<f64>(out + 2 * outStride, length(s20));
  store<f64>(out + 2 * outStride, length(s21), 8);
  store<f64>(out + 3 * outStride, length(s30));
  store<f64>(out + 3 * outStride, length(s31), 8);
}

/**
 * Distances of the rows `from` up to `to` from the rows `from` up to `nRows`.
 * @param rows Pointer to the rows, `stride` bytes apart (a multiple of 16); `from`, `to` and `nRows` are multiples of 4.
 * @param out Where the distance of row r and row c goes: out + ((r - from) * nRows + c) * 8.
 */
export function distanceRows(rows: usize, stride: usize, from: i32, to: i32, nRows: i32, out: usize): void {
  const outStride: usize = <usize>nRows * 8;
  for (let c = from; c < nRows; c += 2) {
    for (let r = from; r < to; r += 4) {
      distances4x2(
        rows + <usize>r * stride,
        rows + <usize>c * stride,
        stride,
        out + <usize>(r - from) * outStride + 8 * <usize>c,
        outStride,
      );
    }
  }
}
