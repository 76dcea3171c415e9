// What the rows themselves say: sums, squares, deviations.
import { squaredDistance } from '../distances/exact-distance';
import { KmeansLayout, endRow, firstRow, rowAt } from './layout';

function upper(v: v128): v128 {
  return i8x16.shuffle(v, v, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7);
}

/** Adds a float32 row to float64 sums. */
export function addRow(to: usize, row: usize, columns: i32): void {
  const stop = row + 4 * <usize>columns;
  while (row < stop) {
    const x = v128.load(row);
    v128.store(to, f64x2.add(v128.load(to), f64x2.promote_low_f32x4(x)));
    v128.store(to, f64x2.add(v128.load(to, 16), f64x2.promote_low_f32x4(upper(x))), 16);
    row += 16;
    to += 32;
  }
}

/** Takes a float32 row from one float64 sum and adds it to another. */
export function moveRow(from: usize, to: usize, row: usize, columns: i32): void {
  const stop = row + 4 * <usize>columns;
  while (row < stop) {
    const x = v128.load(row);
    const low = f64x2.promote_low_f32x4(x);
    const high = f64x2.promote_low_f32x4(upper(x));
    v128.store(from, f64x2.sub(v128.load(from), low));
    v128.store(from, f64x2.sub(v128.load(from, 16), high), 16);
    v128.store(to, f64x2.add(v128.load(to), low));
    v128.store(to, f64x2.add(v128.load(to, 16), high), 16);
    row += 16;
    from += 32;
    to += 32;
  }
}

function squaredNorm(row: usize, columns: i32): f64 {
  let even = f64x2.splat(0);
  let odd = even;
  const stop = row + 4 * <usize>columns;
  while (row < stop) {
    const x = v128.load(row);
    const low = f64x2.promote_low_f32x4(x);
    const high = f64x2.promote_low_f32x4(upper(x));
    even = f64x2.add(even, f64x2.mul(low, low));
    odd = f64x2.add(odd, f64x2.mul(high, high));
    row += 16;
  }
  const sum = f64x2.add(even, odd);
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}

/** Squared norms of rows in groups of 64, fitted or not; not finite where a value of the row is not. */
export function squareRows(layout: KmeansLayout, group: i32, nRows: i32): void {
  const end = min(64 * (group + 1), nRows);
  for (let row = 64 * group; row < end; ++row) {
    store<f64>(layout.squares + 8 * <usize>row, squaredNorm(rowAt(layout, row), layout.columns));
  }
}

export function sumColumns(layout: KmeansLayout, shard: i32): void {
  const to = layout.columnSums + 8 * <usize>shard * <usize>layout.columns;
  memory.fill(to, 0, 8 * <usize>layout.columns);
  const end = endRow(layout, shard);
  for (let row = firstRow(layout, shard); row < end; ++row) addRow(to, rowAt(layout, row), layout.columns);
}

export function measureDeviations(layout: KmeansLayout, shard: i32): void {
  const end = endRow(layout, shard);
  for (let row = firstRow(layout, shard); row < end; ++row) {
    const at = <usize>row;
    store<f64>(layout.deviations + 8 * at, squaredDistance(rowAt(layout, row), layout.means, layout.columns));
    const norm = Math.sqrt(load<f64>(layout.squares + 8 * at));
    // Rounded up, since it bounds an error.
    store<f32>(layout.norms + 4 * at, <f32>(norm * (1 + 1e-6)));
  }
}
