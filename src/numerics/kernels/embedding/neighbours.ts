import { exactSquaredDistanceOfRows } from '../distances/exact-distance';
import { blockColumns, packPanel, panelProducts } from '../distances/panel-products';
import { neighbourShardRows, NeighbourLayout } from './neighbour-layout';

// 2^-24, the unit roundoff of float32.
const roundoff: f32 = 5.9604645e-8;

// A thread's scratch: float32 panel (blockColumns, 8); float32 products (64, 8); for each row of the shard a ceiling (float32), the
// number of bounds in its heap, of candidates waiting and of neighbours held (int32); then the heaps, float32 (64, k), and the
// candidates, (64, capacity) of a lower bound (float32) and an index (int32).
const panelBytes: usize = 32 * <usize>blockColumns;
const productBytes: usize = 32 * <usize>neighbourShardRows;
const stateBytes: usize = 16;
const statesAt: usize = panelBytes + productBytes;
const heapsAt: usize = statesAt + stateBytes * <usize>neighbourShardRows;

/** What is known of a row so far. */
@unmanaged
class RowState {
  /** At least the float32 score of the k-th nearest. */
  ceiling!: f32;
  nBounds!: i32;
  nWaiting!: i32;
  nHeld!: i32;
}

/**
 * The k nearest other rows of each row of a shard, exactly: by float64 distances, ties by index. Float32 scores (products
 * of blocks) only rule out rows that cannot be among them, by a bound of their error.
 * @param slot Which scratch to use: one for each thread.
 */
export function neighbours(at: usize, shard: i32, slot: i32, firstShard: i32): void {
  const layout = changetype<NeighbourLayout>(at);
  const nRows = layout.nRows;
  const columns = layout.columns;
  const stride: usize = 4 * <usize>columns;
  const scratch = layout.scratch + <usize>slot * layout.scratchBytes;
  const products = scratch + panelBytes;
  const first = (firstShard + shard) * neighbourShardRows;
  const n = min(neighbourShardRows, nRows - first);
  for (let r: i32 = 0; r < n; ++r) {
    const state = changetype<RowState>(scratch + statesAt + stateBytes * <usize>r);
    state.ceiling = f32.POSITIVE_INFINITY;
    state.nBounds = 0;
    state.nWaiting = 0;
    state.nHeld = 0;
  }
  const own = layout.rows + <usize>first * stride;
  for (let other: i32 = 0; other < nRows; other += 8) {
    const others = layout.rows + <usize>other * stride;
    for (let column: i32 = 0; column < columns; column += blockColumns) {
      const width = min(blockColumns, columns - column);
      const offset: usize = 4 * <usize>column;
      packPanel(others + offset, stride, nRows - other, width, scratch);
      panelProducts(own + offset, stride, n, scratch, width, products, column > 0);
    }
    for (let r: i32 = 0; r < n; ++r) consider(layout, first + r, r, other, scratch);
  }
  for (let r: i32 = 0; r < n; ++r) settle(layout, first + r, r, scratch);
}

/** Looks at eight others of a row. */
function consider(layout: NeighbourLayout, row: i32, r: i32, other: i32, scratch: usize): void {
  const state = changetype<RowState>(scratch + statesAt + stateBytes * <usize>r);
  const products = scratch + panelBytes + 32 * <usize>r;
  const columns = layout.columns;
  const terms = min(columns, blockColumns) + columns / blockColumns + 4;
  const productSlack: f32 = <f32>2.1 * <f32>terms * roundoff * load<f32>(layout.norms + 4 * <usize>row);
  for (let half: i32 = 0; half < 8; half += 4) {
    const at: usize = 4 * <usize>(other + half);
    const square = v128.load(layout.squares + at);
    const score = f32x4.sub(square, f32x4.mul(f32x4.splat(2), v128.load(products + 4 * <usize>half)));
    const slack = f32x4.add(
      f32x4.mul(f32x4.splat(productSlack), v128.load(layout.norms + at)),
      f32x4.add(f32x4.mul(f32x4.splat(4 * roundoff), square), f32x4.splat(1e-37)),
    );
    const lower = f32x4.sub(score, slack);
    let near = i32x4.bitmask(f32x4.le(lower, f32x4.splat(state.ceiling)));
    if (near === 0) continue;
    const upper = f32x4.add(score, slack);
    let lowerLane = lower;
    let upperLane = upper;
    for (let lane: i32 = 0; lane < 4; ++lane) {
      const index = other + half + lane;
      if ((near & 1) !== 0 && index !== row && index < layout.nRows) {
        add(
          layout,
          row,
          r,
          scratch,
          index,
          f32x4.extract_lane(lowerLane, 0),
          f32x4.extract_lane(upperLane, 0),
        );
      }
      near >>= 1;
      lowerLane = i8x16.shuffle(lowerLane, lowerLane, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3);
      upperLane = i8x16.shuffle(upperLane, upperLane, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3);
    }
  }
}

