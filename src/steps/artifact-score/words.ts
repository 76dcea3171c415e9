import { percent } from '../../report/statistics.js';
import { certainty, type ClusterJudgement } from './judge-clusters.js';

/** `column_anomaly (5 of 7) and saturated_fraction (4 of 7)`: the statistics that mark at least half of those that stand out. */
export function evidenceWords({ marks, nFlagged, nImages }: ClusterJudgement): string {
  const main = marks.filter(({ count }) => 2 * count >= nFlagged);
  return main.map(({ statistic, count }) => `${statistic} (${count} of ${nImages})`).join(' and ');
}

/** What a clustering's clusters look like, in sentences. */
export function clusteringWords(judgements: readonly ClusterJudgement[]): string {
  const said = judgements[0]?.cell.said ?? '';
  const sentences = judgements.flatMap((judgement) => clusterWords(judgement));
  return `${said}: ${sentences.length === 0 ? 'no cluster looks like artifacts.' : sentences.join(' ')}`;
}

function clusterWords(judgement: ClusterJudgement): string[] {
  const { cluster, nImages, nFlagged, share, low, high, shareElsewhere } = judgement;
  const counted = `${nFlagged} of its ${nImages} images stand out (${percent(share)}, 95% interval ${percent(low)} to ${percent(high)}; elsewhere ${percent(shareElsewhere)})`;
  const by = `by ${evidenceWords(judgement)}`;
  switch (judgement.verdict) {
    case 'artifact':
      return [`cluster ${cluster} looks like artifacts (${certainty(judgement)}): ${counted}, ${by}.`];
    case 'mixed':
      return [
        `cluster ${cluster} has more artifacts than chance would gather, among other images: ${counted}, ${by}.`,
      ];
    case 'unclear':
      return [`cluster ${cluster} may be one of artifacts, but is too small to tell: ${counted}, ${by}.`];
    case 'clean':
    case 'empty':
      return [];
    default:
      return judgement.verdict satisfies never;
  }
}
