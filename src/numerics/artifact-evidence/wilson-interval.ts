/** The standard normal's quantile of 97.5%. */
const z95 = 1.959963984540054;

/**
 * The 95% interval of a proportion of which `count` of `total` were seen; it stays within [0, 1] and is sensible for few, none and all.
 * @returns [0, 1] for a total of 0.
 * @see Wilson 1927, "Probable inference, the law of succession, and statistical inference".
 */
export function wilsonInterval(
  count: number,
  total: number,
): { readonly low: number; readonly high: number } {
  if (total === 0) return { low: 0, high: 1 };
  const share = count / total;
  const spread = (z95 * z95) / total;
  const centre = (share + spread / 2) / (1 + spread);
  const half = (z95 * Math.sqrt((share * (1 - share)) / total + spread / total / 4)) / (1 + spread);
  return { low: count === 0 ? 0 : centre - half, high: count === total ? 1 : centre + half };
}
