import { MapLayout, mapShardRows } from './map-layout';

// Points whose terms are added in float32 before they go to a float64 sum.
const float32Run: i32 = 256;

/** The attraction of each row of a shard by its neighbours, in float64. */
export function attract(at: usize, shard: i32): void {
  const layout = changetype<MapLayout>(at);
  const first = shard * mapShardRows;
  const end = min(first + mapShardRows, layout.nRows);
  const points = layout.points;
  for (let row = first; row < end; ++row) {
    const own = v128.load(points + 16 * <usize>row);
    let entry = load<i32>(layout.starts + 4 * <usize>row);
    const stop = load<i32>(layout.starts + 4 * <usize>row, 4);
    let force = f64x2.splat(0);
    for (; entry < stop; ++entry) {
      const other = <usize>load<i32>(layout.columns + 4 * <usize>entry);
      const apart = f64x2.sub(own, v128.load(points + 16 * other));
      const squares = f64x2.mul(apart, apart);
      const weight =
        load<f64>(layout.affinities + 8 * <usize>entry) /
        (1 + (f64x2.extract_lane(squares, 0) + f64x2.extract_lane(squares, 1)));
      force = f64x2.add(force, f64x2.mul(f64x2.splat(weight), apart));
    }
    v128.store(layout.attraction + 16 * <usize>row, force);
  }
}

/** The repulsion of each row of a shard by all points, and its sum of weights: every pair, no approximation. */
export function repel(at: usize, shard: i32): void {
  const layout = changetype<MapLayout>(at);
  const first = shard * mapShardRows;
  const end = min(first + mapShardRows, layout.nRows);
  let row = first;
  for (; row + 2 <= end; row += 2) repelTwo(layout, row, row + 1);
  if (row < end) repelTwo(layout, row, row);
}

/** Two rows in one pass over the points, for the loads' sake; each has its own sums, so it does not matter which two. */
function repelTwo(layout: MapLayout, a: i32, b: i32): void {
  const one = f32x4.splat(1);
  const xa = v128.load32_splat(layout.x + 4 * <usize>a);
  const ya = v128.load32_splat(layout.y + 4 * <usize>a);
  const xb = v128.load32_splat(layout.x + 4 * <usize>b);
  const yb = v128.load32_splat(layout.y + 4 * <usize>b);
  let fxa: f64 = 0;
  let fya: f64 = 0;
  let wa: f64 = 0;
  let fxb: f64 = 0;
  let fyb: f64 = 0;
  let wb: f64 = 0;
  for (let run: i32 = 0; run < layout.paddedRows; run += float32Run) {
    const stop: usize = 4 * <usize>min(run + float32Run, layout.paddedRows);
    let sxa = f32x4.splat(0);
    let sya = sxa;
    let swa = sxa;
    let sxb = sxa;
    let syb = sxa;
    let swb = sxa;
    for (let j: usize = 4 * <usize>run; j < stop; j += 16) {
      const x = v128.load(layout.x + j);
      const y = v128.load(layout.y + j);
      const dxa = f32x4.sub(xa, x);
      const dya = f32x4.sub(ya, y);
      const ua = f32x4.div(one, f32x4.add(one, f32x4.add(f32x4.mul(dxa, dxa), f32x4.mul(dya, dya))));
      const va = f32x4.mul(ua, ua);
      swa = f32x4.add(swa, ua);
      sxa = f32x4.add(sxa, f32x4.mul(va, dxa));
      sya = f32x4.add(sya, f32x4.mul(va, dya));
      const dxb = f32x4.sub(xb, x);
      const dyb = f32x4.sub(yb, y);
      const ub = f32x4.div(one, f32x4.add(one, f32x4.add(f32x4.mul(dxb, dxb), f32x4.mul(dyb, dyb))));
      const vb = f32x4.mul(ub, ub);
      swb = f32x4.add(swb, ub);
      sxb = f32x4.add(sxb, f32x4.mul(vb, dxb));
      syb = f32x4.add(syb, f32x4.mul(vb, dyb));
    }
    fxa += laneSum(sxa);
    fya += laneSum(sya);
    wa += laneSum(swa);
    fxb += laneSum(sxb);
    fyb += laneSum(syb);
    wb += laneSum(swb);
  }
  storeRow(layout, a, fxa, fya, wa);
  storeRow(layout, b, fxb, fyb, wb);
}

function storeRow(layout: MapLayout, row: i32, fx: f64, fy: f64, weights: f64): void {
  store<f64>(layout.repulsion + 16 * <usize>row, fx);
  store<f64>(layout.repulsion + 16 * <usize>row, fy, 8);
  // A point's weight with itself is exactly 1 and is none of the sum's.
  store<f64>(layout.normalisers + 8 * <usize>row, weights - 1);
}

/** The four lanes added in float64, always in the same order. */
function laneSum(v: v128): f64 {
  return (
    <f64>f32x4.extract_lane(v, 0) +
    <f64>f32x4.extract_lane(v, 1) +
    (<f64>f32x4.extract_lane(v, 2) + <f64>f32x4.extract_lane(v, 3))
  );
}
