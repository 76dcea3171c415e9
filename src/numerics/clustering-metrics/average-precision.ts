/**
 * Positions of scores from the highest to the lowest, equal ones as one group: how many are true and how many there are down to the
 * end of each group.
 */
export function rankedCounts(
  scores: ArrayLike<number>,
  isTrue: ArrayLike<boolean>,
): { readonly score: number; readonly nTrue: number; readonly nAll: number }[] {
  const order = Array.from(scores, (_, i) => i).sort((a, b) => scores[b]! - scores[a]! || a - b);
  const ranked: { score: number; nTrue: number; nAll: number }[] = [];
  let nTrue = 0;
  order.forEach((i, place) => {
    if (isTrue[i]!) nTrue += 1;
    const score = scores[i]!;
    if (ranked.at(-1)?.score === score) ranked.pop();
    ranked.push({ score, nTrue, nAll: place + 1 });
  });
  return ranked;
}

/**
 * Average precision of a ranking: the precision at each score, weighted by the share of the true ones that it adds. 1 when all true ones
 * come first; the share of true ones for a ranking by chance, nearly.
 * @param scores Without NaN.
 * @returns NaN when nothing is true.
 * @see scikit-learn's `average_precision_score`: sum over n of (R_n - R_(n-1)) P_n, without interpolation.
 */
export function averagePrecision(scores: ArrayLike<number>, isTrue: ArrayLike<boolean>): number {
  const ranked = rankedCounts(scores, isTrue);
  const all = ranked.at(-1)?.nTrue ?? 0;
  if (all === 0) return NaN;
  let before = 0;
  let sum = 0;
  for (const { nTrue, nAll } of ranked) {
    sum += (nTrue - before) * (nTrue / nAll);
    before = nTrue;
  }
  // Divided at the end, so that a ranking without a fault has exactly 1.
  return sum / all;
}
