/**
 * Maps rows of an image to rows of `outputs` values, four at a time side by side in the lanes: output i is the sum over t of
 * weights[i, t] * padded[starts[i] + t], in the order of t, where padded[j] is the row's pixel sources[j].
 * @param rows float64 (nRows, width). @param padded Scratch, float64 (nPadded, 4). @param out float64 (nRows, outputs).
 */
export function mapRows(
  rows: usize,
  nRows: i32,
  width: i32,
  sources: usize,
  nPadded: i32,
  padded: usize,
  starts: usize,
  weights: usize,
  taps: i32,
  outputs: i32,
  out: usize,
): void {
  const rowBytes: usize = 8 * <usize>width;
  const outBytes: usize = 8 * <usize>outputs;
  for (let row: i32 = 0; row < nRows; row += 4) {
    const left = nRows - row;
    const from: usize = rows + <usize>row * rowBytes;
    const to: usize = out + <usize>row * outBytes;
    // Rows that are not there repeat the first one.
    const step1: usize = left > 1 ? 1 : 0;
    const step2: usize = left > 2 ? 2 : 0;
    const step3: usize = left > 3 ? 3 : 0;
    interleave(
      from,
      from + step1 * rowBytes,
      from + step2 * rowBytes,
      from + step3 * rowBytes,
      sources,
      nPadded,
      padded,
    );
    const to1: usize = to + step1 * outBytes;
    const to2: usize = to + step2 * outBytes;
    const to3: usize = to + step3 * outBytes;
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
      const x: usize = 8 * <usize>i;
      v128.store64_lane(to3 + x, b, 1);
      v128.store64_lane(to2 + x, b, 0);
      v128.store64_lane(to1 + x, a, 1);
      v128.store64_lane(to + x, a, 0);
    }
  }
}

function interleave(
  row0: usize,
  row1: usize,
  row2: usize,
  row3: usize,
  sources: usize,
  nPadded: i32,
  padded: usize,
): void {
  let to = padded;
  const end: usize = sources + 4 * <usize>nPadded;
  for (let source = sources; source < end; source += 4) {
    const from: usize = 8 * <usize>load<i32>(source);
    store<f64>(to, load<f64>(row0 + from));
    store<f64>(to, load<f64>(row1 + from), 8);
    store<f64>(to, load<f64>(row2 + from), 16);
    store<f64>(to, load<f64>(row3 + from), 24);
    to += 32;
  }
}
