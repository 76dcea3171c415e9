/**
 * The same map down the columns, and every value clipped to the image's range.
 * @param narrow float64 (height, width). @param out float64 (outputs, width).
 * @param facts What `measure` found: min and max come first; NaN clips nothing.
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
): void {
  const least = v128.load64_splat(facts);
  const most = v128.load64_splat(facts, 8);
  const rowBytes: usize = 8 * <usize>width;
  const wholeBytes: usize = rowBytes & ~63;
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
      v128.store(to + x, clipped(a, least, most));
      v128.store(to + x, clipped(b, least, most), 16);
      v128.store(to + x, clipped(c, least, most), 32);
      v128.store(to + x, clipped(d, least, most), 48);
    }
    for (; x < rowBytes; x += 8) {
      let a = f64x2.splat(0);
      for (let t: i32 = 0; t < taps; ++t) {
        const w = v128.load64_splat(weight + 8 * <usize>t);
        const at: usize = narrow + x + rowBytes * <usize>load<i32>(source + 4 * <usize>t);
        a = f64x2.add(a, f64x2.mul(w, v128.load64_splat(at)));
      }
      v128.store64_lane(to + x, clipped(a, least, most), 0);
    }
  }
}

function clipped(value: v128, least: v128, most: v128): v128 {
  return f64x2.pmin(f64x2.pmax(value, least), most);
}
