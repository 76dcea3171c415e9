/**
 * Where a falling, convex curve bends most: the inner point that lies farthest below the straight line from its first to its
 * last point, both axes scaled to [0, 1]. The first among equals.
 * @param x Ascending, each once.
 * @returns The position in `x`; undefined with fewer than three points, or when none lies below the line.
 * @see Satopaa et al. 2011, "Finding a 'kneedle' in a haystack", without their smoothing and threshold, which are for long curves.
 */
export function knee(x: ArrayLike<number>, y: ArrayLike<number>): number | undefined {
  const last = x.length - 1;
  if (last < 2) return undefined;
  const drop = y[0]! - y[last]!;
  let best: number | undefined;
  let farthest = 0;
  for (let i = 1; i < last; i++) {
    const expected = 1 - (x[i]! - x[0]!) / (x[last]! - x[0]!);
    const below = expected - (y[i]! - y[last]!) / drop;
    if (below > farthest) [best, farthest] = [i, below];
  }
  return drop > 0 ? best : undefined;
}
