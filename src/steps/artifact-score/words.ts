import { percent } from '../../report/statistics.js';
import { listed } from '../clusterings/listed.js';
import { certainty, type ClusterJudgement } from './judge-clusters.js';

/** The statistic that marks most images, and those that mark at least a quarter of the images that stand out, with how many they mark. */
function mainMarks({ marks, nFlagged }: ClusterJudgement): ClusterJudgement['marks'] {
  return marks.filter(({ count }, place) => place === 0 || 4 * count >= nFlagged);
}

/** `column_anomaly 5; saturated_fraction 4`, for a table. */
export function evidenceCell(judgement: ClusterJudgement): string {
  return mainMarks(judgement)
    .map(({ statistic, count }) => `${statistic} ${count}`)
    .join('; ');
}

/** `column anomaly (5) and saturated fraction (4)`, for a sentence. */
function evidenceWords(judgement: ClusterJudgement): string {
  const main = mainMarks(judgement);
  return listed(main.map(({ statistic, count }) => `${statistic.replaceAll('_', ' ')} (${count})`));
}

/** What a clustering's clusters look like, in sentences. */
export function clusteringWords(judgements: readonly ClusterJudgement[]): string {
  const said = judgements[0]?.cell.said ?? '';
  const sentences = judgements.flatMap((judgement) => clusterWords(judgement));
  return `${said}: ${sentences.length === 0 ? 'No cluster looks like artifacts.' : sentences.join(' ')}`;
}

function clusterWords(judgement: ClusterJudgement): string[] {
  const { cluster, nImages, nFlagged, share, low, high, shareElsewhere } = judgement;
  const counted = `${nFlagged} of ${nImages} ${nImages === 1 ? 'image stands' : 'images stand'} out (${percent(share)}, 95% interval ${percent(low)} to ${percent(high)}; elsewhere ${percent(shareElsewhere)})`;
  const by = `by ${evidenceWords(judgement)}`;
  switch (judgement.verdict) {
    case 'artifact':
      return [`Cluster ${cluster} looks like artifacts (${certainty(judgement)}): ${counted}, ${by}.`];
    case 'mixed':
      return [
        `Cluster ${cluster} has more artifacts than chance would gather, among other images: ${counted}, ${by}.`,
      ];
    case 'unclear':
      return [`Cluster ${cluster} may be one of artifacts, but is too small to tell: ${counted}, ${by}.`];
    case 'clean':
    case 'empty':
      return [];
    default:
      return judgement.verdict satisfies never;
  }
}
