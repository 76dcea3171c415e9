import type { Attribute, ClusterProfile, ColumnContrast, GroupContrast } from './data.js';

const nNumbers = 6;
const nGroups = 3;

/** How many of a column's rows have a value, and what they sum to. */
interface Sum {
  readonly n: number;
  readonly sum: number;
}

/** For each cluster by what its rows differ from all others; a cluster of no rows, or of all, differs by nothing. */
export function clusterProfiles(
  labels: Int32Array,
  k: number,
  attributes: readonly Attribute[],
): ClusterProfile[] {
  const numbers = attributes.map((attribute) =>
    attribute.form === 'number' ? columnContrasts(labels, k, attribute) : [],
  );
  const words = attributes.map((attribute) =>
    attribute.form === 'category' ? groupContrasts(labels, k, attribute) : [],
  );
  const ofCluster = <T>(found: readonly (readonly (T | undefined)[])[], cluster: number): T[] =>
    found.flatMap((contrasts) => contrasts[cluster] ?? []);
  return Array.from({ length: k }, (_, cluster) => ({
    columns: ofCluster(numbers, cluster)
      .sort((a, b) => Math.abs(b.deviations) - Math.abs(a.deviations))
      .slice(0, nNumbers),
    groups: ofCluster(words, cluster)
      .sort((a, b) => Math.abs(b.inside - b.elsewhere) - Math.abs(a.inside - a.elsewhere))
      .slice(0, nGroups),
  }));
}

function columnContrasts(
  labels: Int32Array,
  k: number,
  { name, values }: Attribute & { form: 'number' },
): (ColumnContrast | undefined)[] {
  const sums = Array.from({ length: k }, () => ({ n: 0, sum: 0 }));
  const all = { n: 0, sum: 0 };
  values.forEach((value, row) => {
    if (Number.isNaN(value)) return;
    for (const sum of [all, sums[labels[row] ?? -1]]) {
      if (sum === undefined) continue;
      sum.n += 1;
      sum.sum += value;
    }
  });
  const deviation = standardDeviation(values, all);
  return sums.map((own) => {
    const inside = own.sum / own.n;
    const elsewhere = (all.sum - own.sum) / (all.n - own.n);
    const deviations = (inside - elsewhere) / deviation;
    return Number.isFinite(deviations) ? { name, inside, elsewhere, deviations } : undefined;
  });
}

/** Over all that have a value, with n in the denominator. */
function standardDeviation(values: Float64Array, { n, sum }: Sum): number {
  const mean = sum / n;
  let squares = 0;
  for (const value of values) if (!Number.isNaN(value)) squares += (value - mean) * (value - mean);
  return Math.sqrt(squares / n);
}

/** Rows of one group, in a cluster and in all. */
interface GroupCount {
  readonly group: string;
  readonly own: number;
  readonly all: number;
}

function groupContrasts(
  labels: Int32Array,
  k: number,
  { name, names, of }: Attribute & { form: 'category' },
): (GroupContrast | undefined)[] {
  const counted = countGroups(labels, of, names.length);
  return Array.from({ length: k }, (_, cluster) => {
    const size = counted.clusters.get(cluster) ?? 0;
    const others = labels.length - size;
    const [most] = names
      .map((group, at): GroupCount => {
        const own = counted.pairs.get(cluster * names.length + at) ?? 0;
        return { group, own, all: counted.groups.get(at) ?? 0 };
      })
      .sort((a, b) => b.own - a.own);
    if (most === undefined || size === 0 || others === 0) return undefined;
    const { group, own, all } = most;
    return { name, group, inside: own / size, elsewhere: (all - own) / others };
  });
}

/** Rows of each cluster, of each group, and of both by `cluster * nNames + group`. */
function countGroups(labels: Int32Array, of: Int32Array, nNames: number) {
  const counts = {
    clusters: new Map<number, number>(),
    groups: new Map<number, number>(),
    pairs: new Map<number, number>(),
  };
  const add = (to: Map<number, number>, key: number): void => void to.set(key, (to.get(key) ?? 0) + 1);
  labels.forEach((label, row) => {
    const group = of[row] ?? -1;
    add(counts.clusters, label);
    if (group < 0) return;
    add(counts.groups, group);
    add(counts.pairs, label * nNames + group);
  });
  return counts;
}
