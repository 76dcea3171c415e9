import { blockColumns, packPanel, panelProducts } from '../distances/panel-products';
import { NeighbourLayout } from './neighbour-layout';

/** Sampled rows that a shard ranks together. */
const shardRows: i32 = 16;

/**
 * For each sampled row of a shard, how far the k nearest points on the map are from being the k nearest vectors: the sum of the
 * excesses of their ranks over k. Ranks are by float32 products, in which vectors as good as equally far may change places.
 * @param points float64 (nRows, 2). @param sample int32 (nSample): rows. @param out float64 (nSample).
 * @param scratch For each thread: float32 panel (256, 8), rows (16, columns), products (16, 8), scores (16, nRows); int32 (k) and
 * float64 (k).
 */
export function rankExcesses(
  at: usize,
  shard: i32,
  slot: i32,
  points: usize,
  sample: usize,
  nSample: i32,
  k: i32,
  scratch: usize,
  scratchBytes: usize,
  out: usize,
): void {
  const layout = changetype<NeighbourLayout>(at);
  const stride: usize = 4 * <usize>layout.columns;
  const nRows = layout.nRows;
  const panel = scratch + <usize>slot * scratchBytes;
  const own = panel + 32 * <usize>blockColumns;
  const products = own + <usize>shardRows * stride;
  const scores = products + 32 * <usize>shardRows;
  const indices = scores + 4 * <usize>shardRows * <usize>nRows;
  const distances = (indices + 4 * <usize>k + 7) & ~7;
  const first = shard * shardRows;
  const n = min(shardRows, nSample - first);
  for (let r: i32 = 0; r < n; ++r) {
    const row = load<i32>(sample + 4 * <usize>(first + r));
    memory.copy(own + <usize>r * stride, layout.rows + <usize>row * stride, stride);
  }
  for (let other: i32 = 0; other < nRows; other += 8) {
    const others = layout.rows + <usize>other * stride;
    for (let column: i32 = 0; column < layout.columns; column += blockColumns) {
      const width = min(blockColumns, layout.columns - column);
      const offset: usize = 4 * <usize>column;
      packPanel(others + offset, stride, nRows - other, width, panel);
      panelProducts(own + offset, stride, n, panel, width, products, column > 0);
    }
    const there = min(8, nRows - other);
    for (let r: i32 = 0; r < n; ++r) {
      const to = scores + 4 * (<usize>r * <usize>nRows + <usize>other);
      for (let c: i32 = 0; c < there; ++c) {
        const square = load<f32>(layout.squares + 4 * <usize>(other + c));
        const score = square - 2 * load<f32>(products + 32 * <usize>r + 4 * <usize>c);
        store<f32>(to + 4 * <usize>c, score);
      }
    }
  }
  for (let r: i32 = 0; r < n; ++r) {
    const row = load<i32>(sample + 4 * <usize>(first + r));
    nearestPoints(points, nRows, row, k, indices, distances);
    const own = scores + 4 * <usize>r * <usize>nRows;
    let excess: f64 = 0;
    for (let i: i32 = 0; i < k; ++i) {
      excess += <f64>max(0, rankOf(own, nRows, row, load<i32>(indices + 4 * <usize>i)) - k);
    }
    store<f64>(out + 8 * <usize>(first + r), excess);
  }
}

/** The k points of a map nearest to one, by distance, then by index. */
function nearestPoints(points: usize, nRows: i32, row: i32, k: i32, indices: usize, distances: usize): void {
  const x = load<f64>(points + 16 * <usize>row);
  const y = load<f64>(points + 16 * <usize>row, 8);
  let held: i32 = 0;
  for (let other: i32 = 0; other < nRows; ++other) {
    const dx = load<f64>(points + 16 * <usize>other) - x;
    const dy = load<f64>(points + 16 * <usize>other, 8) - y;
    const distance = dx * dx + dy * dy;
    if (other === row || (held === k && distance >= load<f64>(distances + 8 * <usize>(k - 1)))) continue;
    let i = held < k ? held++ : k - 1;
    while (i > 0 && load<f64>(distances + 8 * <usize>(i - 1)) > distance) {
      store<f64>(distances + 8 * <usize>i, load<f64>(distances + 8 * <usize>(i - 1)));
      store<i32>(indices + 4 * <usize>i, load<i32>(indices + 4 * <usize>(i - 1)));
      --i;
    }
    store<f64>(distances + 8 * <usize>i, distance);
    store<i32>(indices + 4 * <usize>i, other);
  }
}

/** The place of one among all others of a row, 1 for the nearest; ties by index. */
function rankOf(scores: usize, nRows: i32, row: i32, one: i32): i32 {
  const score = load<f32>(scores + 4 * <usize>one);
  let rank: i32 = 1;
  for (let other: i32 = 0; other < nRows; ++other) {
    const its = load<f32>(scores + 4 * <usize>other);
    if (other !== row && (its < score || (its === score && other < one))) ++rank;
  }
  return rank;
}
