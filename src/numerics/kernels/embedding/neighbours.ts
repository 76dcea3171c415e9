import { exactSquaredDistanceOfRows } from '../distances/exact-distance';
import { products } from '../distances/products';
import { neighbourShardRows, NeighbourLayout } from './neighbour-layout';

// Rows of the other side that stay in the cache while a shard passes over them.
const blockRows: i32 = 32;

// 2^-24, the unit roundoff of float32.
const roundoff: f32 = 5.9604645e-8;

/**
 * The k nearest other rows of each row of a shard, exactly: by float64 distances, ties by index. Float32 scores (products
 * of blocks) only rule out rows that cannot be among them, by a bound of their error.
 * @param slot Which scratch to use: one for each thread.
 */
export function neighbours(at: usize, shard: i32, slot: i32): void {
  const layout = changetype<NeighbourLayout>(at);
  const nRows = layout.nRows;
  const stride: usize = 4 * <usize>layout.columns;
  const scores = layout.scores + <usize>slot * layout.scoreBytes;
  const heap = scores + 4 * <usize>neighbourShardRows * <usize>nRows;
  const first = shard * neighbourShardRows;
  const n = min(neighbourShardRows, nRows - first);
  for (let other: i32 = 0; other < nRows; other += blockRows) {
    products(
      layout.rows + <usize>first * stride,
      n,
      layout.rows + <usize>other * stride,
      min(blockRows, nRows - other),
      stride,
      scores + 4 * <usize>other,
      4 * <usize>nRows,
    );
  }
  for (let r: i32 = 0; r < n; ++r) {
    const own = scores + 4 * <usize>r * <usize>nRows;
    const ceiling = boundScores(layout, first + r, own, heap);
    chooseNearest(layout, first + r, own, ceiling);
  }
}

/** Turns a row's products into lower bounds of |y|^2 - 2 x.y; returns the k-th least upper bound. */
function boundScores(layout: NeighbourLayout, row: i32, scores: usize, heap: usize): f32 {
  const k = layout.k;
  const productSlack: f32 =
    <f32>2.1 * <f32>(layout.columns / 4 + 12) * roundoff * load<f32>(layout.norms + 4 * <usize>row);
  let held: i32 = 0;
  for (let other: i32 = 0; other < layout.nRows; ++other) {
    const to: usize = 4 * <usize>other;
    if (other === row) continue;
    const square = load<f32>(layout.squares + to);
    const score = square - 2 * load<f32>(scores + to);
    const slack = productSlack * load<f32>(layout.norms + to) + 4 * roundoff * square + <f32>1e-37;
    store<f32>(scores + to, score - slack);
    const bound = score + slack;
    if (held < k) {
      store<f32>(heap + 4 * <usize>held, bound);
      if (++held === k) heapify(heap, k);
    } else if (!(bound >= load<f32>(heap))) {
      sink(heap, k, 0, bound);
    }
  }
  return load<f32>(heap);
}

function heapify(heap: usize, k: i32): void {
  for (let i = k / 2 - 1; i >= 0; --i) sink(heap, k, i, load<f32>(heap + 4 * <usize>i));
}

/** Puts a value in place of entry i of a heap with the greatest on top. */
function sink(heap: usize, k: i32, i: i32, value: f32): void {
  for (;;) {
    let child = 2 * i + 1;
    if (child >= k) break;
    if (child + 1 < k && load<f32>(heap + 4 * <usize>(child + 1)) > load<f32>(heap + 4 * <usize>child))
      ++child;
    const greatest = load<f32>(heap + 4 * <usize>child);
    if (!(greatest > value)) break;
    store<f32>(heap + 4 * <usize>i, greatest);
    i = child;
  }
  store<f32>(heap + 4 * <usize>i, value);
}

/** Keeps the k candidates with the least float64 distance, sorted. */
function chooseNearest(layout: NeighbourLayout, row: i32, scores: usize, ceiling: f32): void {
  const k = layout.k;
  const columns = layout.columns;
  const stride: usize = 4 * <usize>columns;
  const own = layout.rows + <usize>row * stride;
  const distances = layout.distances + 8 * <usize>row * <usize>k;
  const indices = layout.neighbours + 4 * <usize>row * <usize>k;
  let held: i32 = 0;
  for (let other: i32 = 0; other < layout.nRows; ++other) {
    if (other === row || load<f32>(scores + 4 * <usize>other) > ceiling) continue;
    const distance = exactSquaredDistanceOfRows(own, layout.rows + <usize>other * stride, columns);
    if (held === k && distance >= load<f64>(distances + 8 * <usize>(k - 1))) continue;
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
