/**
 * (value - min) / (max - min) in float64, rounded to float32.
 * @param values float64 (n). @param extent float64: min, max. @param out float32 (n), with room for an even n.
 */
export function toUnitRange(values: usize, n: i32, extent: usize, out: usize): void {
  const least = load<f64>(extent);
  const base = f64x2.splat(least);
  const range = f64x2.splat(load<f64>(extent, 8) - least);
  const end: usize = values + 8 * <usize>n;
  let to = out;
  for (let at = values; at < end; at += 16) {
    const unit = f64x2.div(f64x2.sub(v128.load(at), base), range);
    v128.store64_lane(to, f32x4.demote_f64x2_zero(unit), 0);
    to += 8;
  }
}
