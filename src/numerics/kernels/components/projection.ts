/** Rows of a shard. */
const shardRows: i32 = 128;

/** A shard's sums of the columns. @param rows float32 (nRows, stride). @param sums float64 (nShards, stride). */
export function sumRows(rows: usize, shard: i32, _slot: i32, stride: i32, nRows: i32, sums: usize): void {
  const first = shard * shardRows;
  const end = min(first + shardRows, nRows);
  const out = sums + 8 * <usize>shard * <usize>stride;
  for (let row = first; row < end; ++row) {
    let from = rows + 4 * <usize>row * <usize>stride;
    let to = out;
    const stop = from + 4 * <usize>stride;
    while (from < stop) {
      const x = v128.load(from);
      const upper = i8x16.shuffle(x, x, 8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15);
      v128.store(to, f64x2.add(v128.load(to), f64x2.promote_low_f32x4(x)));
      v128.store(to, f64x2.add(v128.load(to, 16), f64x2.promote_low_f32x4(upper)), 16);
      from += 16;
      to += 32;
    }
  }
}

/**
 * Products of a shard's rows with the vectors of a basis, less the products of the mean.
 * @param basis float64 (nPanels, stride, 4). @param offsets float64 (4 nPanels): products of the mean.
 * @param scores float64 (nRows, 4 nPanels).
 */
export function project(
  rows: usize,
  shard: i32,
  _slot: i32,
  stride: i32,
  nRows: i32,
  basis: usize,
  nPanels: i32,
  offsets: usize,
  scores: usize,
): void {
  const first = shard * shardRows;
  const end = min(first + shardRows, nRows);
  const rowBytes: usize = 4 * <usize>stride;
  const scoreBytes: usize = 32 * <usize>nPanels;
  for (let panel: i32 = 0; panel < nPanels; ++panel) {
    const b = basis + 32 * <usize>panel * <usize>stride;
    const offset = offsets + 32 * <usize>panel;
    for (let row = first; row < end; row += 4) {
      const a = rows + <usize>row * rowBytes;
      const to = scores + <usize>row * scoreBytes + 32 * <usize>panel;
      const left = end - row;
      // Rows that are not there repeat the first one.
      projectFour(
        a,
        left > 1 ? a + rowBytes : a,
        left > 2 ? a + 2 * rowBytes : a,
        left > 3 ? a + 3 * rowBytes : a,
        stride,
        b,
        offset,
        to,
        left > 1 ? to + scoreBytes : to,
        left > 2 ? to + 2 * scoreBytes : to,
        left > 3 ? to + 3 * scoreBytes : to,
      );
    }
  }
}

function projectFour(
  a0: usize,
  a1: usize,
  a2: usize,
  a3: usize,
  stride: i32,
  b: usize,
  offset: usize,
  to0: usize,
  to1: usize,
  to2: usize,
  to3: usize,
): void {
  let l0 = f64x2.splat(0);
  let r0 = l0;
  let l1 = l0;
  let r1 = l0;
  let l2 = l0;
  let r2 = l0;
  let l3 = l0;
  let r3 = l0;
  const end = b + 32 * <usize>stride;
  while (b < end) {
    const left = v128.load(b);
    const right = v128.load(b, 16);
    const x0 = f64x2.splat(<f64>load<f32>(a0));
    l0 = f64x2.add(l0, f64x2.mul(x0, left));
    r0 = f64x2.add(r0, f64x2.mul(x0, right));
    const x1 = f64x2.splat(<f64>load<f32>(a1));
    l1 = f64x2.add(l1, f64x2.mul(x1, left));
    r1 = f64x2.add(r1, f64x2.mul(x1, right));
    const x2 = f64x2.splat(<f64>load<f32>(a2));
    l2 = f64x2.add(l2, f64x2.mul(x2, left));
    r2 = f64x2.add(r2, f64x2.mul(x2, right));
    const x3 = f64x2.splat(<f64>load<f32>(a3));
    l3 = f64x2.add(l3, f64x2.mul(x3, left));
    r3 = f64x2.add(r3, f64x2.mul(x3, right));
    a0 += 4;
    a1 += 4;
    a2 += 4;
    a3 += 4;
    b += 32;
  }
  const meanLeft = v128.load(offset);
  const meanRight = v128.load(offset, 16);
  // The last one first, so that where rows repeat the first one, it is the same value that is written again.
  v128.store(to3, f64x2.sub(l3, meanLeft));
  v128.store(to3, f64x2.sub(r3, meanRight), 16);
  v128.store(to2, f64x2.sub(l2, meanLeft));
  v128.store(to2, f64x2.sub(r2, meanRight), 16);
  v128.store(to1, f64x2.sub(l1, meanLeft));
  v128.store(to1, f64x2.sub(r1, meanRight), 16);
  v128.store(to0, f64x2.sub(l0, meanLeft));
  v128.store(to0, f64x2.sub(r0, meanRight), 16);
}

/**
 * X^T S for sixteen columns of X less their means, rows in their order.
 * @param scores float64 (nRows, 4 nPanels). @param out float64 (stride, 4 nPanels).
 */
export function projectBack(
  rows: usize,
  shard: i32,
  _slot: i32,
  stride: i32,
  nRows: i32,
  scores: usize,
  nPanels: i32,
  means: usize,
  out: usize,
): void {
  const first = 16 * shard;
  const end = min(first + 16, stride);
  const scoreBytes: usize = 32 * <usize>nPanels;
  memory.fill(out + <usize>first * scoreBytes, 0, <usize>(end - first) * scoreBytes);
  for (let row: i32 = 0; row < nRows; ++row) {
    const own = scores + <usize>row * scoreBytes;
    const stop = own + scoreBytes;
    for (let column = first; column < end; ++column) {
      const x = f64x2.splat(
        <f64>load<f32>(rows + 4 * (<usize>row * <usize>stride + <usize>column)) -
          load<f64>(means + 8 * <usize>column),
      );
      let to = out + <usize>column * scoreBytes;
      for (let s = own; s < stop; s += 32) {
        v128.store(to, f64x2.add(v128.load(to), f64x2.mul(x, v128.load(s))));
        v128.store(to, f64x2.add(v128.load(to, 16), f64x2.mul(x, v128.load(s, 16))), 16);
        to += 32;
      }
    }
  }
}
