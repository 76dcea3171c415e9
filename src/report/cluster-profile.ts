import type { Attribute, Clustering } from './data.js';
import { meanOf } from './statistics.js';

/** How far a cluster's mean of one column lies from that of all other rows. */
export interface ColumnContrast {
  readonly name: string;
  readonly inside: number;
  readonly elsewhere: number;
  /** `inside` less `elsewhere`, in standard deviations of the column over all rows. */
  readonly deviations: number;
}

/** The commonest group of a column of words in a cluster, and its share of the cluster and of all other rows. */
export interface GroupContrast {
  readonly name: string;
  readonly group: string;
  readonly inside: number;
  readonly elsewhere: number;
}

const nNumbers = 6;
const nGroups = 3;

/** The columns of numbers by which a cluster differs most, that first; a cluster of no rows, or of all, differs by none. */
export function columnContrasts(
  { labels }: Clustering,
  cluster: number,
  attributes: readonly Attribute[],
): ColumnContrast[] {
  return attributes
    .flatMap((attribute): ColumnContrast[] => {
      if (attribute.about !== 'column' || attribute.form !== 'number') return [];
      const { name, values } = attribute;
      const inside = meanOf(values.filter((_, row) => labels[row] === cluster));
      const elsewhere = meanOf(values.filter((_, row) => labels[row] !== cluster));
      const deviations = (inside - elsewhere) / standardDeviation(values);
      return Number.isFinite(deviations) ? [{ name, inside, elsewhere, deviations }] : [];
    })
    .sort((a, b) => Math.abs(b.deviations) - Math.abs(a.deviations))
    .slice(0, nNumbers);
}

/** The columns of words by whose commonest group a cluster differs most, that first. */
export function groupContrasts(
  { labels }: Clustering,
  cluster: number,
  attributes: readonly Attribute[],
): GroupContrast[] {
  return attributes
    .flatMap((attribute): GroupContrast[] => {
      if (attribute.about !== 'column' || attribute.form !== 'category') return [];
      const { name, names, of } = attribute;
      const counts = names.map(() => ({ inside: 0, elsewhere: 0 }));
      const all = { inside: 0, elsewhere: 0 };
      labels.forEach((label, row) => {
        const side = label === cluster ? 'inside' : 'elsewhere';
        const count = counts[of[row] ?? -1];
        all[side] += 1;
        if (count !== undefined) count[side] += 1;
      });
      if (all.inside === 0 || all.elsewhere === 0) return [];
      const most = counts.reduce(
        (best, count, at) => (count.inside > (counts[best]?.inside ?? 0) ? at : best),
        0,
      );
      const count = counts[most];
      const share = (side: 'inside' | 'elsewhere'): number => (count?.[side] ?? 0) / all[side];
      return [{ name, group: names[most] ?? '', inside: share('inside'), elsewhere: share('elsewhere') }];
    })
    .sort((a, b) => Math.abs(b.inside - b.elsewhere) - Math.abs(a.inside - a.elsewhere))
    .slice(0, nGroups);
}

/** Over all that have a value, with n in the denominator. */
function standardDeviation(values: Float64Array): number {
  const mean = meanOf(values);
  return Math.sqrt(meanOf(values.map((value) => (value - mean) * (value - mean))));
}
