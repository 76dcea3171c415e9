/**
 * Squared distance of a float32 row from a float64 one, in float64.
 * @param row Pointer to `columns` float32 (a multiple of four; padding is zero in both).
 * @param centre Pointer to `columns` float64.
 */
export function squaredDistance(row: usize, centre: usize, columns: i32): f64 {
  let even = f64x2.splat(0);
  let odd = f64x2.splat(0);
  const end = row + 4 * <usize>columns;
  while (row < end) {
    const x = v128.load(row);
    const low = f64x2.sub(f64x2.promote_low_f32x4(x), v128.load(centre));
    const high = f64x2.sub(f64x2.promote_low_f32x4(swapHalves(x)), v128.load(centre, 16));
    even = f64x2.add(even, f64x2.mul(low, low));
    odd = f64x2.add(odd, f64x2.mul(high, high));
    row += 16;
    centre += 32;
  }
  const sum = f64x2.add(even, odd);
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}

/** Squared distance of two float32 rows, in float64. */
export function exactSquaredDistanceOfRows(a: usize, b: usize, columns: i32): f64 {
  let even = f64x2.splat(0);
  let odd = f64x2.splat(0);
  const end = a + 4 * <usize>columns;
  while (a < end) {
    const x = v128.load(a);
    const y = v128.load(b);
    const low = f64x2.sub(f64x2.promote_low_f32x4(x), f64x2.promote_low_f32x4(y));
    const high = f64x2.sub(f64x2.promote_low_f32x4(swapHalves(x)), f64x2.promote_low_f32x4(swapHalves(y)));
    even = f64x2.add(even, f64x2.mul(low, low));
    odd = f64x2.add(odd, f64x2.mul(high, high));
    a += 16;
    b += 16;
  }
  const sum = f64x2.add(even, odd);
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}

function swapHalves(v: v128): v128 {
  return i8x16.shuffle(v, v, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7);
}
