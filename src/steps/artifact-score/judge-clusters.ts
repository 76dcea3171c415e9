import { chanceOfGathering } from '../../numerics/artifact-evidence/chance-of-gathering.js';
import { wilsonInterval } from '../../numerics/artifact-evidence/wilson-interval.js';
import { median } from '../../numerics/median.js';
import type { ArtifactCluster } from '../../report/artifact-words.js';
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
export interface ClusterJudgement extends ArtifactCluster {
  readonly cell: ClusteringCell;
  /** That chance alone gathers so many in one of the clusters: Fisher's exact test times the number of clusters, at most 1. */
  readonly chance: number;
  readonly verdict: Verdict;
  readonly certainty: 'sure' | 'likely' | '';
  /** Median z of each statistic over the images. */
  readonly medianZ: readonly number[];
}

/** How many images of a cluster one statistic marks. */
interface Mark {
  readonly statistic: string;
  readonly count: number;
}

/** The significance that tells gathering from chance. */
const significance = 0.05;

/** @param flagged For each image whether it stands out. */
export function judgeClusters(
  cell: ClusteringCell,
  evidence: Pick<Evidence, 'statistics' | 'z'>,
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
    const interval = wilsonInterval(nFlagged, nImages);
    const verdict = verdictOf(share, chance);
    return {
      cell,
      cluster,
      nImages,
      nFlagged,
      share,
      ...interval,
      shareElsewhere: (nMarked - nFlagged) / (flagged.length - nImages),
      chance,
      verdict,
      certainty: certaintyOf(verdict, interval.low),
      evidence: evidenceText(
        marks.sort((a, b) => b.count - a.count),
        nFlagged,
      ),
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

/** How sure it is that a cluster is one of artifacts, in a word. */
function certaintyOf(verdict: Verdict, low: number): ClusterJudgement['certainty'] {
  if (verdict !== 'artifact') return '';
  return low > 0.5 ? 'sure' : 'likely';
}

/** The statistic that marks most images, and those that mark at least a quarter of the images that stand out. */
function evidenceText(marks: readonly Mark[], nFlagged: number): string {
  const main = marks.filter(({ count }, place) => count > 0 && (place === 0 || 4 * count >= nFlagged));
  return main.map(({ statistic, count }) => `${statistic} ${count}`).join('; ');
}
