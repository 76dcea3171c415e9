/**
 * Adds `n` pixels to what is known of an image: float64 min, max, sum, lost, number of zeros, number of NaN and infinities.
 * The pixels are added strictly one after the other, so that it does not matter how an image is cut into pieces.
 * What each sum loses is the same as by Neumaier's choice of the larger term (`basicStatistics`): both are exact.
 * @param pixels float64 (n). @param facts float64 (6), at first Infinity, -Infinity, 0, 0, 0, 0.
 * @see Knuth, TAOCP 2, section 4.2.2, theorem B, for two pixels at a time.
 */
export function measure(pixels: usize, n: i32, facts: usize): void {
  const end: usize = pixels + 8 * <usize>n;
  let at = pixels;
  while (at < end) {
    at = measurePairs(at, end, facts);
    if (at < end) at = measureOne(at, facts);
  }
}

/** Goes on by two pixels at a time, up to a pair with a pixel that is not finite. @returns Where it stopped. */
function measurePairs(pixels: usize, end: usize, facts: usize): usize {
  let least = v128.load64_splat(facts);
  let most = v128.load64_splat(facts, 8);
  let sum = load<f64>(facts, 16);
  let lost = load<f64>(facts, 24);
  let nZeros = i64x2.splat(0);
  const zero = f64x2.splat(0);
  let at = pixels;
  for (; at + 16 <= end; at += 16) {
    const pair = v128.load(at);
    if (!i64x2.all_true(f64x2.eq(f64x2.sub(pair, pair), zero))) break;
    least = f64x2.pmin(least, pair);
    most = f64x2.pmax(most, pair);
    nZeros = i64x2.sub(nZeros, f64x2.eq(pair, zero));
    const first = sum + f64x2.extract_lane(pair, 0);
    const second = first + f64x2.extract_lane(pair, 1);
    const before = f64x2.replace_lane(f64x2.splat(sum), 1, first);
    const after = f64x2.replace_lane(f64x2.splat(first), 1, second);
    const added = f64x2.sub(after, before);
    const errors = f64x2.add(f64x2.sub(before, f64x2.sub(after, added)), f64x2.sub(pair, added));
    lost = lost + f64x2.extract_lane(errors, 0) + f64x2.extract_lane(errors, 1);
    sum = second;
  }
  const least0 = f64x2.extract_lane(least, 0);
  const least1 = f64x2.extract_lane(least, 1);
  const most0 = f64x2.extract_lane(most, 0);
  const most1 = f64x2.extract_lane(most, 1);
  store<f64>(facts, least1 < least0 ? least1 : least0);
  store<f64>(facts, most1 > most0 ? most1 : most0, 8);
  store<f64>(facts, sum, 16);
  store<f64>(facts, lost, 24);
  const nMore = i64x2.extract_lane(nZeros, 0) + i64x2.extract_lane(nZeros, 1);
  store<f64>(facts, load<f64>(facts, 32) + <f64>nMore, 32);
  return at;
}

function measureOne(at: usize, facts: usize): usize {
  const value = load<f64>(at);
  if (value - value != 0) {
    store<f64>(facts, load<f64>(facts, 40) + 1, 40);
    return at + 8;
  }
  const sum = load<f64>(facts, 16);
  const total = sum + value;
  const added = total - sum;
  store<f64>(facts, total, 16);
  store<f64>(facts, load<f64>(facts, 24) + (sum - (total - added) + (value - added)), 24);
  if (value < load<f64>(facts)) store<f64>(facts, value);
  if (value > load<f64>(facts, 8)) store<f64>(facts, value, 8);
  if (value == 0) store<f64>(facts, load<f64>(facts, 32) + 1, 32);
  return at + 8;
}
