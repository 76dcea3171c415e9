import type { Vectors } from '../../numerics/distances.js';
import type { VectorScale, VectorScaling } from './join-model.js';

/**
 * - `none`: as they are.
 * - `standard`: each number has mean 0 and variance 1 over the rows that are fitted; a constant one becomes 0.
 * - `block`: the mean is taken off and all are divided by one number, so that the mean square of a vector's length is 1: distances keep
 *   their proportions, and a weight says how much the vectors count beside what they are joined with.
 * - `unit`: each vector has length 1, so that k-means compares directions, as spherical k-means does.
 * @param rows Which to fit, at least one.
 * @see Dhillon and Modha 2001, "Concept decompositions for large sparse text data using clustering", for spherical k-means; theirs
 *   makes the centres unit vectors too.
 */
export function fitScaling(
  { values, nColumns }: Vectors,
  rows: ArrayLike<number>,
  { scale, weight }: { readonly scale: VectorScale; readonly weight: number },
): VectorScaling {
  if (scale === 'none' || scale === 'unit') return { scale, nColumns, centre: [], factors: [], weight };
  const centre = new Float64Array(nColumns);
  const variances = new Float64Array(nColumns);
  const forEach = (visit: (value: number, j: number) => void): void => {
    for (let i = 0; i < rows.length; i++) {
      const start = (rows[i] ?? 0) * nColumns;
      for (let j = 0; j < nColumns; j++) visit(values[start + j] ?? NaN, j);
    }
  };
  forEach((value, j) => (centre[j] = (centre[j] ?? 0) + value));
  for (let j = 0; j < nColumns; j++) centre[j] = (centre[j] ?? 0) / rows.length;
  forEach((value, j) => {
    const difference = value - (centre[j] ?? 0);
    variances[j] = (variances[j] ?? 0) + difference * difference;
  });
  for (let j = 0; j < nColumns; j++) variances[j] = (variances[j] ?? 0) / rows.length;
  const total = variances.reduce((sum, variance) => sum + variance, 0);
  const factors = Array.from(variances, (variance) => {
    const spread = scale === 'standard' ? variance : total;
    return spread > 0 ? 1 / Math.sqrt(spread) : 0;
  });
  return { scale, nColumns, centre: [...centre], factors, weight };
}
