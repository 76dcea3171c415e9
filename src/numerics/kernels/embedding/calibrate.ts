import { neighbourShardRows, NeighbourLayout } from './neighbour-layout';

// Halvings after which float64 cannot tell the two ends of the bracket apart, with the doublings that found it.
const maximumSteps: i32 = 200;
const entropyTolerance: f64 = 1e-11;

/**
 * For each row of a shard, p(j | i) over its neighbours with the precision that gives the wanted entropy, by bisection.
 * When more neighbours than the perplexity are at the least distance, no precision does: then these share the whole.
 * Exponentials and logarithms are the ones compiled into this module, not the host's.
 */
export function calibrate(at: usize, shard: i32): void {
  const layout = changetype<NeighbourLayout>(at);
  const first = shard * neighbourShardRows;
  const end = min(first + neighbourShardRows, layout.nRows);
  const bytes: usize = 8 * <usize>layout.k;
  for (let row = first; row < end; ++row) {
    calibrateRow(
      layout.distances + <usize>row * bytes,
      layout.conditionals + <usize>row * bytes,
      layout.k,
      load<f64>(layout.entropy),
    );
  }
}

/** @param distances Sorted squared distances, float64 (k). @param out float64 (k), with sum 1. */
function calibrateRow(distances: usize, out: usize, k: i32, target: f64): void {
  const spread = load<f64>(distances + 8 * <usize>(k - 1)) - load<f64>(distances);
  let precision: f64 = spread > 0 ? 1 / spread : 0;
  let low: f64 = 0;
  let high: f64 = f64.POSITIVE_INFINITY;
  for (let step: i32 = 0; step < maximumSteps; ++step) {
    const excess = entropyAt(precision, distances, out, k) - target;
    if (spread === 0 || Math.abs(excess) <= entropyTolerance) return;
    if (excess > 0) {
      low = precision;
      const next = high === f64.POSITIVE_INFINITY ? 2 * precision : 0.5 * (precision + high);
      // The least distances alone carry the entropy from here on.
      if (next === precision || next === f64.POSITIVE_INFINITY) return;
      precision = next;
    } else {
      high = precision;
      const next = 0.5 * (precision + low);
      if (next === precision) return;
      precision = next;
    }
  }
}

/** Writes the probabilities for a precision and returns their entropy in nats. Distances count from the least, so that the sum is at least 1. */
function entropyAt(precision: f64, distances: usize, out: usize, k: i32): f64 {
  const least = load<f64>(distances);
  let sum: f64 = 0;
  let moment: f64 = 0;
  for (let j: i32 = 0; j < k; ++j) {
    const beyond = load<f64>(distances + 8 * <usize>j) - least;
    const weight = Math.exp(-precision * beyond);
    store<f64>(out + 8 * <usize>j, weight);
    sum += weight;
    moment += weight * beyond;
  }
  for (let j: i32 = 0; j < k; ++j) {
    const to = out + 8 * <usize>j;
    store<f64>(to, load<f64>(to) / sum);
  }
  return Math.log(sum) + (precision * moment) / sum;
}
