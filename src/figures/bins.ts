import { exp, log } from '../numerics/elementary.js';

/** More bins than these are finer than the drawing. */
const mostBins = 200;

/**
 * Edges of equal bins from the smallest to the largest value. Of values that are all the same, one bin around it.
 * @param values Finite, sorted, at least one.
 * @param rule A number of bins, or the rule of Freedman and Diaconis: width 2 IQR / n^(1/3), with at most 200 bins. Where the middle half of
 *   the values is one value, that rule has no width: then Sturges', 1 + log2(n) bins.
 * @returns n + 1 edges for n bins, increasing.
 * @see Freedman & Diaconis 1981; Sturges 1926. Quartiles as numpy's: linear between the nearest two.
 */
export function binEdges(values: Float64Array, rule: number | 'freedman-diaconis'): Float64Array {
  const low = values[0]!;
  const high = values[values.length - 1]!;
  if (!(high > low)) {
    const reach = Math.abs(low) * 0.05 || 0.5;
    return Float64Array.of(low - reach, low + reach);
  }
  const nBins = rule === 'freedman-diaconis' ? freedmanDiaconisBins(values, high - low) : rule;
  return Float64Array.from({ length: nBins + 1 }, (_, i) =>
    i === nBins ? high : low + (i / nBins) * (high - low),
  );
}

function freedmanDiaconisBins(values: Float64Array, span: number): number {
  const n = values.length;
  const range = quantile(values, 0.75) - quantile(values, 0.25);
  const width = (2 * range) / exp(log(n) / 3);
  const nBins = width > 0 ? Math.ceil(span / width) : sturgesBins(n);
  return Math.min(mostBins, Math.max(1, nBins));
}

/** 1 + log2(n), rounded up. */
function sturgesBins(n: number): number {
  let bins = 1;
  for (let reach = 1; reach < n; reach *= 2) bins += 1;
  return bins;
}

function quantile(sorted: Float64Array, share: number): number {
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const lower = sorted[below]!;
  return lower + (place - below) * ((sorted[below + 1] ?? lower) - lower);
}

/** How many values lie in each bin: from its lower edge up to, but not including, its upper; the last one includes it. Others are not counted. */
export function countInBins(values: Iterable<number>, edges: Float64Array): Uint32Array {
  const nBins = edges.length - 1;
  const counts = new Uint32Array(nBins);
  for (const value of values) {
    if (!(value >= edges[0]! && value <= edges[nBins]!)) continue;
    let [from, to] = [0, nBins];
    while (to - from > 1) {
      const middle = (from + to) >> 1;
      if (value >= edges[middle]!) from = middle;
      else to = middle;
    }
    counts[from]! += 1;
  }
  return counts;
}
