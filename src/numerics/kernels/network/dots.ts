// Dot products of rows: lanes hold neighbouring values of a row, and are summed at the end, always in the same order.

// @ts-ignore: decorator
@inline
function laneSum(v: v128): f32 {
  return (
    f32x4.extract_lane(v, 0) + f32x4.extract_lane(v, 1) + (f32x4.extract_lane(v, 2) + f32x4.extract_lane(v, 3))
  );
}

/** The dot products of one row of A with four rows of B, over `length` values side by side, in segments; see `dots`. */
function dots4(
  a: usize, aSegment: usize, b: usize, bRow: usize, bSegment: usize, segments: i32, length: i32,
  c: usize, cColumn: usize, columns: i32, bias: f32, adds: bool,
): void {
  const column1 = columns > 1 ? bRow : 0;
  const column2 = columns > 2 ? bRow * 2 : 0;
  const column3 = columns > 3 ? bRow * 3 : 0;
  let s0 = f32x4.splat(0), s1 = s0, s2 = s0, s3 = s0;
  let t0: f32 = 0, t1: f32 = 0, t2: f32 = 0, t3: f32 = 0;
  const whole = length & ~3;
  for (let segment = 0; segment < segments; segment++) {
    let p = a, q0 = b, q1 = b + column1, q2 = b + column2, q3 = b + column3;
    for (let k = 0; k < whole; k += 4) {
      const x = v128.load(p);
      s0 = f32x4.add(s0, f32x4.mul(x, v128.load(q0)));
      s1 = f32x4.add(s1, f32x4.mul(x, v128.load(q1)));
      s2 = f32x4.add(s2, f32x4.mul(x, v128.load(q2)));
      s3 = f32x4.add(s3, f32x4.mul(x, v128.load(q3)));
      p += 16;
      q0 += 16;
      q1 += 16;
      q2 += 16;
      q3 += 16;
    }
    for (let k = whole; k < length; k++) {
      const x = load<f32>(p);
      t0 += x * load<f32>(q0);
      t1 += x * load<f32>(q1);
      t2 += x * load<f32>(q2);
      t3 += x * load<f32>(q3);
      p += 4;
      q0 += 4;
      q1 += 4;
      q2 += 4;
      q3 += 4;
    }
    a += aSegment;
    b += bSegment;
  }
  storeDot(c, laneSum(s0) + t0 + bias, adds);
  if (columns > 1) storeDot(c + cColumn, laneSum(s1) + t1 + bias, adds);
  if (columns > 2) storeDot(c + cColumn * 2, laneSum(s2) + t2 + bias, adds);
  if (columns > 3) storeDot(c + cColumn * 3, laneSum(s3) + t3 + bias, adds);
}

// @ts-ignore: decorator
@inline
function storeDot(c: usize, value: f32, adds: bool): void {
  store<f32>(c, adds ? load<f32>(c) + value : value);
}

/**
 * C[column] = bias + dot of A (one row of `segments` runs of `length` values) with row `column` of B; added to C when `adds`.
 */
export function dots(
  a: usize, aSegment: usize, b: usize, bRow: usize, bSegment: usize, segments: i32, length: i32,
  c: usize, cColumn: usize, columns: i32, bias: f32, adds: bool,
): void {
  for (let column = 0; column < columns; column += 4) {
    dots4(
      a, aSegment, b + <usize>column * bRow, bRow, bSegment, segments, length,
      c + <usize>column * cColumn, cColumn, columns - column, bias, adds,
    );
  }
}
