/**
 * Maps four rows of an image, side by side in the lanes, to rows of `outputs` values: output i is the sum over t of
 * weights[i, t] * padded[starts[i] + t], in the order of t, where padded[j] is the row's pixel sources[j].
 * @param rows Addresses of the four rows, float64 (width); rows that are not there repeat another.
 * @param padded Scratch, float64 (nPadded, 4).
 * @param out Addresses of the four mapped rows, float64 (outputs).
 */
export function mapFourRows(
  row0: usize,
  row1: usize,
  row2: usize,
  row3: usize,
  sources: usize,
  nPadded: i32,
  padded: usize,
  starts: usize,
  weights: usize,
  taps: i32,
  outputs: i32,
  out0: usize,
  out1: usize,
  out2: usize,
  out3: usize,
): void {
  for (let j: i32 = 0; j < nPadded; ++j) {
    const from: usize = 8 * <usize>load<i32>(sources + 4 * <usize>j);
    const to: usize = padded + 32 * <usize>j;
    store<f64>(to, load<f64>(row0 + from));
    store<f64>(to, load<f64>(row1 + from), 8);
    store<f64>(to, load<f64>(row2 + from), 16);
    store<f64>(to, load<f64>(row3 + from), 24);
  }
  let weight = weights;
  for (let i: i32 = 0; i < outputs; ++i) {
    let at: usize = padded + 32 * <usize>load<i32>(starts + 4 * <usize>i);
    let a = f64x2.splat(0);
    let b = f64x2.splat(0);
    for (let t: i32 = 0; t < taps; ++t) {
      const w = v128.load64_splat(weight);
      a = f64x2.add(a, f64x2.mul(w, v128.load(at)));
      b = f64x2.add(b, f64x2.mul(w, v128.load(at, 16)));
      weight += 8;
      at += 32;
    }
    const to: usize = 8 * <usize>i;
    v128.store64_lane(out0 + to, a, 0);
    v128.store64_lane(out1 + to, a, 1);
    v128.store64_lane(out2 + to, b, 0);
    v128.store64_lane(out3 + to, b, 1);
  }
}
