import { marginals, type CrossTable } from './cross-table.js';

/**
 * How far two partitions agree on which pairs of rows belong together, corrected for chance: 1 for the same partition, 0 on
 * average for independent ones; it may be negative. 1 when both have one group, or both only groups of one row.
 * @returns NaN without rows.
 * @see Hubert and Arabie 1985, "Comparing partitions"; computed from counts of pairs as scikit-learn does.
 */
export function adjustedRandIndex(table: CrossTable): number {
  const n = table.total;
  if (n === 0) return NaN;
  const { rows, columns } = marginals(table);
  const squares = (values: Float64Array): number => values.reduce((sum, value) => sum + value * value, 0);
  const together = squares(table.counts);
  const onlyFirst = squares(rows) - together;
  const onlySecond = squares(columns) - together;
  if (onlyFirst === 0 && onlySecond === 0) return 1;
  const inBoth = together - n;
  const inNone = n * n - onlyFirst - onlySecond - together;
  return (
    (2 * (inBoth * inNone - onlyFirst * onlySecond)) /
    ((inBoth + onlySecond) * (onlySecond + inNone) + (inBoth + onlyFirst) * (onlyFirst + inNone))
  );
}
