import type { ClusterJudgement } from './judge-clusters.js';

/** What an image's own statistics say. */
export interface OwnEvidence {
  /** Statistics at the threshold or above it, the farthest first. */
  readonly standing: readonly { readonly statistic: string; readonly z: number }[];
  /** In [0, 1): z^2 / (z^2 + threshold^2) for the largest z, 1/2 at the threshold; 0 when none lies above its median. */
  readonly score: number;
}

/** @param z Of each statistic, NaN where it could not be said. */
export function ownEvidence(
  statistics: readonly string[],
  z: readonly number[],
  threshold: number,
): OwnEvidence {
  const all = statistics.map((statistic, s) => ({ statistic, z: z[s] ?? NaN }));
  const largest = all.reduce((most, { z }) => (z > most ? z : most), 0);
  const standing = all.filter((each) => each.z >= threshold).sort((a, b) => b.z - a.z);
  return { standing, score: (largest * largest) / (largest * largest + threshold * threshold) };
}

/** What a cluster's judgement says for an image of it. */
export type ClusterCompany = Pick<ClusterJudgement, 'verdict' | 'low'>;

/**
 * An image's score: 1 - (1 - own)(1 - company), as of two independent witnesses. Company is the least share of artifacts that its
 * cluster has with 97.5% confidence (the lower end of Wilson's interval) where chance does not gather them, otherwise 0; with
 * several clusterings the mean over them.
 * @param clusters The cluster of the image in each clustering.
 */
export function imageScore(own: number, clusters: readonly ClusterCompany[]): number {
  const witnesses = clusters.map(({ verdict, low }) =>
    verdict === 'artifact' || verdict === 'mixed' ? low : 0,
  );
  const company = witnesses.reduce((sum, low) => sum + low, 0) / Math.max(1, witnesses.length);
  return 1 - (1 - own) * (1 - company);
}