/** Lets a candidate wait, and lowers the row's ceiling by its upper bound. */
function add(
  layout: NeighbourLayout,
  row: i32,
  r: i32,
  scratch: usize,
  index: i32,
  lower: f32,
  upper: f32,
): void {
  const state = changetype<RowState>(scratch + statesAt + stateBytes * <usize>r);
  if (lower > state.ceiling) return;
  const k = layout.k;
  const heap = scratch + heapsAt + 4 * <usize>r * <usize>k;
  if (state.nBounds < k) {
    store<f32>(heap + 4 * <usize>state.nBounds, upper);
    state.nBounds += 1;
    if (state.nBounds === k) {
      heapify(heap, k);
      state.ceiling = load<f32>(heap);
    }
  } else if (upper < load<f32>(heap)) {
    sink(heap, k, 0, upper);
    state.ceiling = load<f32>(heap);
  }
  if (state.nWaiting === layout.capacity) {
    sieve(layout, r, scratch);
    // Many are about as near, equal rows for one: then distances must tell.
    if (4 * state.nWaiting > 3 * layout.capacity) choose(layout, row, r, scratch);
  }
  const to = candidatesOf(layout, r, scratch) + 8 * <usize>state.nWaiting;
  state.nWaiting += 1;
  store<f32>(to, lower);
  store<i32>(to, index, 4);
}

function candidatesOf(layout: NeighbourLayout, r: i32, scratch: usize): usize {
  return (
    scratch +
    heapsAt +
    4 * <usize>neighbourShardRows * <usize>layout.k +
    8 * <usize>r * <usize>layout.capacity
  );
}

/** Lets go of the candidates above the ceiling. */
function sieve(layout: NeighbourLayout, r: i32, scratch: usize): void {
  const state = changetype<RowState>(scratch + statesAt + stateBytes * <usize>r);
  const candidates = candidatesOf(layout, r, scratch);
  let kept: usize = 0;
  for (let i: i32 = 0; i < state.nWaiting; ++i) {
    const candidate = load<u64>(candidates + 8 * <usize>i);
    if (f32.reinterpret_i32(<i32>candidate) <= state.ceiling) store<u64>(candidates + 8 * kept++, candidate);
  }
  state.nWaiting = <i32>kept;
}

function settle(layout: NeighbourLayout, row: i32, r: i32, scratch: usize): void {
  sieve(layout, r, scratch);
  choose(layout, row, r, scratch);
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

/** Takes those that wait, in the order of their indices, among the k with the least float64 distance, sorted. */
function choose(layout: NeighbourLayout, row: i32, r: i32, scratch: usize): void {
  const state = changetype<RowState>(scratch + statesAt + stateBytes * <usize>r);
  const candidates = candidatesOf(layout, r, scratch);
  const k = layout.k;
  const columns = layout.columns;
  const stride: usize = 4 * <usize>columns;
  const own = layout.rows + <usize>row * stride;
  const distances = layout.distances + 8 * <usize>row * <usize>k;
  const indices = layout.neighbours + 4 * <usize>row * <usize>k;
  let held = state.nHeld;
  for (let waiting: i32 = 0; waiting < state.nWaiting; ++waiting) {
    const other = load<i32>(candidates + 8 * <usize>waiting, 4);
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
  state.nHeld = held;
  state.nWaiting = 0;
}
