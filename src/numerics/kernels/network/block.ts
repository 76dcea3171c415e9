// The one product that convolutions and dense layers are made of: a 4 x 8 tile of C in eight registers, while A and B stream by.
// Every element of C is summed in the order of the steps, whatever tile it lies in, so it does not depend on the neighbours.

/** Stores the first `columns` (1 to 8) of a row of the tile, added to what is there when `adds`. */
// @ts-ignore: decorator
@inline
function storeRow(c: usize, left: v128, right: v128, columns: i32, adds: bool): void {
  if (columns >= 8) {
    v128.store(c, adds ? f32x4.add(v128.load(c), left) : left);
    v128.store(c, adds ? f32x4.add(v128.load(c, 16), right) : right, 16);
    return;
  }
  storeFew(c, left, right, columns, adds);
}

function storeFew(c: usize, left: v128, right: v128, columns: i32, adds: bool): void {
  let vector = left;
  for (let column = 0; column < columns; column++) {
    if (column == 4) vector = right;
    const value = f32x4.extract_lane(vector, 0);
    store<f32>(c, adds ? load<f32>(c) + value : value);
    vector = v128.shuffle<f32>(vector, vector, 1, 2, 3, 0);
    c += 4;
  }
}

/**
 * C (rows x columns) = start + sum over segments s and steps k of A(row, s, k) B(s, k, column). All strides are in bytes.
 * A(row, s, k) lies at a + row aRow + s aSegment + k aStep, B's row (s, k) at b + s bSegment + k bStep, its columns side by side.
 * `start` points to a row to begin with (a bias, or zeros); when 0 the sum is added to what C holds.
 * Up to 28 bytes past the end of a row of B are read, and not used.
 */
export function product(
  a: usize, aRow: usize, aStep: usize, aSegment: usize,
  b: usize, bStep: usize, bSegment: usize,
  segments: i32, steps: i32,
  c: usize, cRow: usize,
  rows: i32, columns: i32, start: usize,
): void {
  for (let column = 0; column < columns; column += 8) {
    const offset = <usize>column << 2;
    for (let row = 0; row < rows; row += 4) {
      tile(
        a + <usize>row * aRow, aRow, aStep, aSegment,
        b + offset, bStep, bSegment,
        segments, steps,
        c + <usize>row * cRow + offset, cRow,
        rows - row, columns - column, start == 0 ? 0 : start + offset,
      );
    }
  }
}

function tile(
  a: usize, aRow: usize, aStep: usize, aSegment: usize,
  b: usize, bStep: usize, bSegment: usize,
  segments: i32, steps: i32,
  c: usize, cRow: usize,
  rows: i32, columns: i32, start: usize,
): void {
  const adds = start == 0;
  // Rows that are not there repeat the first one.
  const row1 = rows > 1 ? aRow : 0;
  const row2 = rows > 2 ? aRow * 2 : 0;
  const row3 = rows > 3 ? aRow * 3 : 0;
  let l0 = f32x4.splat(0), r0 = f32x4.splat(0);
  if (!adds) {
    l0 = v128.load(start);
    r0 = v128.load(start, 16);
  }
  let l1 = l0, l2 = l0, l3 = l0;
  let r1 = r0, r2 = r0, r3 = r0;
  for (let segment = 0; segment < segments; segment++) {
    let p0 = a, p1 = a + row1, p2 = a + row2, p3 = a + row3;
    let q = b;
    for (let k = 0; k < steps; k++) {
      const left = v128.load(q);
      const right = v128.load(q, 16);
      const x0 = v128.load_splat<f32>(p0);
      l0 = f32x4.add(l0, f32x4.mul(x0, left));
      r0 = f32x4.add(r0, f32x4.mul(x0, right));
      const x1 = v128.load_splat<f32>(p1);
      l1 = f32x4.add(l1, f32x4.mul(x1, left));
      r1 = f32x4.add(r1, f32x4.mul(x1, right));
      const x2 = v128.load_splat<f32>(p2);
      l2 = f32x4.add(l2, f32x4.mul(x2, left));
      r2 = f32x4.add(r2, f32x4.mul(x2, right));
      const x3 = v128.load_splat<f32>(p3);
      l3 = f32x4.add(l3, f32x4.mul(x3, left));
      r3 = f32x4.add(r3, f32x4.mul(x3, right));
      p0 += aStep;
      p1 += aStep;
      p2 += aStep;
      p3 += aStep;
      q += bStep;
    }
    a += aSegment;
    b += bSegment;
  }
  storeRow(c, l0, r0, columns, adds);
  if (rows > 1) storeRow(c + cRow, l1, r1, columns, adds);
  if (rows > 2) storeRow(c + cRow * 2, l2, r2, columns, adds);
  if (rows > 3) storeRow(c + cRow * 3, l3, r3, columns, adds);
}

/** Adds the sum over a row of pixels, `pixel` bytes apart, to each channel of `sum`. */
export function addPixels(row: usize, pixel: usize, width: i32, channels: i32, sum: usize): void {
  let channel = 0;
  for (; channel + 4 <= channels; channel += 4) {
    let p = row + ((<usize>channel) << 2);
    let total = f32x4.splat(0);
    for (let i = 0; i < width; i++) {
      total = f32x4.add(total, v128.load(p));
      p += pixel;
    }
    const target = sum + ((<usize>channel) << 2);
    v128.store(target, f32x4.add(v128.load(target), total));
  }
  for (; channel < channels; channel++) {
    let p = row + ((<usize>channel) << 2);
    let total: f32 = 0;
    for (let i = 0; i < width; i++) {
      total += load<f32>(p);
      p += pixel;
    }
    const target = sum + ((<usize>channel) << 2);
    store<f32>(target, load<f32>(target) + total);
  }
}
