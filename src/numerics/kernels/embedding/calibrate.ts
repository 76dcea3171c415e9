import { neighbourShardRows, NeighbourLayout } from './neighbour-layout';

// Halvings after which float64 cannot tell the two ends of the bracket apart, with the doublings that found it.
const maximumSteps: i32 = 250;
const entropyTolerance: f64 = 1e-11;

/**
 * For each row of a shard, p(j | i) over its neighbours with the precision that gives the wanted entropy, by Newton's steps within
 * a bracket, and by bisection where they leave it.
 * When more neighbours than the perplexity are at the least distance, no precision does: then these share the whole.
 * Exponentials and logarithms are the ones compiled into this module, not the host's.
 */
export function calibrate(at: usize, shard: i32, _slot: i32, firstShard: i32): void {
  const layout = changetype<NeighbourLayout>(at);
  const first = (firstShard + shard) * neighbourShardRows;
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

/** Weighted sums over the neighbours at the precision tried last. */
let entropy: f64 = 0;
let slope: f64 = 0;

/** @param distances Sorted squared distances, float64 (k). @param out float64 (k), with sum 1. */
function calibrateRow(distances: usize, out: usize, k: i32, target: f64): void {
  const spread = load<f64>(distances + 8 * <usize>(k - 1)) - load<f64>(distances);
  let precision: f64 = spread > 0 ? 1 / spread : 0;
  let low: f64 = 0;
  let high: f64 = f64.POSITIVE_INFINITY;
  for (let step: i32 = 0; step < maximumSteps; ++step) {
    weigh(precision, distances, out, k);
    const excess = entropy - target;
    if (spread === 0 || Math.abs(excess) <= entropyTolerance) break;
    if (excess > 0) low = precision;
    else high = precision;
    let next = precision - excess / slope;
    // Also where the slope is zero. Every fourth step halves, so that the bracket closes whatever Newton does.
    if (!(next > low && next < high) || (step & 3) === 3) {
      next = high === f64.POSITIVE_INFINITY ? 2 * precision : 0.5 * (low + high);
    }
    // The least distances alone carry the entropy from here on, or float64 has no number between.
    if (next === precision || next === f64.POSITIVE_INFINITY) break;
    precision = next;
  }
  normalise(out, k);
}

/**
 * Writes the weights for a precision, and finds their entropy in nats and its slope. Distances count from the least, so that the
 * sum is at least 1.
 */
function weigh(precision: f64, distances: usize, out: usize, k: i32): void {
  const least = load<f64>(distances);
  let sum: f64 = 0;
  let first: f64 = 0;
  let second: f64 = 0;
  for (let j: i32 = 0; j < k; ++j) {
    const beyond = load<f64>(distances + 8 * <usize>j) - least;
    const weight = Math.exp(-precision * beyond);
    store<f64>(out + 8 * <usize>j, weight);
    sum += weight;
    first += weight * beyond;
    second += weight * beyond * beyond;
  }
  const mean = first / sum;
  entropy = Math.log(sum) + precision * mean;
  slope = -precision * (second / sum - mean * mean);
}

function normalise(out: usize, k: i32): void {
  let sum: f64 = 0;
  for (let j: i32 = 0; j < k; ++j) sum += load<f64>(out + 8 * <usize>j);
  for (let j: i32 = 0; j < k; ++j) {
    const to = out + 8 * <usize>j;
    store<f64>(to, load<f64>(to) / sum);
  }
}
