import { chanceOfGathering } from '../../numerics/artifact-evidence/chance-of-gathering.js';
import { wilsonInterval } from '../../numerics/artifact-evidence/wilson-interval.js';
import { median } from '../../numerics/median.js';
import type { ClusteringCell } from '../clusterings/read-cells.js';
import type { Evidence } from './read-evidence.js';

/**
 * - `artifact`: more than half of the images stand out, and more than chance would gather.
 * - `mixed`: more than chance would gather, but not more than half.
 * - `unclear`: more than half, but so few images that chance may do it.
 * - `clean`: neither.
 * - `empty`: no image.
 */
export type Verdict = 'artifact' | 'mixed' | 'unclear' | 'clean' | 'empty';

/** What is known of one cluster. Shares are NaN where there is nothing to take a share of. */
export interface ClusterJudgement {
  readonly cell: ClusteringCell;
  readonly cluster: number;
  readonly nImages: number;
  /** Of those, the ones that stand out. */
  readonly nFlagged: number;
  readonly share: number;
  /** 95% interval of the share. */
  readonly low: number;
  readonly high: number;
  /** Share of the images outside the cluster that stand out. */
  readonly shareElsewhere: number;
  /** That chance alone gathers so many in one of the clusters: Fisher's exact test times the number of clusters, at most 1. */
  readonly chance: number;
  readonly verdict: Verdict;
  /** How many images each statistic marks, most first; those that mark none are left out. */
  readonly marks: readonly { readonly statistic: string; readonly count: number }[];
  /** Median z of each statistic over the images. */
  readonly medianZ: readonly number[];
}

/** The significance that tells gathering from chance. */
const significance = 0.05;

/** @param flagged For each image whether it stands out. */
export function judgeClusters(
  cell: ClusteringCell,
  evidence: Evidence,
  flagged: readonly boolean[],
  threshold: number,
): ClusterJudgement[] {
  const members = Array.from({ length: cell.k }, (): number[] => []);
  cell.labels.forEach((label, image) => members[label]?.push(image));
  const nFilled = members.filter(({ length }) => length > 0).length;
  const nMarked = flagged.filter(Boolean).length;
  return members.map((images, cluster) => {
    const nImages = images.length;
    const nFlagged = images.filter((image) => flagged[image]).length;
    const share = nFlagged / nImages;
    const single = chanceOfGathering(nFlagged, nImages, nMarked, flagged.length);
    const chance = Math.min(1, single * nFilled);
    const zOf = evidence.z.map((z) => Float64Array.from(images, (image) => z[image] ?? NaN));
    const marks = evidence.statistics.map((statistic, s) => ({
      statistic,
      count: zOf[s]?.filter((z) => z >= threshold).length ?? 0,
    }));
    return {
      cell,
      cluster,
      nImages,
      nFlagged,
      share,
      ...wilsonInterval(nFlagged, nImages),
      shareElsewhere: (nMarked - nFlagged) / (flagged.length - nImages),
      chance,
      verdict: verdictOf(share, chance),
      marks: marks.filter(({ count }) => count > 0).sort((a, b) => b.count - a.count),
      medianZ: zOf.map((z) => median(z.filter((value) => !Number.isNaN(value)))),
    };
  });
}

function verdictOf(share: number, chance: number): Verdict {
  if (Number.isNaN(share)) return 'empty';
  const isMost = share > 0.5;
  if (chance < significance) return isMost ? 'artifact' : 'mixed';
  return isMost ? 'unclear' : 'clean';
}

/** How sure it is that a cluster is one of artifacts, in a word; only for the verdict `artifact`. */
export function certainty({ low }: ClusterJudgement): 'sure' | 'likely' {
  return low > 0.5 ? 'sure' : 'likely';
}
