// Which centre is nearest, for rows whose answer the bounds do not already tell.
import { squaredDistance } from '../distances/exact-distance';
import { KmeansLayout, RunLayout, rowAt } from './layout';
import { addRow, moveRow } from './rows';
import { products4 } from './tiles';

// A little more and a little less than 1, beyond the rounding of a few float32 operations.
const more: f32 = 1.000001;
const less: f32 = 0.999999;

/**
 * Whether a row's own centre is still surely the nearest after the centres moved: its bounds, moved along, do not meet. The gap
 * that `more` and `less` leave is far above the rounding of a float64 distance, so the label is that of comparing those.
 */
function isSettled(run: RunLayout, row: i32, label: i32, greatest: f32, second: f32, farthest: i32): bool {
  const at: usize = 4 * <usize>row;
  const upper = (load<f32>(run.uppers + at) + load<f32>(run.shifts + 4 * <usize>label)) * more;
  const lower = load<f32>(run.lowers + at) * less - (label === farthest ? second : greatest) * more;
  if (!(upper * more < lower * less)) return false;
  store<f32>(run.uppers + at, upper);
  store<f32>(run.lowers + at, lower);
  return true;
}

/**
 * The nearest centre of one row by float64 distances, the lowest index among equals. Float32 scores only rule out the
 * centres that cannot be nearest: a bound of their error makes the label that of a computation in float64 throughout.
 * Leaves bounds of the distances for `isSettled`.
 */
function nearest(layout: KmeansLayout, run: RunLayout, row: i32, scores: usize): i32 {
  const k = run.k;
  const norm = load<f32>(layout.norms + 4 * <usize>row);
  let ceiling: f32 = f32.POSITIVE_INFINITY;
  for (let c: i32 = 0; c < k; ++c) {
    const at: usize = 4 * <usize>c;
    const score = load<f32>(run.offsets + at) - 2 * load<f32>(scores + at);
    const slack = norm * load<f32>(run.slacks + at) + load<f32>(run.offsetSlacks + at);
    ceiling = min(ceiling, score + slack);
    store<f32>(scores + at, score - slack);
  }
  let best: i32 = -1;
  let candidates: i32 = 0;
  let floor: f32 = f32.POSITIVE_INFINITY;
  for (let c: i32 = 0; c < k; ++c) {
    const score = load<f32>(scores + 4 * <usize>c);
    // Written so that a NaN (float32 overflowed) leaves the centre a candidate.
    if (!(score > ceiling)) {
      ++candidates;
      if (best < 0) best = c;
    } else floor = min(floor, score);
  }
  const at: usize = 4 * <usize>row;
  if (candidates !== 1) {
    store<f32>(run.uppers + at, f32.POSITIVE_INFINITY);
    return nearestOfCandidates(layout, run, row, scores, ceiling);
  }
  const deviation = <f32>load<f64>(layout.deviations + 8 * <usize>row);
  store<f32>(run.uppers + at, sqrt<f32>(max<f32>(0, deviation * more + ceiling) * more) * more);
  store<f32>(run.lowers + at, sqrt<f32>(max<f32>(0, deviation * less + floor) * less) * less);
  return best;
}

function nearestOfCandidates(
  layout: KmeansLayout,
  run: RunLayout,
  row: i32,
  scores: usize,
  ceiling: f32,
): i32 {
  const columns = layout.columns;
  const from = rowAt(layout, row);
  let best: i32 = 0;
  let least: f64 = f64.POSITIVE_INFINITY;
  for (let c: i32 = 0; c < run.k; ++c) {
    if (load<f32>(scores + 4 * <usize>c) > ceiling) continue;
    const distance = squaredDistance(from, run.centres + 8 * <usize>c * <usize>columns, columns);
    if (distance < least) {
      least = distance;
      best = c;
    }
  }
  return best;
}

/** Lists the rows of a block that need looking at; returns how many. */
function listRows(run: RunLayout, first: i32, end: i32, list: usize): i32 {
  let greatest: f32 = 0;
  let second: f32 = 0;
  let farthest: i32 = 0;
  for (let c: i32 = 0; c < run.k; ++c) {
    const shift = load<f32>(run.shifts + 4 * <usize>c);
    if (shift > greatest) {
      second = greatest;
      greatest = shift;
      farthest = c;
    } else second = max(second, shift);
  }
  let n: i32 = 0;
  for (let row = first; row < end; ++row) {
    const label = load<i32>(run.labels + 4 * <usize>row);
    if (label >= 0 && isSettled(run, row, label, greatest, second, farthest)) continue;
    store<i32>(list + 4 * <usize>n, row);
    ++n;
  }
  return n;
}

/**
 * Labels rows of a shard with the nearest centres of one run, and moves those that changed from sum to sum.
 * @param scratch An int32 for each row of the block, then four float32 rows of k.
 * @returns How many labels changed.
 */
export function assignBlock(
  layout: KmeansLayout,
  run: RunLayout,
  shard: i32,
  first: i32,
  end: i32,
  scratch: usize,
): i32 {
  const columns = layout.columns;
  const k = run.k;
  const scoreStride: usize = 4 * <usize>k;
  const scores = scratch + 4 * <usize>layout.blockRows;
  const sums = run.sums + 8 * <usize>shard * <usize>k * <usize>columns;
  const counts = run.counts + 4 * <usize>shard * <usize>k;
  const n = listRows(run, first, end, scratch);
  let changes: i32 = 0;
  for (let i: i32 = 0; i < n; i += 4) {
    const here = min(4, n - i);
    const at = scratch + 4 * <usize>i;
    const x0 = rowAt(layout, load<i32>(at));
    const x1 = here > 1 ? rowAt(layout, load<i32>(at, 4)) : x0;
    const x2 = here > 2 ? rowAt(layout, load<i32>(at, 8)) : x0;
    const x3 = here > 3 ? rowAt(layout, load<i32>(at, 12)) : x0;
    products4(x0, x1, x2, x3, run.shifted, k, 4 * <usize>columns, scores, scoreStride);
    for (let r: i32 = 0; r < here; ++r) {
      const row = load<i32>(at + 4 * <usize>r);
      const label = nearest(layout, run, row, scores + <usize>r * scoreStride);
      const to = run.labels + 4 * <usize>row;
      const old = load<i32>(to);
      if (old === label) continue;
      store<i32>(to, label);
      ++changes;
      if (run.isAnew === 0) relabel(sums, counts, old, label, rowAt(layout, row), columns);
    }
  }
  if (run.isAnew !== 0) {
    for (let row = first; row < end; ++row) {
      relabel(sums, counts, -1, load<i32>(run.labels + 4 * <usize>row), rowAt(layout, row), columns);
    }
  }
  return changes;
}

function relabel(sums: usize, counts: usize, old: i32, label: i32, row: usize, columns: i32): void {
  const bytes: usize = 8 * <usize>columns;
  const count = counts + 4 * <usize>label;
  store<i32>(count, load<i32>(count) + 1);
  const to = sums + <usize>label * bytes;
  if (old < 0) return addRow(to, row, columns);
  const oldCount = counts + 4 * <usize>old;
  store<i32>(oldCount, load<i32>(oldCount) - 1);
  moveRow(sums + <usize>old * bytes, to, row, columns);
}
