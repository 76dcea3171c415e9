/**
 * Adds `n` pixels to what is known of an image: float64 min, max, sum, lost, number of zeros, number of NaN and infinities.
 * The pixels are taken strictly one after the other, so that it does not matter how an image is cut into pieces.
 * @param pixels float64 (n). @param facts float64 (6), at first Infinity, -Infinity, 0, 0, 0, 0.
 */
export function measure(pixels: usize, n: i32, facts: usize): void {
  let least = load<f64>(facts);
  let most = load<f64>(facts, 8);
  let sum = load<f64>(facts, 16);
  let lost = load<f64>(facts, 24);
  let nZeros: i32 = 0;
  let nNonFinite: i32 = 0;
  const end: usize = pixels + 8 * <usize>n;
  for (let at: usize = pixels; at < end; at += 8) {
    const value = load<f64>(at);
    if (value - value != 0) {
      ++nNonFinite;
      continue;
    }
    least = value < least ? value : least;
    most = value > most ? value : most;
    nZeros += i32(value == 0);
    // Neumaier's sum, as in `basicStatistics`.
    const total = sum + value;
    const isLarger = abs(sum) >= abs(value);
    lost += select(sum, value, isLarger) - total + select(value, sum, isLarger);
    sum = total;
  }
  store<f64>(facts, least);
  store<f64>(facts, most, 8);
  store<f64>(facts, sum, 16);
  store<f64>(facts, lost, 24);
  store<f64>(facts, load<f64>(facts, 32) + nZeros, 32);
  store<f64>(facts, load<f64>(facts, 40) + nNonFinite, 40);
}
