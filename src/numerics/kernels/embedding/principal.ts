import { NeighbourLayout } from './neighbour-layout';

/**
 * A shard's part of X^T (X B), X the centred rows and B a basis of eight vectors, in float64: row by row, so that X is read
 * once. `basis` and `images` are (columns, 8).
 */
export function covarianceProduct(at: usize, shard: i32, _slot: i32): void {
  const layout = changetype<NeighbourLayout>(at);
  const columns = layout.columns;
  const out = layout.images + 64 * <usize>shard * <usize>columns;
  memory.fill(out, 0, 64 * <usize>columns);
  const first = shard * layout.productShardRows;
  const end = min(first + layout.productShardRows, layout.nRows);
  for (let row = first; row < end; ++row) {
    const from = layout.rows + 4 * <usize>row * <usize>columns;
    let p0 = f64x2.splat(0);
    let p1 = p0;
    let p2 = p0;
    let p3 = p0;
    let b = layout.basis;
    for (let j: usize = 0; j < 4 * <usize>columns; j += 4) {
      const x = f64x2.splat(<f64>load<f32>(from + j));
      p0 = f64x2.add(p0, f64x2.mul(x, v128.load(b)));
      p1 = f64x2.add(p1, f64x2.mul(x, v128.load(b, 16)));
      p2 = f64x2.add(p2, f64x2.mul(x, v128.load(b, 32)));
      p3 = f64x2.add(p3, f64x2.mul(x, v128.load(b, 48)));
      b += 64;
    }
    let to = out;
    for (let j: usize = 0; j < 4 * <usize>columns; j += 4) {
      const x = f64x2.splat(<f64>load<f32>(from + j));
      v128.store(to, f64x2.add(v128.load(to), f64x2.mul(x, p0)));
      v128.store(to, f64x2.add(v128.load(to, 16), f64x2.mul(x, p1)), 16);
      v128.store(to, f64x2.add(v128.load(to, 32), f64x2.mul(x, p2)), 32);
      v128.store(to, f64x2.add(v128.load(to, 48), f64x2.mul(x, p3)), 48);
      to += 64;
    }
  }
}
