import { adjustedRandIndex } from '../../numerics/clustering-metrics/adjusted-rand-index.js';
import { crossTable } from '../../numerics/clustering-metrics/cross-table.js';
import { gatherings, purity } from '../../numerics/clustering-metrics/gathering.js';
import { normalisedMutualInformation } from '../../numerics/clustering-metrics/normalised-mutual-information.js';
import { partition } from '../../numerics/clustering-metrics/partition.js';
import type { ClusteringCell } from '../clusterings/read-cells.js';
import type { Criterion } from './choose.js';
import type { TrueClasses } from './read-truth.js';

/** How each clustering agrees with the true classes, over all images that have one. */
export function compareWithTruth(cells: readonly ClusteringCell[], truth: TrueClasses): Criterion[] {
  const known = Int32Array.from(truth.keys()).filter((image) => truth[image] !== '');
  const names = [...new Set(truth)].filter((name) => name !== '').sort();
  const classes = partition(Int32Array.from(known, (image) => names.indexOf(truth[image] ?? '')));
  const nRows = known.length;
  const compared = cells.map(({ labels }) => {
    const clusters = partition(labels, known);
    const table = crossTable(clusters, classes);
    return { clusters, table, gathered: gatherings(table) };
  });
  const overall = (name: string, better: Criterion['better'], of: (i: number) => number): Criterion => ({
    name,
    better,
    values: [...compared.keys()].map(of),
    nRows,
  });
  const tableOf = (i: number) =>
    compared[i]?.table ?? { counts: new Float64Array(0), nRows: 0, nColumns: 0, total: 0 };
  return [
    overall('adjusted_rand_index', 'higher', (i) => adjustedRandIndex(tableOf(i))),
    overall('normalised_mutual_information', 'higher', (i) => normalisedMutualInformation(tableOf(i))),
    overall('purity', '', (i) => purity(tableOf(i))),
    ...names.flatMap((name, at) => {
      const gathered = compared.map((cell) => cell.gathered[at]);
      const about = {
        class: name,
        clusters: gathered.map((each, i) => compared[i]?.clusters.labels[each?.cluster ?? -1] ?? NaN),
      };
      const values = (of: 'completeness' | 'purity') => gathered.map((each) => each?.[of] ?? NaN);
      return [
        {
          name: 'completeness',
          better: '',
          values: values('completeness'),
          nRows,
          about,
        },
        { name: 'purity', better: '', values: values('purity'), nRows, about },
      ] as const;
    }),
  ];
}
