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

/** The dot products of two rows of A, aRow bytes apart, with all rows of B, over `length` values; added to C when `adds`. */
function dotsOfTwo(
  a: usize, aRow: usize, b: usize, bRow: usize, length: i32, c: usize, cColumn: usize, columns: i32, adds: bool,
): void {
  const whole = length & ~3;
  for (let column = 0; column < columns; column += 4) {
    const few = columns - column;
    let s0 = f32x4.splat(0), s1 = s0, s2 = s0, s3 = s0;
    let t0 = s0, t1 = s0, t2 = s0, t3 = s0;
    let p = a, r = a + aRow;
    // Rows that are not there repeat the first one.
    let q0 = b, q1 = few > 1 ? b + bRow : b, q2 = few > 2 ? b + bRow * 2 : b, q3 = few > 3 ? b + bRow * 3 : b;
    for (let k = 0; k < whole; k += 4) {
      const x = v128.load(p), y = v128.load(r);
      const z0 = v128.load(q0);
      s0 = f32x4.add(s0, f32x4.mul(x, z0));
      t0 = f32x4.add(t0, f32x4.mul(y, z0));
      const z1 = v128.load(q1);
      s1 = f32x4.add(s1, f32x4.mul(x, z1));
      t1 = f32x4.add(t1, f32x4.mul(y, z1));
      const z2 = v128.load(q2);
      s2 = f32x4.add(s2, f32x4.mul(x, z2));
      t2 = f32x4.add(t2, f32x4.mul(y, z2));
      const z3 = v128.load(q3);
      s3 = f32x4.add(s3, f32x4.mul(x, z3));
      t3 = f32x4.add(t3, f32x4.mul(y, z3));
      p += 16;
      r += 16;
      q0 += 16;
      q1 += 16;
      q2 += 16;
      q3 += 16;
    }
    storeDots(c, s0, t0, tail(p, q0, length), tail(r, q0, length), adds);
    if (few > 1) storeDots(c + cColumn, s1, t1, tail(p, q1, length), tail(r, q1, length), adds);
    if (few > 2) storeDots(c + cColumn * 2, s2, t2, tail(p, q2, length), tail(r, q2, length), adds);
    if (few > 3) storeDots(c + cColumn * 3, s3, t3, tail(p, q3, length), tail(r, q3, length), adds);
    b += bRow * 4;
    c += cColumn * 4;
  }
}

/** The products of the last values, that fill no vector. */
// @ts-ignore: decorator
@inline
function tail(p: usize, q: usize, length: i32): f32 {
  let sum: f32 = 0;
  for (let k = length & ~3; k < length; k++) {
    sum += load<f32>(p) * load<f32>(q);
    p += 4;
    q += 4;
  }
  return sum;
}

// @ts-ignore: decorator
@inline
function storeDots(c: usize, s: v128, t: v128, sTail: f32, tTail: f32, adds: bool): void {
  storeDot(c, laneSum(s) + sTail, adds);
  storeDot(c + 4, laneSum(t) + tTail, adds);
}

/**
 * C[column, row] = dot of row `row` of A with row `column` of B, over `length` values, rows of C cColumn bytes apart; added to C when
 * `adds`. Every product is summed in the same order, whichever rows are computed together.
 */
export function dotsOfRows(
  a: usize, aRow: usize, rows: i32, b: usize, bRow: usize, columns: i32, length: i32,
  c: usize, cColumn: usize, adds: bool,
): void {
  for (let row = 0; row < rows; row += 2) {
    if (rows - row > 1) dotsOfTwo(a, aRow, b, bRow, length, c, cColumn, columns, adds);
    else dots(a, 0, b, bRow, 0, 1, length, c, cColumn, columns, 0, adds);
    a += aRow * 2;
    c += 8;
  }
}
