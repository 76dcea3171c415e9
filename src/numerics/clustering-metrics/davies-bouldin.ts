import { squaredDistance, type Dispersion } from './dispersion.js';
import { canBeCompared, type Partition } from './partition.js';

/**
 * Mean over the groups of the worst ratio (s_i + s_j) / d_ij to another group, s the mean distance from a group's mean and
 * d the distance of two means. Lower is better.
 * @returns At least 0; means that coincide are left out, as in scikit-learn; NaN for one group, or groups of one row only.
 * @see Davies and Bouldin 1979, "A cluster separation measure", with p = q = 2 but s as a plain mean.
 */
export function daviesBouldin(partition: Partition, { means, meanDistances }: Dispersion): number {
  if (!canBeCompared(partition)) return NaN;
  const nGroups = partition.sizes.length;
  const nColumns = means.length / nGroups;
  let total = 0;
  for (let i = 0; i < nGroups; i++) {
    let worst = 0;
    for (let j = 0; j < nGroups; j++) {
      if (i === j) continue;
      const apart = Math.sqrt(squaredDistance(means, i * nColumns, means, j * nColumns, nColumns));
      if (apart > 0) worst = Math.max(worst, (meanDistances[i]! + meanDistances[j]!) / apart);
    }
    total += worst;
  }
  return total / nGroups;
}
