/** The value below which that share of a sample lies, between neighbours by linear interpolation; NaN values do not count. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort((a, b) => a - b);
  const at = share * (sorted.length - 1);
  const below = Math.floor(at);
  const low = sorted[below] ?? NaN;
  const high = sorted[below + 1] ?? low;
  // Not low + part * (high - low): infinities would give NaN.
  return at === below || low === high ? low : low + (at - below) * (high - low);
}

/** The greatest distance between two samples' cumulative distributions, 0 to 1. @see Kolmogorov 1933, Smirnov 1948. */
export function kolmogorovSmirnov(first: readonly number[], second: readonly number[]): number {
  const [a, b] = [first, second].map((values) =>
    values.filter((value) => !Number.isNaN(value)).sort((x, y) => x - y),
  ) as [number[], number[]];
  let [i, j, worst] = [0, 0, 0];
  while (i < a.length && j < b.length) {
    const value = Math.min(a[i]!, b[j]!);
    while (i < a.length && a[i]! <= value) i += 1;
    while (j < b.length && b[j]! <= value) j += 1;
    worst = Math.max(worst, Math.abs(i / a.length - j / b.length));
  }
  return worst;
}
