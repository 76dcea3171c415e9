import type { Attribute, Clustering, ReportData } from './data.js';

/** The number that says most about artifacts: the truth where it is known, otherwise the share of pixels without flux. */
export interface ArtifactMeasure {
  readonly name: string;
  readonly isTruth: boolean;
  readonly values: Float64Array;
}

export function artifactMeasures(data: ReportData): ArtifactMeasure[] {
  const find = (about: Attribute['about'], name: string): ArtifactMeasure[] =>
    data.attributes.flatMap((attribute) =>
      attribute.about === about && attribute.name === name && attribute.form === 'number'
        ? [{ name, isTruth: about === 'truth', values: attribute.values }]
        : [],
    );
  return [...find('truth', 'artifact'), ...find('statistic', 'zero_flux_fraction')].slice(0, 2);
}

export function meanOf(values: Iterable<number>): number {
  let sum = 0;
  let count = 0;
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    sum += value;
    count += 1;
  }
  return count === 0 ? NaN : sum / count;
}

/** The mean over each cluster's members. */
export function clusterMeans({ k, labels }: Clustering, values: Float64Array): number[] {
  const members = Array.from({ length: k }, (): number[] => []);
  labels.forEach((label, i) => members[label]?.push(values[i] ?? NaN));
  return members.map(meanOf);
}

/** The clusters that gather the images with an artifact, and how well. */
export interface ArtifactClusters {
  readonly clusters: readonly number[];
  /** Images in them, and those of them with an artifact. */
  readonly nInside: number;
  readonly nCaught: number;
  /** Images with an artifact in all. */
  readonly nArtifacts: number;
}

/** The clusters in which most images have an artifact; the one with the greatest share when there is none of those. */
export function artifactClusters(clustering: Clustering, truth: Float64Array): ArtifactClusters {
  const shares = clusterMeans(
    clustering,
    truth.map((value) => (value > 0 ? 1 : 0)),
  );
  const rich = [...shares.keys()].filter((cluster) => (shares[cluster] ?? 0) > 0.5);
  const clusters = rich.length > 0 ? rich : [argMax(shares)];
  let [nInside, nCaught, nArtifacts] = [0, 0, 0];
  clustering.labels.forEach((label, i) => {
    const isArtifact = (truth[i] ?? 0) > 0;
    const isInside = clusters.includes(label);
    if (isInside) nInside += 1;
    if (isArtifact) nArtifacts += 1;
    if (isInside && isArtifact) nCaught += 1;
  });
  return { clusters, nInside, nCaught, nArtifacts };
}

/** The position of the largest number, the first among equals; -1 when all are NaN. */
export function argMax(values: readonly number[]): number {
  let best = -1;
  values.forEach((value, i) => {
    if (!Number.isNaN(value) && (best < 0 || value > (values[best] ?? -Infinity))) best = i;
  });
  return best;
}

/** `12%`, with one decimal below ten, `<0.1%` for what that would make 0. */
export function percent(share: number): string {
  if (Number.isNaN(share)) return 'n/a';
  const value = share * 100;
  if (value > 0 && value < 0.05) return '<0.1%';
  return `${value !== 0 && value < 9.95 ? value.toFixed(1) : value.toFixed(0)}%`;
}
