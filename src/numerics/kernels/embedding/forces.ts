import { MapLayout, mapShardRows } from './map-layout';

// Points whose terms are added in float32 before they go to a float64 sum.
const float32Run: i32 = 256;

/** The attraction of each row of a shard by its neighbours: terms in float32, at most `float32Run` to a sum. */
export function attract(at: usize, shard: i32, _slot: i32): void {
  const layout = changetype<MapLayout>(at);
  const first = shard * mapShardRows;
  const end = min(first + mapShardRows, layout.nRows);
  const scale = f64x2.splat(1 / <f64>layout.nRows);
  for (let row = first; row < end; ++row) {
    let entry = load<i32>(layout.starts + 4 * <usize>row);
    const stop = load<i32>(layout.starts + 4 * <usize>row, 4);
    let force = f64x2.splat(0);
    for (; entry < stop; entry += float32Run) {
      force = f64x2.add(force, pull(layout, row, entry, min(entry + float32Run, stop)));
    }
    v128.store(layout.attraction + 16 * <usize>row, f64x2.mul(scale, force));
  }
}

/** The pull of a row's entries from `entry` to `stop`, four at a time. */
function pull(layout: MapLayout, row: i32, entry: i32, stop: i32): v128 {
  const pairs = layout.pairs;
  const own = v128.load64_splat(pairs + 8 * <usize>row);
  const one = f32x4.splat(1);
  let sx = f32x4.splat(0);
  let sy = sx;
  let column = layout.columns + 4 * <usize>entry;
  let p = layout.pulls + 4 * <usize>entry;
  const whole = column + 4 * <usize>((stop - entry) & ~3);
  for (; column < whole; column += 16) {
    const ab = v128.load64_lane(
      pairs + 8 * <usize>load<u32>(column, 4),
      v128.load64_zero(pairs + 8 * <usize>load<u32>(column)),
      1,
    );
    const cd = v128.load64_lane(
      pairs + 8 * <usize>load<u32>(column, 12),
      v128.load64_zero(pairs + 8 * <usize>load<u32>(column, 8)),
      1,
    );
    const apartAb = f32x4.sub(own, ab);
    const apartCd = f32x4.sub(own, cd);
    const dx = i8x16.shuffle(apartAb, apartCd, 0, 1, 2, 3, 8, 9, 10, 11, 16, 17, 18, 19, 24, 25, 26, 27);
    const dy = i8x16.shuffle(apartAb, apartCd, 4, 5, 6, 7, 12, 13, 14, 15, 20, 21, 22, 23, 28, 29, 30, 31);
    const weight = f32x4.div(v128.load(p), f32x4.add(one, f32x4.add(f32x4.mul(dx, dx), f32x4.mul(dy, dy))));
    sx = f32x4.add(sx, f32x4.mul(weight, dx));
    sy = f32x4.add(sy, f32x4.mul(weight, dy));
    p += 16;
  }
  let fx = laneSum(sx);
  let fy = laneSum(sy);
  const x = f32x4.extract_lane(own, 0);
  const y = f32x4.extract_lane(own, 1);
  const end = layout.columns + 4 * <usize>stop;
  for (; column < end; column += 4) {
    const other = pairs + 8 * <usize>load<u32>(column);
    const dx = x - load<f32>(other);
    const dy = y - load<f32>(other, 4);
    const weight = load<f32>(p) / (1 + (dx * dx + dy * dy));
    fx += <f64>(weight * dx);
    fy += <f64>(weight * dy);
    p += 4;
  }
  return f64x2.replace_lane(f64x2.splat(fx), 1, fy);
}

/** Both forces of each row of a shard, over all pairs. */
export function attractAndRepel(at: usize, shard: i32, slot: i32): void {
  attract(at, shard, slot);
  repel(at, shard);
}

/** The repulsion of each row of a shard by all points, and its sum of weights: every pair, no approximation. */
function repel(at: usize, shard: i32): void {
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
