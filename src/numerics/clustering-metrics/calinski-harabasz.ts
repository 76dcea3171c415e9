import type { Dispersion } from './dispersion.js';
import { canBeCompared, type Partition } from './partition.js';

/**
 * Variance ratio criterion: spread between groups over spread within, each by its degrees of freedom. Higher is better.
 * @returns At least 0; 1 when no row differs from its group's mean, as in scikit-learn; NaN for one group, or groups of one row only.
 * @see Calinski and Harabasz 1974, "A dendrite method for cluster analysis".
 */
export function calinskiHarabasz(partition: Partition, { within, between }: Dispersion): number {
  if (!canBeCompared(partition)) return NaN;
  const nGroups = partition.sizes.length;
  if (within === 0) return 1;
  return (between * (partition.of.length - nGroups)) / (within * (nGroups - 1));
}
