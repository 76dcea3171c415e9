/** The middle value, or the mean of the two middle ones; NaN for none. @param values Without NaN; left as they are. */
export function median(values: Float64Array): number {
  return medianInPlace(values.slice());
}

/** The same, changing the order of the values that it is given. */
export function medianInPlace(values: Float64Array): number {
  if (values.length === 0) return NaN;
  const half = values.length >> 1;
  const upper = select(values, half);
  if (values.length % 2 === 1) return upper;
  // What `select` left below the middle is no larger than it.
  let lower = -Infinity;
  for (let i = 0; i < half; i++) lower = Math.max(lower, values[i]!);
  return lower / 2 + upper / 2;
}

/** Makes the median absolute deviation of normal values their standard deviation: 1 / Phi^-1(3/4). */
const madToSigma = 1.482602218505602;

/** Median absolute deviation from `centre`, scaled to be a standard deviation for normal values; NaN for none. */
export function scaledMad(values: Float64Array, centre: number): number {
  const deviations = new Float64Array(values.length);
  for (let i = 0; i < values.length; i++) deviations[i] = Math.abs(values[i]! - centre);
  return madToSigma * medianInPlace(deviations);
}

/**
 * Puts the value of rank `k` (from 0) where sorting would put it, nothing larger before it, and returns it.
 * @see Hoare 1961, "Algorithm 65: Find", with the median of three as pivot.
 */
function select(values: Float64Array, k: number): number {
  let low = 0;
  let high = values.length - 1;
  while (low < high) {
    const pivot = medianOfThree(values[low]!, values[(low + high) >> 1]!, values[high]!);
    let i = low;
    let j = high;
    while (i <= j) {
      while (values[i]! < pivot) i += 1;
      while (values[j]! > pivot) j -= 1;
      if (i > j) break;
      const swapped = values[i]!;
      values[i++] = values[j]!;
      values[j--] = swapped;
    }
    if (k <= j) high = j;
    else if (k >= i) low = i;
    else break;
  }
  return values[k]!;
}

function medianOfThree(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}
