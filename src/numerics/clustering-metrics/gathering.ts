import { marginals, type CrossTable } from './cross-table.js';

/**
 * Share of the rows that belong to the commonest class of their cluster, in (0, 1]; NaN without rows. It rises with the number of
 * clusters, up to 1 for clusters of one row, so it chooses nothing.
 * @param table Clusters by classes.
 * @see Manning, Raghavan and Schuetze 2008, "Introduction to Information Retrieval", section 16.3.
 */
export function purity({ counts, nRows, nColumns, total }: CrossTable): number {
  let sum = 0;
  for (let row = 0; row < nRows; row++) {
    sum += counts.subarray(row * nColumns, (row + 1) * nColumns).reduce((a, b) => Math.max(a, b), 0);
  }
  return total === 0 ? NaN : sum / total;
}

/** Where the members of one class are. */
export interface Gathering {
  /** The cluster that holds most of them, the first among equals; a row of the table. */
  readonly cluster: number;
  /** Share of the class that is in that cluster. */
  readonly completeness: number;
  /** Share of that cluster that is of the class. */
  readonly purity: number;
}

/** For each class, a column of the table, the cluster that gathers it. */
export function gatherings(table: CrossTable): Gathering[] {
  const { rows, columns } = marginals(table);
  return Array.from(columns, (size, column) => {
    let cluster = 0;
    const count = (row: number): number => table.counts[row * table.nColumns + column]!;
    for (let row = 1; row < table.nRows; row++) if (count(row) > count(cluster)) cluster = row;
    return { cluster, completeness: count(cluster) / size, purity: count(cluster) / rows[cluster]! };
  });
}
