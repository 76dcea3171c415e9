// Groups of rows that move from cluster to cluster as one.
import { KmeansLayout, rowAt } from './layout';
import { addRow } from './rows';

/**
 * Sum and number of the rows of one group.
 * @param groups int32 (nRows).
 * @param sums float64 (nGroups, columns): sums of the rows less the mean of all.
 * @param counts int32 (nGroups).
 */
export function sumGroup(layout: KmeansLayout, group: i32, groups: usize, sums: usize, counts: usize): void {
  const columns = layout.columns;
  const to = sums + 8 * <usize>group * <usize>columns;
  memory.fill(to, 0, 8 * <usize>columns);
  let count: i32 = 0;
  for (let row: i32 = 0; row < layout.nRows; ++row) {
    if (load<i32>(groups + 4 * <usize>row) !== group) continue;
    addRow(to, rowAt(layout, row), columns);
    ++count;
  }
  store<i32>(counts + 4 * <usize>group, count);
  const weight = f64x2.splat(<f64>count);
  for (let j: usize = 0; j < 8 * <usize>columns; j += 16) {
    const shift = f64x2.mul(weight, v128.load(layout.means + j));
    v128.store(to + j, f64x2.sub(v128.load(to + j), shift));
  }
}

/**
 * Products of the sum of one group with those of all up to itself.
 * @param products float64 (nGroups, nGroups); row `group` is written as far as its diagonal.
 */
export function multiplyGroup(
  layout: KmeansLayout,
  group: i32,
  nGroups: i32,
  sums: usize,
  products: usize,
): void {
  const size: usize = 8 * <usize>layout.columns;
  const own = sums + <usize>group * size;
  for (let other: i32 = 0; other <= group; ++other) {
    const from = sums + <usize>other * size;
    let even = f64x2.splat(0);
    let odd = even;
    for (let j: usize = 0; j < size; j += 32) {
      even = f64x2.add(even, f64x2.mul(v128.load(own + j), v128.load(from + j)));
      odd = f64x2.add(odd, f64x2.mul(v128.load(own + j, 16), v128.load(from + j, 16)));
    }
    const sum = f64x2.add(even, odd);
    store<f64>(
      products + 8 * (<usize>group * <usize>nGroups + <usize>other),
      f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1),
    );
  }
}
