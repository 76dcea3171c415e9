// The product of block.ts for weights that lie in panels of 8 columns, (panel, steps, 8), and rows of A whose steps lie side by
// side: all offsets of four steps are constants, so that little but multiplications and additions is left.

/**
 * C (rows x 8) = (start + A B) + plus over `steps`. Rows of A, C, start and plus are aRow, cRow, startRow and plusRow
 * bytes apart (a bias has 0); plus may be 0 for none.
 */
// @ts-ignore: decorator
@inline
function panelTile(
  a: usize, aRow: usize, aSegment: usize, segments: i32, steps: i32, b: usize, c: usize, cRow: usize, rows: i32,
  start: usize, startRow: usize, plus: usize, plusRow: usize,
): void {
  // Rows that are not there repeat the first one.
  const has1 = rows > 1, has2 = rows > 2, has3 = rows > 3;
  const start1 = start + (has1 ? startRow : 0), start2 = start + (has2 ? startRow * 2 : 0), start3 = start + (has3 ? startRow * 3 : 0);
  let l0 = v128.load(start), r0 = v128.load(start, 16);
  let l1 = v128.load(start1), r1 = v128.load(start1, 16);
  let l2 = v128.load(start2), r2 = v128.load(start2, 16);
  let l3 = v128.load(start3), r3 = v128.load(start3, 16);
  const row1 = has1 ? aRow : 0, row2 = has2 ? aRow * 2 : 0, row3 = has3 ? aRow * 3 : 0;
  for (let segment = 0; segment < segments; segment++) {
    let p0 = a, p1 = a + row1, p2 = a + row2, p3 = a + row3;
    for (let k = 0; k < steps; k++) {
      const left = v128.load(b), right = v128.load(b, 16);
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
      p0 += 4;
      p1 += 4;
      p2 += 4;
      p3 += 4;
      b += 32;
    }
    a += aSegment;
  }
  if (plus != 0) {
    const plus1 = plus + (has1 ? plusRow : 0), plus2 = plus + (has2 ? plusRow * 2 : 0), plus3 = plus + (has3 ? plusRow * 3 : 0);
    l0 = f32x4.add(l0, v128.load(plus));
    r0 = f32x4.add(r0, v128.load(plus, 16));
    l1 = f32x4.add(l1, v128.load(plus1));
    r1 = f32x4.add(r1, v128.load(plus1, 16));
    l2 = f32x4.add(l2, v128.load(plus2));
    r2 = f32x4.add(r2, v128.load(plus2, 16));
    l3 = f32x4.add(l3, v128.load(plus3));
    r3 = f32x4.add(r3, v128.load(plus3, 16));
  }
  v128.store(c, l0);
  v128.store(c, r0, 16);
  if (has1) {
    v128.store(c + cRow, l1);
    v128.store(c + cRow, r1, 16);
  }
  if (has2) {
    v128.store(c + cRow * 2, l2);
    v128.store(c + cRow * 2, r2, 16);
  }
  if (has3) {
    v128.store(c + cRow * 3, l3);
    v128.store(c + cRow * 3, r3, 16);
  }
}

/**
 * C (rows x columns) = (start + A B) + plus, columns a multiple of 8; see `panelTile`. `plus` may be C itself.
 */
export function panelProduct(
  a: usize, aRow: usize, aSegment: usize, segments: i32, steps: i32, panels: usize, c: usize, cRow: usize, rows: i32, columns: i32,
  start: usize, startRow: usize, plus: usize, plusRow: usize,
): void {
  const panelBytes = <usize>(segments * steps) << 5;
  for (let row = 0; row < rows; row += 4) {
    const at = <usize>row;
    let b = panels;
    for (let column = 0; column < columns; column += 8) {
      const offset = <usize>column << 2;
      panelTile(
        a + at * aRow, aRow, aSegment, segments, steps, b, c + at * cRow + offset, cRow, rows - row,
        start + at * startRow + offset, startRow,
        plus == 0 ? 0 : plus + at * plusRow + offset, plusRow,
      );
      b += panelBytes;
    }
  }
}
