import { gather } from './grid';
import { MapLayout, mapShardRows } from './map-layout';

const leastGain: f64 = 0.01;

/** `move` with the repulsion from the field. */
export function gatherAndMove(
  at: usize,
  shard: i32,
  slot: i32,
  field: usize,
  momentum: f64,
  exaggeration: f64,
  repulse: f64,
  rate: f64,
): void {
  gather(at, shard, slot, field);
  move(at, shard, slot, momentum, exaggeration, repulse, rate);
}

/**
 * One step of each coordinate of a shard's points down the gradient, with a gain that grows while steps agree; then the sums and the
 * extent of the points.
 * @param repulse Factor on the repulsion: one over the sum of weights.
 */
export function move(
  at: usize,
  shard: i32,
  _slot: i32,
  momentum: f64,
  exaggeration: f64,
  repulse: f64,
  rate: f64,
): void {
  const layout = changetype<MapLayout>(at);
  const firstRow = shard * mapShardRows;
  const endRow = min(firstRow + mapShardRows, layout.nRows);
  const first: usize = 16 * <usize>firstRow;
  const end: usize = 16 * <usize>endRow;
  for (let i = first; i < end; i += 8) {
    const slope = exaggeration * load<f64>(layout.attraction + i) - repulse * load<f64>(layout.repulsion + i);
    const velocity = load<f64>(layout.velocities + i);
    const old = load<f64>(layout.gains + i);
    const gain = velocity * slope < 0 ? old + 0.2 : max(leastGain, old * 0.8);
    const next = momentum * velocity - rate * gain * slope;
    store<f64>(layout.gains + i, gain);
    store<f64>(layout.velocities + i, next);
    store<f64>(layout.points + i, load<f64>(layout.points + i) + next);
  }
  measure(layout, shard, first, end);
  note(layout, firstRow, endRow);
}

function measure(layout: MapLayout, shard: i32, first: usize, end: usize): void {
  let sum = f64x2.splat(0);
  let least = f64x2.splat(f64.POSITIVE_INFINITY);
  let greatest = f64x2.splat(f64.NEGATIVE_INFINITY);
  for (let i = first; i < end; i += 16) {
    const point = v128.load(layout.points + i);
    sum = f64x2.add(sum, point);
    least = f64x2.min(least, point);
    greatest = f64x2.max(greatest, point);
  }
  const to = layout.extents + 48 * <usize>shard;
  v128.store(to, sum);
  v128.store(to, least, 16);
  v128.store(to, greatest, 32);
}

/** Takes a shift from a shard's points. */
export function shift(at: usize, shard: i32, _slot: i32, x: f64, y: f64): void {
  const layout = changetype<MapLayout>(at);
  const first = shard * mapShardRows;
  const end = min(first + mapShardRows, layout.nRows);
  for (let row = first; row < end; ++row) {
    const point = layout.points + 16 * <usize>row;
    store<f64>(point, load<f64>(point) - x);
    store<f64>(point, load<f64>(point, 8) - y, 8);
  }
  measure(layout, shard, 16 * <usize>first, 16 * <usize>end);
  note(layout, first, end);
}

/** Notes points in float32 too. */
function note(layout: MapLayout, first: i32, end: i32): void {
  for (let row = first; row < end; ++row) {
    const point = layout.points + 16 * <usize>row;
    const x = <f32>load<f64>(point);
    const y = <f32>load<f64>(point, 8);
    store<f32>(layout.pairs + 8 * <usize>row, x);
    store<f32>(layout.pairs + 8 * <usize>row, y, 4);
    store<f32>(layout.x + 4 * <usize>row, x);
    store<f32>(layout.y + 4 * <usize>row, y);
  }
}
