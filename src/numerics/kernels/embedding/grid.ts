// Between the points of a map and the nodes of its grid, by cubic B-splines: four nodes to a coordinate.
import { FieldLayout, spreadRows } from './field-layout';
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
  memory.fill(strips, 0, 4 * <usize>(layout.nodes + 1));
  for (let row: i32 = 0; row < map.nRows; ++row) {
    const count = strips + 4 * <usize>nodeBefore(layout, firstPlace(map, layout, row));
    store<i32>(count, load<i32>(count, 4) + 1, 4);
  }
  // From here on an entry is where its strip goes on, one place early, so that it ends as where the next strip begins.
  for (let strip: i32 = 1; strip <= layout.nodes; ++strip) {
    const count = strips + 4 * <usize>strip;
    store<i32>(count, load<i32>(count) + load<i32>(count - 4));
  }
  for (let row = map.nRows - 1; row >= 0; --row) {
    const end = strips + 4 * <usize>nodeBefore(layout, firstPlace(map, layout, row));
    const to = load<i32>(end, 4) - 1;
    store<i32>(end, to, 4);
    store<i32>(layout.order + 4 * <usize>to, row);
  }
  // Now entry s + 1 is where strip s begins.
  memory.copy(strips, strips + 4, 4 * <usize>layout.nodes);
  store<i32>(strips + 4 * <usize>layout.nodes, map.nRows);
}

function firstPlace(map: MapLayout, layout: FieldLayout, row: i32): f64 {
  return (
    (load<f64>(map.points + 16 * <usize>row) - load<f64>(layout.geometry)) * load<f64>(layout.geometry, 16)
  );
}

function secondPlace(map: MapLayout, layout: FieldLayout, row: i32): f64 {
  return (
    (load<f64>(map.points + 16 * <usize>row, 8) - load<f64>(layout.geometry, 8)) *
    load<f64>(layout.geometry, 16)
  );
}

function nodeBefore(layout: FieldLayout, place: f64): i32 {
  return max(1, min(<i32>place, layout.nodes - 3));
}

/** The four nodes' weights for a point a fraction `t` beyond the second. */
function splineWeights(t: f32): v128 {
  const s: f32 = 1 - t;
  const sixth: f32 = 1.0 / 6.0;
  const square = t * t;
  const otherSquare = s * s;
  let weights = f32x4.splat(sixth * otherSquare * s);
  weights = f32x4.replace_lane(weights, 1, sixth * (4 - square * (6 - 3 * t)));
  weights = f32x4.replace_lane(weights, 2, sixth * (4 - otherSquare * (6 - 3 * s)));
  return f32x4.replace_lane(weights, 3, sixth * square * t);
}

/** The sums of the points' weights at a shard's rows of nodes, in the order of the rows before the points, then of their indices. */
export function spread(at: usize, shard: i32, _slot: i32, field: usize): void {
  const map = changetype<MapLayout>(at);
  const layout = changetype<FieldLayout>(field);
  const rowBytes: usize = 4 * <usize>layout.nodes;
  const first = shard * spreadRows;
  const end = first + spreadRows;
  memory.fill(layout.weights + <usize>first * rowBytes, 0, <usize>spreadRows * rowBytes);
  for (let strip = max(0, first - 2); strip <= min(end, layout.nodes - 1); ++strip) {
    const stop = load<i32>(layout.strips + 4 * <usize>strip, 4);
    for (let i = load<i32>(layout.strips + 4 * <usize>strip); i < stop; ++i) {
      const row = load<i32>(layout.order + 4 * <usize>i);
      const second = secondPlace(map, layout, row);
      const column = nodeBefore(layout, second);
      const u = splineWeights(<f32>(firstPlace(map, layout, row) - <f64>strip));
      const v = splineWeights(<f32>(second - <f64>column));
      const to = layout.weights + <usize>(strip - 1) * rowBytes + 4 * <usize>(column - 1);
      if (strip > first) addWeights(to, f32x4.mul(v, f32x4.splat(f32x4.extract_lane(u, 0))));
      if (strip >= first && strip < end)
        addWeights(to + rowBytes, f32x4.mul(v, f32x4.splat(f32x4.extract_lane(u, 1))));
      if (strip + 1 >= first && strip + 1 < end)
        addWeights(to + 2 * rowBytes, f32x4.mul(v, f32x4.splat(f32x4.extract_lane(u, 2))));
      if (strip + 2 < end) addWeights(to + 3 * rowBytes, f32x4.mul(v, f32x4.splat(f32x4.extract_lane(u, 3))));
    }
  }
}

function addWeights(to: usize, weights: v128): void {
  v128.store(to, f32x4.add(v128.load(to), weights));
}

/** The repulsion of each point of a shard, from the nodes around it. */
export function gather(at: usize, shard: i32, _slot: i32, field: usize): void {
  const map = changetype<MapLayout>(at);
  const layout = changetype<FieldLayout>(field);
  const rowBytes: usize = 8 * <usize>layout.nodes;
  const first = shard * mapShardRows;
  const end = min(first + mapShardRows, map.nRows);
  for (let row = first; row < end; ++row) {
    const one = firstPlace(map, layout, row);
    const two = secondPlace(map, layout, row);
    const strip = nodeBefore(layout, one);
    const column = nodeBefore(layout, two);
    const u = splineWeights(<f32>(one - <f64>strip));
    const v = splineWeights(<f32>(two - <f64>column));
    const near = i8x16.shuffle(v, v, 0, 1, 2, 3, 0, 1, 2, 3, 4, 5, 6, 7, 4, 5, 6, 7);
    const far = i8x16.shuffle(v, v, 8, 9, 10, 11, 8, 9, 10, 11, 12, 13, 14, 15, 12, 13, 14, 15);
    const from = layout.forces + <usize>(strip - 1) * rowBytes + 8 * <usize>(column - 1);
    const force = f32x4.add(
      f32x4.add(
        f32x4.mul(f32x4.splat(f32x4.extract_lane(u, 0)), along(from, near, far)),
        f32x4.mul(f32x4.splat(f32x4.extract_lane(u, 1)), along(from + rowBytes, near, far)),
      ),
      f32x4.add(
        f32x4.mul(f32x4.splat(f32x4.extract_lane(u, 2)), along(from + 2 * rowBytes, near, far)),
        f32x4.mul(f32x4.splat(f32x4.extract_lane(u, 3)), along(from + 3 * rowBytes, near, far)),
      ),
    );
    const to = map.repulsion + 16 * <usize>row;
    store<f64>(to, <f64>f32x4.extract_lane(force, 0) + <f64>f32x4.extract_lane(force, 2));
    store<f64>(to, <f64>f32x4.extract_lane(force, 1) + <f64>f32x4.extract_lane(force, 3), 8);
  }
}

/** Four nodes of a row weighed, both coordinates: the even ones in lanes 0 and 1, the odd ones in lanes 2 and 3. */
function along(from: usize, near: v128, far: v128): v128 {
  return f32x4.add(f32x4.mul(near, v128.load(from)), f32x4.mul(far, v128.load(from, 16)));
}
