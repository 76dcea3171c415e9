/**
 * The same map down the columns, and every value clipped to the image's range.
 * @param narrow float64 (height, width). @param out float64 (outputs, width).
 * @param facts What `measure` found: min and max come first; NaN clips nothing.
 * @param extent float64: the smallest and the largest value of the result come here; Infinity and -Infinity where all are NaN.
 */
export function mapColumns(
  narrow: usize,
  width: i32,
  sources: usize,
  starts: usize,
  weights: usize,
  taps: i32,
  outputs: i32,
  facts: usize,
  out: usize,
  extent: usize,
): void {
  const least = v128.load64_splat(facts);
  const most = v128.load64_splat(facts, 8);
  const rowBytes: usize = 8 * <usize>width;
  const wholeBytes: usize = rowBytes & ~63;
  let lower = f64x2.splat(Infinity);
  let upper = f64x2.splat(-Infinity);
  for (let i: i32 = 0; i < outputs; ++i) {
    const source: usize = sources + 4 * <usize>load<i32>(starts + 4 * <usize>i);
    const weight: usize = weights + 8 * <usize>i * <usize>taps;
    const to: usize = out + <usize>i * rowBytes;
    let x: usize = 0;
    for (; x < wholeBytes; x += 64) {
      let a = f64x2.splat(0);
      let b = f64x2.splat(0);
      let c = f64x2.splat(0);
      let d = f64x2.splat(0);
      for (let t: i32 = 0; t < taps; ++t) {
        const w = v128.load64_splat(weight + 8 * <usize>t);
        const at: usize = narrow + x + rowBytes * <usize>load<i32>(source + 4 * <usize>t);
        a = f64x2.add(a, f64x2.mul(w, v128.load(at)));
        b = f64x2.add(b, f64x2.mul(w, v128.load(at, 16)));
        c = f64x2.add(c, f64x2.mul(w, v128.load(at, 32)));
        d = f64x2.add(d, f64x2.mul(w, v128.load(at, 48)));
      }
      a = clipped(a, least, most);
      b = clipped(b, least, most);
      c = clipped(c, least, most);
      d = clipped(d, least, most);
      v128.store(to + x, a);
      v128.store(to + x, b, 16);
      v128.store(to + x, c, 32);
      v128.store(to + x, d, 48);
      lower = f64x2.pmin(f64x2.pmin(f64x2.pmin(f64x2.pmin(lower, a), b), c), d);
      upper = f64x2.pmax(f64x2.pmax(f64x2.pmax(f64x2.pmax(upper, a), b), c), d);
    }
    for (; x < rowBytes; x += 8) {
      let a = f64x2.splat(0);
      for (let t: i32 = 0; t < taps; ++t) {
        const w = v128.load64_splat(weight + 8 * <usize>t);
        const at: usize = narrow + x + rowBytes * <usize>load<i32>(source + 4 * <usize>t);
        a = f64x2.add(a, f64x2.mul(w, v128.load64_splat(at)));
      }
      a = clipped(a, least, most);
      v128.store64_lane(to + x, a, 0);
      lower = f64x2.pmin(lower, a);
      upper = f64x2.pmax(upper, a);
    }
  }
  const lower0 = f64x2.extract_lane(lower, 0);
  const lower1 = f64x2.extract_lane(lower, 1);
  const upper0 = f64x2.extract_lane(upper, 0);
  const upper1 = f64x2.extract_lane(upper, 1);
  store<f64>(extent, lower1 < lower0 ? lower1 : lower0);
  store<f64>(extent, upper1 > upper0 ? upper1 : upper0, 8);
}

function clipped(value: v128, least: v128, most: v128): v128 {
  return f64x2.pmin(f64x2.pmax(value, least), most);
}
