// k-means on float32 rows. An export that takes a shard of rows, or a run, writes only that one's places; `slot` chooses the
// scratch of the thread that runs it.
import { squaredDistance } from './distances/exact-distance';
import { assignBlock } from './clustering/assign';
import { addShards, moveCentres, useCentre } from './clustering/centres';
import { multiplyGroup, sumGroup } from './clustering/groups';
import { KmeansLayout, RunLayout, Trial, activeRun, endRow, firstRow, rowAt } from './clustering/layout';
import { measureDeviations, squareRows, sumColumns } from './clustering/rows';
import { distances4x2 } from './clustering/tiles';

/** First byte of memory that no static data occupies. */
export function heapBase(): usize {
  return __heap_base;
}

/** Squared norms of the rows of a group of 64, out of `nRows` rows of any part. */
export function squares(at: usize, group: i32, slot: i32, nRows: i32): void {
  squareRows(changetype<KmeansLayout>(at), group, nRows);
}

/** Sums of the columns over a shard. */
export function columnSums(at: usize, shard: i32, slot: i32): void {
  sumColumns(changetype<KmeansLayout>(at), shard);
}

/** Squared distances of a shard's rows from the mean, and their norms. */
export function deviations(at: usize, shard: i32, slot: i32): void {
  measureDeviations(changetype<KmeansLayout>(at), shard);
}

/** For each row of a shard and each trial, the lesser of the trial's `closest` and the squared distance from its row. */
export function lesserDistances(at: usize, shard: i32, slot: i32): void {
  const layout = changetype<KmeansLayout>(at);
  const size: usize = offsetof<Trial>();
  for (let t: i32 = 0; t < layout.nTrials; ++t) {
    const trial = changetype<Trial>(layout.trials + <usize>t * size);
    store<f64>(trial.potentials + 8 * <usize>shard, 0);
  }
  const distances = layout.scratch + <usize>slot * <usize>layout.scratchBytes;
  const end = endRow(layout, shard);
  for (let first = firstRow(layout, shard); first < end; first += layout.blockRows) {
    const stop = min(first + layout.blockRows, end);
    for (let t: i32 = 0; t < layout.nTrials; t += 2) {
      const one = changetype<Trial>(layout.trials + <usize>t * size);
      const isPair = t + 1 < layout.nTrials;
      const other = isPair ? changetype<Trial>(changetype<usize>(one) + size) : one;
      for (let row = first; row < stop; row += 4) {
        const last = stop - 1;
        distances4x2(
          rowAt(layout, row),
          rowAt(layout, min(row + 1, last)),
          rowAt(layout, min(row + 2, last)),
          rowAt(layout, min(row + 3, last)),
          rowAt(layout, one.row),
          rowAt(layout, other.row),
          4 * <usize>layout.columns,
          distances,
        );
        takeLesser(one, shard, row, min(4, stop - row), distances);
        if (isPair) takeLesser(other, shard, row, min(4, stop - row), distances + 32);
      }
    }
  }
}

function takeLesser(trial: Trial, shard: i32, row: i32, n: i32, distances: usize): void {
  const to = trial.potentials + 8 * <usize>shard;
  let potential = load<f64>(to);
  for (let r: i32 = 0; r < n; ++r) {
    const at: usize = 4 * <usize>(row + r);
    const lesser = min(<f32>load<f64>(distances + 8 * <usize>r), load<f32>(trial.closest + at));
    store<f32>(trial.lesser + at, lesser);
    potential += <f64>lesser;
  }
  store<f64>(to, potential);
}

/** Takes the centres of a run into use. */
export function useCentres(at: usize, run: i32, slot: i32): void {
  const layout = changetype<KmeansLayout>(at);
  const one = activeRun(layout, run);
  for (let c: i32 = 0; c < one.k; ++c) useCentre(layout, one, c);
}

/** Labels each row of a shard with its nearest centre in each active run, counts the labels that changed, keeps the sums. */
export function assign(at: usize, shard: i32, slot: i32): void {
  const layout = changetype<KmeansLayout>(at);
  const scratch = layout.scratch + <usize>slot * <usize>layout.scratchBytes;
  const end = endRow(layout, shard);
  for (let i: i32 = 0; i < layout.nActive; ++i) {
    const run = activeRun(layout, i);
    store<i32>(run.changes + 4 * <usize>shard, 0);
    if (run.isAnew === 0) continue;
    const nSums: usize = <usize>run.k * <usize>layout.columns;
    memory.fill(run.sums + 8 * <usize>shard * nSums, 0, 8 * nSums);
    memory.fill(run.counts + 4 * <usize>shard * <usize>run.k, 0, 4 * <usize>run.k);
  }
  for (let first = firstRow(layout, shard); first < end; first += layout.blockRows) {
    const stop = min(first + layout.blockRows, end);
    for (let i: i32 = 0; i < layout.nActive; ++i) {
      const run = activeRun(layout, i);
      const changes = assignBlock(layout, run, shard, first, stop, scratch);
      const to = run.changes + 4 * <usize>shard;
      store<i32>(to, load<i32>(to) + changes);
    }
  }
}

