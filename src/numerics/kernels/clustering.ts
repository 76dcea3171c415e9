// k-means on float32 rows. Every export works on one shard of rows and writes only that shard's slots.
import { squaredDistance, squaredDistanceOfRows } from './distances/exact-distance';
import { KmeansLayout } from './clustering/layout';
import { products } from './distances/products';

/** First byte of memory that no static data occupies. */
export function heapBase(): usize {
  return __heap_base;
}

function firstRow(layout: KmeansLayout, shard: i32): i32 {
  return shard * layout.rowsPerShard;
}

function endRow(layout: KmeansLayout, shard: i32): i32 {
  return min((shard + 1) * layout.rowsPerShard, layout.nRows);
}

/**
 * The nearest centre of one row by float64 distances, the lowest index among equals. Float32 scores only rule out the
 * centres that cannot be nearest: a bound of their error makes the label that of a computation in float64 throughout.
 */
function nearest(layout: KmeansLayout, row: i32, scores: usize): i32 {
  const k = layout.k;
  const norm = load<f32>(layout.norms + 4 * <usize>row);
  let ceiling: f32 = f32.POSITIVE_INFINITY;
  for (let c: i32 = 0; c < k; ++c) {
    const at: usize = 4 * <usize>c;
    const score = load<f32>(layout.offsets + at) - 2 * load<f32>(scores + at);
    const slack = norm * load<f32>(layout.slacks + at) + load<f32>(layout.offsetSlacks + at);
    ceiling = min(ceiling, score + slack);
    store<f32>(scores + at, score - slack);
  }
  let best: i32 = -1;
  let candidates: i32 = 0;
  for (let c: i32 = 0; c < k; ++c) {
    // Written so that a NaN (float32 overflowed) leaves the centre a candidate.
    if (!(load<f32>(scores + 4 * <usize>c) > ceiling)) {
      ++candidates;
      if (best < 0) best = c;
    }
  }
  if (candidates === 1) return best;
  return nearestOfCandidates(layout, row, scores, ceiling);
}

function nearestOfCandidates(layout: KmeansLayout, row: i32, scores: usize, ceiling: f32): i32 {
  const columns = layout.columns;
  const from = layout.rows + 4 * <usize>row * <usize>columns;
  let best: i32 = 0;
  let least: f64 = f64.POSITIVE_INFINITY;
  for (let c: i32 = 0; c < layout.k; ++c) {
    if (load<f32>(scores + 4 * <usize>c) > ceiling) continue;
    const distance = squaredDistance(from, layout.centres + 8 * <usize>c * <usize>columns, columns);
    if (distance < least) {
      least = distance;
      best = c;
    }
  }
  return best;
}

/** Labels each row of a shard with its nearest centre and counts the labels that changed. */
export function assign(at: usize, shard: i32): void {
  const layout = changetype<KmeansLayout>(at);
  const stride: usize = 4 * <usize>layout.columns;
  const scoreStride: usize = 4 * <usize>layout.k;
  const scores = layout.scores + <usize>shard * 4 * scoreStride;
  const end = endRow(layout, shard);
  let changes: i32 = 0;
  for (let row = firstRow(layout, shard); row < end; row += 4) {
    const n = min(4, end - row);
    products(layout.rows + <usize>row * stride, n, layout.shifted, layout.k, stride, scores, scoreStride);
    for (let r: i32 = 0; r < n; ++r) {
      const label = nearest(layout, row + r, scores + <usize>r * scoreStride);
      const to = layout.labels + 4 * <usize>(row + r);
      if (load<i32>(to) !== label) {
        store<i32>(to, label);
        ++changes;
      }
    }
  }
  store<i32>(layout.changes + 4 * <usize>shard, changes);
}

/** Sums and counts of a shard's rows by label, in float64, in the order of the rows. */
export function accumulate(at: usize, shard: i32): void {
  const layout = changetype<KmeansLayout>(at);
  const columns = layout.columns;
  const k = layout.k;
  const sums = layout.sums + 8 * <usize>shard * <usize>k * <usize>columns;
  const counts = layout.counts + 4 * <usize>shard * <usize>k;
  memory.fill(sums, 0, 8 * <usize>k * <usize>columns);
  memory.fill(counts, 0, 4 * <usize>k);
  const end = endRow(layout, shard);
  for (let row = firstRow(layout, shard); row < end; ++row) {
    const label = <usize>load<i32>(layout.labels + 4 * <usize>row);
    store<i32>(counts + 4 * label, load<i32>(counts + 4 * label) + 1);
    let to = sums + 8 * label * <usize>columns;
    let from = layout.rows + 4 * <usize>row * <usize>columns;
    const stop = from + 4 * <usize>columns;
    while (from < stop) {
      const x = v128.load(from);
      const high = i8x16.shuffle(x, x, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7);
      v128.store(to, f64x2.add(v128.load(to), f64x2.promote_low_f32x4(x)));
      v128.store(to, f64x2.add(v128.load(to, 16), f64x2.promote_low_f32x4(high)), 16);
      from += 16;
      to += 32;
    }
  }
}

/** Squared distance of each row of a shard from the centre of its label. */
export function ownDistances(at: usize, shard: i32): void {
  const layout = changetype<KmeansLayout>(at);
  const columns = <usize>layout.columns;
  const end = endRow(layout, shard);
  for (let row = firstRow(layout, shard); row < end; ++row) {
    const label = <usize>load<i32>(layout.labels + 4 * <usize>row);
    store<f64>(
      layout.distances + 8 * <usize>row,
      squaredDistance(
        layout.rows + 4 * <usize>row * columns,
        layout.centres + 8 * label * columns,
        layout.columns,
      ),
    );
  }
}

/** Squared distance of each row of a shard from centre `c`. */
export function distancesFromCentre(at: usize, shard: i32, c: i32): void {
  const layout = changetype<KmeansLayout>(at);
  const columns = <usize>layout.columns;
  const end = endRow(layout, shard);
  for (let row = firstRow(layout, shard); row < end; ++row) {
    store<f64>(
      layout.distances + 8 * <usize>row,
      squaredDistance(
        layout.rows + 4 * <usize>row * columns,
        layout.centres + 8 * <usize>c * columns,
        layout.columns,
      ),
    );
  }
}

/** For each row of a shard, the lesser of `closest` and its squared distance from row `candidate`; both float64 (nRows). */
export function lesserDistances(at: usize, shard: i32, candidate: i32, closest: usize, out: usize): void {
  const layout = changetype<KmeansLayout>(at);
  const columns = <usize>layout.columns;
  const other = layout.rows + 4 * <usize>candidate * columns;
  const end = endRow(layout, shard);
  for (let row = firstRow(layout, shard); row < end; ++row) {
    const distance = squaredDistanceOfRows(layout.rows + 4 * <usize>row * columns, other, layout.columns);
    store<f64>(out + 8 * <usize>row, min(distance, load<f64>(closest + 8 * <usize>row)));
  }
}
