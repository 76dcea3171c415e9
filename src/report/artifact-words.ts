import { countText } from '../figures/ticks.js';
import { listedWords } from './choice-words.js';
import { percent } from './statistics.js';

/** What artifact-score found of one cluster. */
export interface ArtifactCluster {
  readonly cluster: number;
  readonly nImages: number;
  /** Of those, the ones that stand out. */
  readonly nFlagged: number;
  readonly share: number;
  /** 95% interval of the share. */
  readonly low: number;
  readonly high: number;
  readonly shareElsewhere: number;
  /** `artifact`, `mixed`, `unclear`, `clean`, `empty`. */
  readonly verdict: string;
  /** `sure` or `likely` of an artifact cluster, otherwise empty. */
  readonly certainty: string;
  /** The statistics that mark most of them: `column_anomaly 5; saturated_fraction 4`. */
  readonly evidence: string;
}

/** What a clustering's clusters look like, in a sentence for each that is not clean. */
export function artifactWords(clusters: readonly ArtifactCluster[]): string {
  const sentences = clusters.flatMap((cluster) => clusterWords(cluster) ?? []);
  return sentences.length === 0 ? 'No cluster looks like artifacts.' : sentences.join(' ');
}

function clusterWords(judged: ArtifactCluster): string | undefined {
  const { cluster, nImages, nFlagged, share, low, high, shareElsewhere } = judged;
  const counted = `${countText(nFlagged)} of ${countText(nImages)} ${nImages === 1 ? 'image stands' : 'images stand'} out (${percent(share)}, 95% interval ${percent(low)} to ${percent(high)}; elsewhere ${percent(shareElsewhere)}), by ${evidenceWords(judged)}.`;
  switch (judged.verdict) {
    case 'artifact':
      return `Cluster ${cluster} looks like artifacts (${judged.certainty}): ${counted}`;
    case 'mixed':
      return `Cluster ${cluster} has more artifacts than chance would gather, among other images: ${counted}`;
    case 'unclear':
      return `Cluster ${cluster} may be one of artifacts, but is too small to tell: ${counted}`;
    default:
      return undefined;
  }
}

/** The same in a few words, to end a sentence: which clusters look like artifacts, and how sure that is. */
export function artifactBrief(clusters: readonly ArtifactCluster[]): string {
  const briefly = clusters.flatMap(({ cluster, verdict, certainty, nFlagged, nImages }) => {
    const counted = `${countText(nFlagged)} of ${countText(nImages)} stand out`;
    if (verdict === 'artifact') return [`cluster ${cluster} looks like artifacts (${certainty}: ${counted})`];
    return verdict === 'unclear'
      ? [`cluster ${cluster} may be one of artifacts, but is too small to tell (${counted})`]
      : [];
  });
  return briefly.length === 0 ? 'no cluster looks like artifacts' : listedWords(briefly);
}

/** `column anomaly (5) and saturated fraction (4)`. */
export function evidenceWords({ evidence }: Pick<ArtifactCluster, 'evidence'>): string {
  const marks = evidence.split('; ').filter((mark) => mark !== '');
  return listedWords(marks.map((mark) => mark.replace(/ (\d+)$/, ' ($1)').replaceAll('_', ' ')));
}
