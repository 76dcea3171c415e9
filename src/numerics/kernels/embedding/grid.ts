// Between the points of a map and the nodes of its grid, by the quadratic polynomials through an interval's three nodes.
import { FieldLayout } from './field-layout';
import { attract } from './forces';
import { MapLayout, mapShardRows } from './map-layout';

/** Shard 0 orders the points by strips of the grid, each strip's by index; the others attract. */
export function attractAndOrder(at: usize, shard: i32, slot: i32, field: usize): void {
  if (shard > 0) {
    attract(at, shard - 1, slot);
    return;
  }
  const map = changetype<MapLayout>(at);
  const layout = changetype<FieldLayout>(field);
  const strips = layout.strips;
  memory.fill(strips, 0, 4 * <usize>(layout.intervals + 1));
  for (let row: i32 = 0; row < map.nRows; ++row) {
    const count = strips + 4 * <usize>intervalOf(layout, firstPlace(map, layout, row));
    store<i32>(count, load<i32>(count, 4) + 1, 4);
  }
  // From here on an entry is where its strip goes on, one place early, so that it ends as where the next strip begins.
  for (let strip: i32 = 1; strip <= layout.intervals; ++strip) {
    const count = strips + 4 * <usize>strip;
    store<i32>(count, load<i32>(count) + load<i32>(count - 4));
  }
  for (let row = map.nRows - 1; row >= 0; --row) {
    const end = strips + 4 * <usize>intervalOf(layout, firstPlace(map, layout, row));
    const to = load<i32>(end, 4) - 1;
    store<i32>(end, to, 4);
    store<i32>(layout.order + 4 * <usize>to, row);
  }
  // Now entry s + 1 is where strip s begins.
  memory.copy(strips, strips + 4, 4 * <usize>layout.intervals);
  store<i32>(strips + 4 * <usize>layout.intervals, map.nRows);
}

// @ts-ignore: decorator
@inline
function firstPlace(map: MapLayout, layout: FieldLayout, row: i32): f64 {
  return (load<f64>(map.points + 16 * <usize>row) - load<f64>(layout.geometry)) * load<f64>(layout.geometry, 16);
}

// @ts-ignore: decorator
@inline
function secondPlace(map: MapLayout, layout: FieldLayout, row: i32): f64 {
  return (
    (load<f64>(map.points + 16 * <usize>row, 8) - load<f64>(layout.geometry, 8)) * load<f64>(layout.geometry, 16)
  );
}

// @ts-ignore: decorator
@inline
function intervalOf(layout: FieldLayout, place: f64): i32 {
  return max(0, min(<i32>place, layout.intervals - 1));
}

/** Adds the points of one strip, in the order of their indices, to the strip's three rows of nodes. */
export function spread(at: usize, shard: i32, _slot: i32, field: usize): void {
  const map = changetype<MapLayout>(at);
  const layout = changetype<FieldLayout>(field);
  const rowBytes: usize = 4 * <usize>layout.nodes;
  const rows = layout.weights + 3 * <usize>shard * rowBytes;
  memory.fill(rows, 0, 3 * rowBytes);
  const stop = load<i32>(layout.strips + 4 * <usize>shard, 4);
  for (let i = load<i32>(layout.strips + 4 * <usize>shard); i < stop; ++i) {
    const row = load<i32>(layout.order + 4 * <usize>i);
    const second = secondPlace(map, layout, row);
    const column = intervalOf(layout, second);
    const u = <f32>(3 * (firstPlace(map, layout, row) - <f64>shard) - 0.5);
    const v = <f32>(3 * (second - <f64>column) - 0.5);
    const v0: f32 = 0.5 * (v - 1) * (v - 2);
    const v1: f32 = v * (2 - v);
    const v2: f32 = 0.5 * v * (v - 1);
    const to = rows + 12 * <usize>column;
    addWeights(to, 0.5 * (u - 1) * (u - 2), v0, v1, v2);
    addWeights(to + rowBytes, u * (2 - u), v0, v1, v2);
    addWeights(to + 2 * rowBytes, 0.5 * u * (u - 1), v0, v1, v2);
  }
}

// @ts-ignore: decorator
@inline
function addWeights(to: usize, u: f32, v0: f32, v1: f32, v2: f32): void {
  store<f32>(to, load<f32>(to) + u * v0);
  store<f32>(to, load<f32>(to, 4) + u * v1, 4);
  store<f32>(to, load<f32>(to, 8) + u * v2, 8);
}

/** The repulsion of each point of a shard, from the forces at its interval's nodes. */
export function gather(at: usize, shard: i32, _slot: i32, field: usize): void {
  const map = changetype<MapLayout>(at);
  const layout = changetype<FieldLayout>(field);
  const rowBytes: usize = 8 * <usize>layout.nodes;
  const first = shard * mapShardRows;
  const end = min(first + mapShardRows, map.nRows);
  for (let row = first; row < end; ++row) {
    const one = firstPlace(map, layout, row);
    const two = secondPlace(map, layout, row);
    const strip = intervalOf(layout, one);
    const column = intervalOf(layout, two);
    const u = <f32>(3 * (one - <f64>strip) - 0.5);
    const v = <f32>(3 * (two - <f64>column) - 0.5);
    const v01 = f32x4.replace_lane(
      f32x4.replace_lane(f32x4.splat(0.5 * (v - 1) * (v - 2)), 2, v * (2 - v)),
      3,
      v * (2 - v),
    );
    const v2 = f32x4.splat(0.5 * v * (v - 1));
    const from = layout.forces + 3 * <usize>strip * rowBytes + 24 * <usize>column;
    const force = f32x4.add(
      f32x4.add(
        f32x4.mul(f32x4.splat(0.5 * (u - 1) * (u - 2)), along(from, v01, v2)),
        f32x4.mul(f32x4.splat(u * (2 - u)), along(from + rowBytes, v01, v2)),
      ),
      f32x4.mul(f32x4.splat(0.5 * u * (u - 1)), along(from + 2 * rowBytes, v01, v2)),
    );
    const to = map.repulsion + 16 * <usize>row;
    store<f64>(to, <f64>f32x4.extract_lane(force, 0) + <f64>f32x4.extract_lane(force, 2));
    store<f64>(to, <f64>f32x4.extract_lane(force, 1) + <f64>f32x4.extract_lane(force, 3), 8);
  }
}

/** Three nodes of a row weighed: the first and the third in lanes 0 and 1, the second in lanes 2 and 3. */
// @ts-ignore: decorator
@inline
function along(from: usize, v01: v128, v2: v128): v128 {
  return f32x4.add(f32x4.mul(v01, v128.load(from)), f32x4.mul(v2, v128.load64_zero(from, 16)));
}
