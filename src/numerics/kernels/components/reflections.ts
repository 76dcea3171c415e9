// Householder's reduction of a symmetric matrix to a tridiagonal one; see Golub and Van Loan, Matrix Computations, section 8.3.1.

/**
 * On a shard's rows, from row and column `first` on: A -= v w^T + w v^T, the last reflection; then p = A u, for the next one. Both in
 * one pass, since it is the passes over A that take the time.
 * @param matrix float64 (order, order), symmetric. @param u As v, w and p float64 (order); u, v, w are zero where they end.
 */
export function reflect(
  matrix: usize,
  shard: i32,
  _slot: i32,
  order: i32,
  first: i32,
  shardRows: i32,
  v: usize,
  w: usize,
  u: usize,
  p: usize,
): void {
  const end = min(first + (shard + 1) * shardRows, order);
  const from: usize = 8 * <usize>first;
  const pairs = from + ((8 * <usize>(order - first)) & ~31);
  const stop: usize = 8 * <usize>order;
  for (let row = first + shard * shardRows; row < end; ++row) {
    const at = matrix + <usize>row * 8 * <usize>order;
    const ownV = load<f64>(v + 8 * <usize>row);
    const ownW = load<f64>(w + 8 * <usize>row);
    const vv = f64x2.splat(ownV);
    const ww = f64x2.splat(ownW);
    let even = f64x2.splat(0);
    let odd = even;
    let j = from;
    for (; j < pairs; j += 32) {
      const a = f64x2.sub(
        v128.load(at + j),
        f64x2.add(f64x2.mul(vv, v128.load(w + j)), f64x2.mul(ww, v128.load(v + j))),
      );
      const b = f64x2.sub(
        v128.load(at + j, 16),
        f64x2.add(f64x2.mul(vv, v128.load(w + j, 16)), f64x2.mul(ww, v128.load(v + j, 16))),
      );
      v128.store(at + j, a);
      v128.store(at + j, b, 16);
      even = f64x2.add(even, f64x2.mul(a, v128.load(u + j)));
      odd = f64x2.add(odd, f64x2.mul(b, v128.load(u + j, 16)));
    }
    const sums = f64x2.add(even, odd);
    let sum = f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1);
    for (; j < stop; j += 8) {
      const a = load<f64>(at + j) - (ownV * load<f64>(w + j) + ownW * load<f64>(v + j));
      store<f64>(at + j, a);
      sum += a * load<f64>(u + j);
    }
    store<f64>(p + 8 * <usize>row, sum);
  }
}

/** Takes eigenvector `shard` of the tridiagonal matrix back through all reflections. @param vectors float64 (k, order). */
export function reflectBack(vectors: usize, shard: i32, _slot: i32, order: i32, reflectors: usize): void {
  const y = vectors + 8 * <usize>shard * <usize>order;
  const stop: usize = 8 * <usize>order;
  for (let step = order - 3; step >= 0; --step) {
    const u = reflectors + 8 * <usize>step * <usize>order;
    let sum: f64 = 0;
    const from: usize = 8 * <usize>(step + 1);
    const pairs = from + ((stop - from) & ~15);
    let sums = f64x2.splat(0);
    let j = from;
    for (; j < pairs; j += 16) sums = f64x2.add(sums, f64x2.mul(v128.load(u + j), v128.load(y + j)));
    sum = f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1);
    if (j < stop) sum += load<f64>(u + j) * load<f64>(y + j);
    const twice = f64x2.splat(2 * sum);
    for (j = from; j < pairs; j += 16) {
      v128.store(y + j, f64x2.sub(v128.load(y + j), f64x2.mul(twice, v128.load(u + j))));
    }
    if (j < stop) store<f64>(y + j, load<f64>(y + j) - 2 * sum * load<f64>(u + j));
  }
}
