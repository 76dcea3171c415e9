import { completeness, remainingPurity, type SeparationCount } from './separation-count.js';
import {
  overall,
  rangeWords,
  ruleWords,
  selectionWords,
  shareWords,
  type Separation,
} from './separation-words.js';

/** A row for each clustering and rule, and for the scores; the first is the head. */
export function selectionRows({ surveys, pooled }: Separation): string[][] {
  const isSwept = surveys.length > 1;
  const head = ['taken out', 'which', 'completeness', 'purity of the rest', 'good images kept'];
  const rows = overall(pooled).map((count) => {
    const good = count.goods - count.goodsTaken;
    const bySurvey = [completeness, remainingPurity].map((of) => rangeWords(surveys, count, of));
    return [
      selectionWords(count),
      ruleWords(count),
      shareWords(count.artifactsTaken, count.artifacts),
      shareWords(good, good + count.artifacts - count.artifactsTaken),
      shareWords(good, count.goods),
      ...(isSwept ? bySurvey : []),
    ];
  });
  return [[...head, ...(isSwept ? ['completeness by survey', 'purity by survey'] : [])], ...rows];
}

/** What the table of kinds is about: the most clusters, by the rule that needs no truth where there is one. */
export function shownSelection({ pooled }: Separation): SeparationCount | undefined {
  return overall(pooled)
    .filter(({ method }) => method === 'clusters')
    .at(-1);
}

const severities = ['all', 'low', 'middle', 'high'] as const;

/** A row for each kind of artifact: how many of it are taken out, in all and by thirds of severity; the first is the head. */
export function kindRows(separation: Separation): string[][] {
  const shown = shownSelection(separation);
  if (shown === undefined) return [];
  const { pooled } = separation;
  const counts = pooled.filter(
    ({ k, clustering, rule }) => k === shown.k && clustering === shown.clustering && rule === shown.rule,
  );
  const taken = (kind: string, severity: string): string => {
    const count = counts.find((each) => each.kind === kind && each.severity === severity);
    return count === undefined || count.artifacts === 0
      ? '–'
      : `${count.artifactsTaken} of ${count.artifacts}`;
  };
  const kinds = [...new Set(counts.map(({ kind }) => kind))];
  return [
    ['kind', 'all', 'severity to 1/3', 'to 2/3', 'to 1'],
    ...kinds.map((kind) => [
      kind === 'all' ? 'any' : kind.replaceAll('_', ' '),
      ...severities.map((severity) => taken(kind, severity)),
    ]),
  ];
}
