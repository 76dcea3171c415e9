import { MapLayout, mapShardRows } from './map-layout';

/** For each row of a shard, the sum over its neighbours of p (log p - log w): with log Z added, its part of the divergence. */
export function divergence(at: usize, shard: i32, _slot: i32): void {
  const layout = changetype<MapLayout>(at);
  const first = shard * mapShardRows;
  const end = min(first + mapShardRows, layout.nRows);
  for (let row = first; row < end; ++row) {
    let entry = load<i32>(layout.starts + 4 * <usize>row);
    const stop = load<i32>(layout.starts + 4 * <usize>row, 4);
    let sum: f64 = 0;
    for (; entry < stop; ++entry) {
      const p = load<f64>(layout.affinities + 8 * <usize>entry);
      const other = load<i32>(layout.columns + 4 * <usize>entry);
      if (p > 0) sum += p * Math.log(p * (1 + squaredDistance(layout, row, other)));
    }
    store<f64>(layout.divergences + 8 * <usize>row, sum);
  }
}

/** For each row of a shard, the sum over the other points of w, in float64. */
export function exactNormalisers(at: usize, shard: i32, _slot: i32): void {
  const layout = changetype<MapLayout>(at);
  const first = shard * mapShardRows;
  const end = min(first + mapShardRows, layout.nRows);
  for (let row = first; row < end; ++row) {
    let sum: f64 = 0;
    for (let other: i32 = 0; other < layout.nRows; ++other) {
      if (other !== row) sum += 1 / (1 + squaredDistance(layout, row, other));
    }
    store<f64>(layout.normalisers + 8 * <usize>row, sum);
  }
}

function squaredDistance(layout: MapLayout, a: i32, b: i32): f64 {
  const apart = f64x2.sub(v128.load(layout.points + 16 * <usize>a), v128.load(layout.points + 16 * <usize>b));
  const squares = f64x2.mul(apart, apart);
  return f64x2.extract_lane(squares, 0) + f64x2.extract_lane(squares, 1);
}
