import type { CsvValue } from '../../formats/csv.js';
import { crossTable } from '../../numerics/clustering-metrics/cross-table.js';
import { partition } from '../../numerics/clustering-metrics/partition.js';
import type { ClusteringCell } from '../clusterings/read-cells.js';

export const lineageColumns = [
  'from',
  'from_k',
  'from_cluster',
  'to',
  'to_k',
  'to_cluster',
  'images',
  'share_of_from',
] as const;

/** How many images each cluster of one clustering has in each of the next; pairs that share none are left out. */
export function lineageRows(cells: readonly ClusteringCell[]): CsvValue[][] {
  return cells.slice(1).flatMap((to, i) => {
    const from = cells[i];
    return from === undefined ? [] : rowsBetween(from, to);
  });
}

function rowsBetween(from: ClusteringCell, to: ClusteringCell): CsvValue[][] {
  const [before, after] = [partition(from.labels), partition(to.labels)];
  const table = crossTable(before, after);
  const rows: CsvValue[][] = [];
  table.counts.forEach((images, at) => {
    if (images === 0) return;
    const [a, b] = [Math.floor(at / table.nColumns), at % table.nColumns];
    const share = images / (before.sizes[a] ?? NaN);
    rows.push([
      from.name,
      from.k,
      before.labels[a] ?? null,
      to.name,
      to.k,
      after.labels[b] ?? null,
      images,
      share,
    ]);
  });
  return rows;
}
