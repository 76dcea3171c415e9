// Inner products of float32 rows with panels of eight others, (columns, 8): lanes are the others, so that no sum across lanes is
// needed. Every pair has one accumulator that walks at most `blockColumns` columns in order; the blocks are added in order.

/** Columns whose products are summed before they go to memory: bounds the error, and keeps a panel in the first cache. */
export const blockColumns: i32 = 256;

/** Lays columns of eight rows into a panel. @param from Address of the first row's first column. @param columns A multiple of four. */
export function packPanel(from: usize, stride: usize, nOthers: i32, columns: i32, panel: usize): void {
  packHalf(from, stride, nOthers, columns, panel);
  packHalf(from + 4 * stride, stride, nOthers - 4, columns, panel + 16);
}

/** Four of the eight; what is beyond the others that are there becomes zero. */
function packHalf(from: usize, stride: usize, n: i32, columns: i32, panel: usize): void {
  const zero = f32x4.splat(0);
  for (let j: i32 = 0; j < columns; j += 4) {
    const at = from + 4 * <usize>j;
    const a = n > 0 ? v128.load(at) : zero;
    const b = n > 1 ? v128.load(at + stride) : zero;
    const c = n > 2 ? v128.load(at + 2 * stride) : zero;
    const d = n > 3 ? v128.load(at + 3 * stride) : zero;
    const abLow = i8x16.shuffle(a, b, 0, 1, 2, 3, 16, 17, 18, 19, 4, 5, 6, 7, 20, 21, 22, 23);
    const cdLow = i8x16.shuffle(c, d, 0, 1, 2, 3, 16, 17, 18, 19, 4, 5, 6, 7, 20, 21, 22, 23);
    const abHigh = i8x16.shuffle(a, b, 8, 9, 10, 11, 24, 25, 26, 27, 12, 13, 14, 15, 28, 29, 30, 31);
    const cdHigh = i8x16.shuffle(c, d, 8, 9, 10, 11, 24, 25, 26, 27, 12, 13, 14, 15, 28, 29, 30, 31);
    const to = panel + 32 * <usize>j;
    v128.store(to, lowHalves(abLow, cdLow));
    v128.store(to, highHalves(abLow, cdLow), 32);
    v128.store(to, lowHalves(abHigh, cdHigh), 64);
    v128.store(to, highHalves(abHigh, cdHigh), 96);
  }
}

function lowHalves(a: v128, b: v128): v128 {
  return i8x16.shuffle(a, b, 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23);
}

function highHalves(a: v128, b: v128): v128 {
  return i8x16.shuffle(a, b, 8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31);
}

/**
 * Products of `n` rows with a panel: out[r * 8 + c], added to what is there when `adds`.
 * @param a Address of the first row's first column of the block.
 */
export function panelProducts(
  a: usize,
  stride: usize,
  n: i32,
  panel: usize,
  columns: i32,
  out: usize,
  adds: bool,
): void {
  for (let row: i32 = 0; row < n; row += 4) {
    // Rows that are not there repeat the last one, into places that nobody reads.
    const left = n - row;
    const a0 = a + <usize>row * stride;
    tile(
      a0,
      left > 1 ? a0 + stride : a0,
      left > 2 ? a0 + 2 * stride : a0,
      left > 3 ? a0 + 3 * stride : a0,
      panel,
      columns,
      out + 32 * <usize>row,
      adds,
    );
  }
}

/** Four rows with eight others. */
function tile(
  p0: usize,
  p1: usize,
  p2: usize,
  p3: usize,
  b: usize,
  columns: i32,
  out: usize,
  adds: bool,
): void {
  let l0 = f32x4.splat(0);
  let r0 = l0;
  let l1 = l0;
  let r1 = l0;
  let l2 = l0;
  let r2 = l0;
  let l3 = l0;
  let r3 = l0;
  const end = b + 32 * <usize>columns;
  while (b < end) {
    const left = v128.load(b);
    const right = v128.load(b, 16);
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
    const nextLeft = v128.load(b, 32);
    const nextRight = v128.load(b, 48);
    const y0 = v128.load_splat<f32>(p0, 4);
    l0 = f32x4.add(l0, f32x4.mul(y0, nextLeft));
    r0 = f32x4.add(r0, f32x4.mul(y0, nextRight));
    const y1 = v128.load_splat<f32>(p1, 4);
    l1 = f32x4.add(l1, f32x4.mul(y1, nextLeft));
    r1 = f32x4.add(r1, f32x4.mul(y1, nextRight));
    const y2 = v128.load_splat<f32>(p2, 4);
    l2 = f32x4.add(l2, f32x4.mul(y2, nextLeft));
    r2 = f32x4.add(r2, f32x4.mul(y2, nextRight));
    const y3 = v128.load_splat<f32>(p3, 4);
    l3 = f32x4.add(l3, f32x4.mul(y3, nextLeft));
    r3 = f32x4.add(r3, f32x4.mul(y3, nextRight));
    p0 += 8;
    p1 += 8;
    p2 += 8;
    p3 += 8;
    b += 64;
  }
  if (adds) {
    l0 = f32x4.add(v128.load(out), l0);
    r0 = f32x4.add(v128.load(out, 16), r0);
    l1 = f32x4.add(v128.load(out, 32), l1);
    r1 = f32x4.add(v128.load(out, 48), r1);
    l2 = f32x4.add(v128.load(out, 64), l2);
    r2 = f32x4.add(v128.load(out, 80), r2);
    l3 = f32x4.add(v128.load(out, 96), l3);
    r3 = f32x4.add(v128.load(out, 112), r3);
  }
  v128.store(out, l0);
  v128.store(out, r0, 16);
  v128.store(out, l1, 32);
  v128.store(out, r1, 48);
  v128.store(out, l2, 64);
  v128.store(out, r2, 80);
  v128.store(out, l3, 96);
  v128.store(out, r3, 112);
}
