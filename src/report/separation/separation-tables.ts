import { completeness, remainingPurity } from './separation-count.js';
import {
  overall,
  rangeWords,
  ruleWords,
  selectionWords,
  shareParts,
  shownSelection,
  type Separation,
} from './separation-words.js';

/** One way to take images out, and what comes of it. */
export interface SelectionRow {
  readonly selection: string;
  readonly rule: string;
  /** Completeness, purity of the rest, good images kept; `bySurvey` from what to what the first two go, empty for one survey. */
  readonly shares: readonly {
    readonly share: string;
    readonly interval: string;
    readonly bySurvey: string;
  }[];
}

export const shareNames = ['completeness', 'purity of the rest', 'good images kept'] as const;

/** One for each clustering and rule, and for the scores. */
export function selectionRows({ surveys, pooled }: Separation): SelectionRow[] {
  return overall(pooled).map((count) => {
    const { artifacts, artifactsTaken, goods, goodsTaken } = count;
    const good = goods - goodsTaken;
    return {
      selection: selectionWords(count),
      rule: ruleWords(count),
      shares: [
        { ...shareParts(artifactsTaken, artifacts), bySurvey: rangeWords(surveys, count, completeness) },
        {
          ...shareParts(good, good + artifacts - artifactsTaken),
          bySurvey: rangeWords(surveys, count, remainingPurity),
        },
        { ...shareParts(good, goods), bySurvey: '' },
      ],
    };
  });
}

/** The same as text, a column for each number; the first row is the head. */
export function selectionTexts(separation: Separation): string[][] {
  const rows = selectionRows(separation).map(({ selection, rule, shares }) => [
    selection,
    rule,
    ...shares.map(({ share, interval }) => (interval === '' ? share : `${share} (${interval})`)),
    ...(separation.surveys.length > 1 ? shares.slice(0, 2).map(({ bySurvey }) => bySurvey) : []),
  ]);
  const bySurvey = separation.surveys.length > 1 ? ['completeness by survey', 'purity by survey'] : [];
  return [['taken out', 'which', ...shareNames, ...bySurvey], ...rows];
}

const severities = ['all', 'low', 'middle', 'high'] as const;

/** A row for each kind of artifact: how many of it are taken out, in all and by thirds of severity; the first is the head. */
export function kindRows(separation: Separation): string[][] {
  const { pooled } = separation;
  const shown = shownSelection(pooled);
  if (shown === undefined) return [];
  const counts = pooled.filter(
    ({ clustering, rule }) => clustering === shown.clustering && rule === shown.rule,
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
