// Centres of one run: sums over the shards, means, and what the assignment's quick comparison needs of them.
import { KmeansLayout, RunLayout } from './layout';

const unitRoundoff: f64 = 5.9604644775390625e-8;

/** Adds up a run's sums and counts over the shards, in their order. */
export function addShards(layout: KmeansLayout, run: RunLayout): void {
  const k = run.k;
  const size: usize = 8 * <usize>k * <usize>layout.columns;
  const nShards = (layout.nRows + layout.rowsPerShard - 1) / layout.rowsPerShard;
  memory.copy(run.totals, run.sums, size);
  memory.copy(run.totalCounts, run.counts, 4 * <usize>k);
  for (let shard: i32 = 1; shard < nShards; ++shard) {
    const from = run.sums + <usize>shard * size;
    for (let j: usize = 0; j < size; j += 16) {
      v128.store(run.totals + j, f64x2.add(v128.load(run.totals + j), v128.load(from + j)));
    }
    for (let c: i32 = 0; c < k; ++c) {
      const to = run.totalCounts + 4 * <usize>c;
      store<i32>(to, load<i32>(to) + load<i32>(run.counts + 4 * <usize>(shard * k + c)));
    }
  }
}

/** Moves the centres to the means of their rows. */
export function moveCentres(layout: KmeansLayout, run: RunLayout): void {
  let largest: i32 = 0;
  for (let c: i32 = 1; c < run.k; ++c) {
    const count = load<i32>(run.totalCounts + 4 * <usize>c);
    if (count > load<i32>(run.totalCounts + 4 * <usize>largest)) largest = c;
  }
  let total: f64 = 0;
  for (let c: i32 = 0; c < run.k; ++c) {
    // A cluster that stays empty sits on the largest one, where ties give it no row.
    const from = load<i32>(run.totalCounts + 4 * <usize>c) > 0 ? c : largest;
    const squared = moveCentre(layout, run, c, from);
    total += squared;
    store<f32>(run.shifts + 4 * <usize>c, <f32>(Math.sqrt(squared) * (1 + 1e-6)));
    useCentre(layout, run, c);
  }
  store<f64>(run.squaredShift, total);
}

/** @returns The squared distance that the centre moved. */
function moveCentre(layout: KmeansLayout, run: RunLayout, c: i32, from: i32): f64 {
  const bytes: usize = 8 * <usize>layout.columns;
  const sums = run.totals + <usize>from * bytes;
  const centre = run.centres + <usize>c * bytes;
  const count = f64x2.splat(<f64>load<i32>(run.totalCounts + 4 * <usize>from));
  let squared = f64x2.splat(0);
  for (let j: usize = 0; j < bytes; j += 16) {
    const mean = f64x2.div(v128.load(sums + j), count);
    const step = f64x2.sub(mean, v128.load(centre + j));
    squared = f64x2.add(squared, f64x2.mul(step, step));
    v128.store(centre + j, mean);
  }
  return f64x2.extract_lane(squared, 0) + f64x2.extract_lane(squared, 1);
}

/**
 * Takes a centre into use: writes what the assignment's quick comparison needs.
 *
 * With c = m + s, ordering ||x - c||^2 over c is ordering ||s||^2 + 2 m.s - 2 x.s. Taking out the mean m keeps s, and with
 * it the float32 error, as small as the spread of the data, however far from zero they lie.
 */
export function useCentre(layout: KmeansLayout, run: RunLayout, c: i32): void {
  const columns = layout.columns;
  const centre = run.centres + 8 * <usize>c * <usize>columns;
  const shifted = run.shifted + 4 * <usize>c * <usize>columns;
  let squares = f64x2.splat(0);
  let products = squares;
  for (let j: usize = 0; j < <usize>columns; j += 2) {
    const mean = v128.load(layout.means + 8 * j);
    const s = f64x2.sub(v128.load(centre + 8 * j), mean);
    const narrow = f32x4.demote_f64x2_zero(s);
    store<i64>(shifted + 4 * j, i64x2.extract_lane(narrow, 0));
    squares = f64x2.add(squares, f64x2.mul(s, s));
    products = f64x2.add(products, f64x2.mul(s, mean));
  }
  const square = f64x2.extract_lane(squares, 0) + f64x2.extract_lane(squares, 1);
  const product = f64x2.extract_lane(products, 0) + f64x2.extract_lane(products, 1);
  const offset = square + 2 * product;
  const at: usize = 4 * <usize>c;
  // Each lane adds columns / 4 products; the rest covers rounding s, adding lanes and offsets, and these bounds themselves.
  const productSlack = 2.1 * (<f64>(columns / 4) + 12) * unitRoundoff;
  store<f32>(run.offsets + at, <f32>offset);
  store<f32>(run.slacks + at, <f32>(productSlack * Math.sqrt(square)));
  store<f32>(run.offsetSlacks + at, <f32>(4 * unitRoundoff * Math.abs(offset) + 1e-37));
}
