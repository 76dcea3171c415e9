// X^T X of centred rows, a chunk of rows at a time: the chunk goes to panels of four columns, (panels, chunkRows, 4) float64; then
// each product of two panels is a tile of 16 sums in registers.

/** Panels whose tiles one shard makes. */
const shardPanels: i32 = 8;

/** Four columns of a chunk less their means. @param rows float32 (n, stride), from the chunk's first row on. */
export function packCentred(
  rows: usize,
  shard: i32,
  _slot: i32,
  stride: i32,
  nRows: i32,
  means: usize,
  panels: usize,
  chunkRows: i32,
): void {
  let from = rows + 16 * <usize>shard;
  let to = panels + 32 * <usize>shard * <usize>chunkRows;
  const low = v128.load(means + 32 * <usize>shard);
  const high = v128.load(means + 32 * <usize>shard, 16);
  for (let row: i32 = 0; row < nRows; ++row) {
    const x = v128.load(from);
    const upper = i8x16.shuffle(x, x, 8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15);
    v128.store(to, f64x2.sub(f64x2.promote_low_f32x4(x), low));
    v128.store(to, f64x2.sub(f64x2.promote_low_f32x4(upper), high), 16);
    from += 4 * <usize>stride;
    to += 32;
  }
}

/**
 * Adds a chunk's products to the tiles on and above the diagonal in a shard's panels.
 * @param matrix float64 (4 nPanels, 4 nPanels).
 */
export function accumulate(
  matrix: usize,
  shard: i32,
  _slot: i32,
  nPanels: i32,
  nRows: i32,
  panels: usize,
  chunkRows: i32,
): void {
  const first = shard * shardPanels;
  const end = min(first + shardPanels, nPanels);
  const panelBytes: usize = 32 * <usize>chunkRows;
  const matrixRow: usize = 32 * <usize>nPanels;
  for (let right = first; right < nPanels; ++right) {
    for (let left = first; left < min(end, right + 1); ++left) {
      tile(
        panels + <usize>left * panelBytes,
        panels + <usize>right * panelBytes,
        nRows,
        matrix + 4 * <usize>left * matrixRow + 32 * <usize>right,
        matrixRow,
      );
    }
  }
}

function tile(a: usize, b: usize, nRows: i32, to: usize, matrixRow: usize): void {
  let l0 = v128.load(to);
  let r0 = v128.load(to, 16);
  let l1 = v128.load(to + matrixRow);
  let r1 = v128.load(to + matrixRow, 16);
  let l2 = v128.load(to + 2 * matrixRow);
  let r2 = v128.load(to + 2 * matrixRow, 16);
  let l3 = v128.load(to + 3 * matrixRow);
  let r3 = v128.load(to + 3 * matrixRow, 16);
  const end = a + 32 * <usize>nRows;
  while (a < end) {
    const left = v128.load(b);
    const right = v128.load(b, 16);
    const x0 = v128.load64_splat(a);
    l0 = f64x2.add(l0, f64x2.mul(x0, left));
    r0 = f64x2.add(r0, f64x2.mul(x0, right));
    const x1 = v128.load64_splat(a, 8);
    l1 = f64x2.add(l1, f64x2.mul(x1, left));
    r1 = f64x2.add(r1, f64x2.mul(x1, right));
    const x2 = v128.load64_splat(a, 16);
    l2 = f64x2.add(l2, f64x2.mul(x2, left));
    r2 = f64x2.add(r2, f64x2.mul(x2, right));
    const x3 = v128.load64_splat(a, 24);
    l3 = f64x2.add(l3, f64x2.mul(x3, left));
    r3 = f64x2.add(r3, f64x2.mul(x3, right));
    a += 32;
    b += 32;
  }
  v128.store(to, l0);
  v128.store(to, r0, 16);
  v128.store(to + matrixRow, l1);
  v128.store(to + matrixRow, r1, 16);
  v128.store(to + 2 * matrixRow, l2);
  v128.store(to + 2 * matrixRow, r2, 16);
  v128.store(to + 3 * matrixRow, l3);
  v128.store(to + 3 * matrixRow, r3, 16);
}

/** Fills four rows below the diagonal from above it. @param order A multiple of four. */
export function mirror(matrix: usize, shard: i32, _slot: i32, order: i32): void {
  const rowBytes: usize = 8 * <usize>order;
  for (let row = 4 * shard; row < 4 * shard + 4; ++row) {
    for (let column: i32 = 0; column < row; ++column) {
      store<f64>(
        matrix + <usize>row * rowBytes + 8 * <usize>column,
        load<f64>(matrix + <usize>column * rowBytes + 8 * <usize>row),
      );
    }
  }
}
