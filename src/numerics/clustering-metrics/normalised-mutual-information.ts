import { log } from '../elementary.js';
import { marginals, type CrossTable } from './cross-table.js';

const roundoff = 2.220446049250313e-16;

/**
 * Mutual information of two partitions over the mean of their entropies, in [0, 1]. 1 when both have one group. It is not
 * corrected for chance: with more groups it tends to rise.
 * @returns NaN without rows.
 * @see Vinh, Epps and Bailey 2010, "Information theoretic measures for clusterings comparison", NMI_sum.
 */
export function normalisedMutualInformation(table: CrossTable): number {
  const n = table.total;
  if (n === 0) return NaN;
  const { rows, columns } = marginals(table);
  if (rows.length === 1 && columns.length === 1) return 1;
  let information = 0;
  table.counts.forEach((count, at) => {
    if (count === 0) return;
    const [row, column] = [rows[Math.floor(at / table.nColumns)]!, columns[at % table.nColumns]!];
    information += (count / n) * log((count * n) / (row * column));
  });
  // What rounding leaves of independent partitions is nothing.
  if (information <= roundoff) return 0;
  return information / ((entropy(rows, n) + entropy(columns, n)) / 2);
}

function entropy(sizes: Float64Array, n: number): number {
  let sum = 0;
  for (const size of sizes) if (size > 0) sum -= (size / n) * log(size / n);
  return sum;
}