/** Adds up the sums of a run over the shards. */
export function totals(at: usize, run: i32, slot: i32): void {
  const layout = changetype<KmeansLayout>(at);
  addShards(layout, activeRun(layout, run));
}

/** Moves the centres of a run to the means of their rows, and takes them into use. */
export function move(at: usize, run: i32, slot: i32): void {
  const layout = changetype<KmeansLayout>(at);
  moveCentres(layout, activeRun(layout, run));
}

function ownDistance(layout: KmeansLayout, run: RunLayout, row: i32): f64 {
  const label = <usize>load<i32>(run.labels + 4 * <usize>row);
  const columns = layout.columns;
  return squaredDistance(rowAt(layout, row), run.centres + 8 * label * <usize>columns, columns);
}

/** Squared distances of a shard's rows from their own centres in a run; float64 (nRows) at `out`. */
export function ownDistances(at: usize, shard: i32, slot: i32, run: usize, out: usize): void {
  const layout = changetype<KmeansLayout>(at);
  const end = endRow(layout, shard);
  for (let row = firstRow(layout, shard); row < end; ++row) {
    store<f64>(out + 8 * <usize>row, ownDistance(layout, changetype<RunLayout>(run), row));
  }
}

/** Sums of those over a shard, for each active run. */
export function inertias(at: usize, shard: i32, slot: i32): void {
  const layout = changetype<KmeansLayout>(at);
  const end = endRow(layout, shard);
  for (let i: i32 = 0; i < layout.nActive; ++i) {
    store<f64>(activeRun(layout, i).inertias + 8 * <usize>shard, 0);
  }
  for (let row = firstRow(layout, shard); row < end; ++row) {
    for (let i: i32 = 0; i < layout.nActive; ++i) {
      const run = activeRun(layout, i);
      const to = run.inertias + 8 * <usize>shard;
      store<f64>(to, load<f64>(to) + ownDistance(layout, run, row));
    }
  }
}

/** Sum and number of the rows of a group; as `sumGroup`. */
export function groupSums(at: usize, group: i32, slot: i32, groups: usize, sums: usize, counts: usize): void {
  sumGroup(changetype<KmeansLayout>(at), group, groups, sums, counts);
}

/** Products of the sum of a group with those up to itself; as `multiplyGroup`. */
export function groupProducts(
  at: usize,
  group: i32,
  slot: i32,
  nGroups: i32,
  sums: usize,
  products: usize,
): void {
  multiplyGroup(changetype<KmeansLayout>(at), group, nGroups, sums, products);
}

/**
 * Distances of rows from all centres and the nearest of these, the lowest index among equals, for a group of 64 of `nRows` rows.
 * @param rows float32 (nRows, columns).
 * @param centres float64 (k, columns).
 * @param labels int32 (nRows).
 * @param distances float32 (nRows, k), Euclidean.
 * @param nearest float64 (nRows), squared.
 */
export function measure(
  columns: i32,
  group: i32,
  slot: i32,
  nRows: i32,
  rows: usize,
  k: i32,
  centres: usize,
  labels: usize,
  distances: usize,
  nearest: usize,
): void {
  const end = min(64 * (group + 1), nRows);
  for (let row = 64 * group; row < end; ++row) {
    let best: i32 = 0;
    let least: f64 = f64.POSITIVE_INFINITY;
    for (let c: i32 = 0; c < k; ++c) {
      const squared = squaredDistance(
        rows + 4 * <usize>row * <usize>columns,
        centres + 8 * <usize>c * <usize>columns,
        columns,
      );
      store<f32>(distances + 4 * (<usize>row * <usize>k + <usize>c), <f32>Math.sqrt(squared));
      if (squared < least) {
        least = squared;
        best = c;
      }
    }
    store<i32>(labels + 4 * <usize>row, best);
    store<f64>(nearest + 8 * <usize>row, least);
  }
}
