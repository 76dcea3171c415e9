/** How much brighter or darker than before a pixel has to be for an artifact to be seen in it, in deviations of the sky's noise. */
export const visibleSigmas = 5;

/** What spoils fewer pixels than this is not called an artifact. */
export const fewestVisiblePixels = 8;

/**
 * Of how many pixels an artifact can be seen in: those it changed by more than `visibleSigmas`, and those it made exactly zero,
 * which the noise never is.
 * @param before The image without it, and `after` with it, of equal length; in the unit of `skySigma`.
 */
export function countVisible(before: Float64Array, after: Float64Array, skySigma: number): number {
  const least = visibleSigmas * skySigma;
  let count = 0;
  for (let i = 0; i < after.length; i++) {
    const change = after[i]! - before[i]!;
    if (change > least || -change > least || (after[i] === 0 && change !== 0)) count += 1;
  }
  return count;
}
