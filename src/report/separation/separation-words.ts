import { wilsonInterval } from '../../numerics/artifact-evidence/wilson-interval.js';
import { percent } from '../statistics.js';
import { completeness, goodsKept, remainingPurity, type SeparationCount } from './separation-count.js';

/** What was found of one way to sort, over all surveys. */
export interface Separation {
  /** The step that measured it. */
  readonly step: string;
  readonly description: string;
  /** Cells of the sweep, `seed=1`; one without a name where nothing was swept. */
  readonly surveys: readonly { readonly name: string; readonly counts: readonly SeparationCount[] }[];
  /** The surveys' counts added up. */
  readonly pooled: readonly SeparationCount[];
}

/** Which images are taken out, to begin a sentence or a row of a table. */
export function selectionWords({ method, k, clustering, rule }: SeparationCount): string {
  if (method === 'clusters') return k === undefined ? clustering : `K = ${k}`;
  return rule === 'pure' ? 'Scores, as many as are 99% pure' : 'Scores of at least one half';
}

/** How the images to take out were chosen. */
export function ruleWords({ rule }: SeparationCount): string {
  switch (rule) {
    case 'truth':
      return 'clusters with most artifacts, by the truth';
    case 'verdict':
      return 'clusters that artifact-score calls artifacts';
    case 'pure':
      return 'the cut set by the truth';
    default:
      return 'no truth used';
  }
}

/** The counts over all kinds and severities: one for each clustering and rule. */
export const overall = (counts: readonly SeparationCount[]): SeparationCount[] =>
  counts.filter(({ kind, severity }) => kind === 'all' && severity === 'all');

/** `96% (91% to 99%)`, with the 95% interval of a share that so many make. */
export function shareWords(part: number, whole: number): string {
  if (whole === 0) return '–';
  const { low, high } = wilsonInterval(part, whole);
  return `${preciseShare(part / whole)} (${preciseShare(low)} to ${preciseShare(high)})`;
}

/** Near 1 a tenth of a percent counts: 99.4% is not 99%, and only all is 100%. */
export function preciseShare(share: number): string {
  if (!(share > 0.9)) return percent(share);
  return share === 1 ? '100%' : `${(Math.floor(share * 1000) / 10).toFixed(1)}%`;
}

/** The same share in each survey, from the least to the greatest; empty for one survey. */
export function rangeWords(
  surveys: Separation['surveys'],
  pooled: SeparationCount,
  of: (count: SeparationCount) => number,
): string {
  const values = surveys
    .flatMap(({ counts }) => counts.filter((count) => isSame(count, pooled)))
    .map(of)
    .filter((value) => !Number.isNaN(value));
  if (values.length < 2) return '';
  return `${preciseShare(Math.min(...values))} to ${preciseShare(Math.max(...values))}`;
}

const isSame = (a: SeparationCount, b: SeparationCount): boolean =>
  a.method === b.method &&
  (a.k === undefined ? a.clustering === b.clustering : a.k === b.k) &&
  a.rule === b.rule &&
  a.kind === b.kind &&
  a.severity === b.severity;

/** What taking out artifacts comes to for the most clusters, in sentences that can be quoted. */
export function separationWords({ surveys, pooled }: Separation): string {
  const clusters = overall(pooled).filter(({ method }) => method === 'clusters');
  const most = Math.max(...clusters.map(({ k }) => k ?? 0));
  const last =
    clusters.find(({ k, rule }) => (k ?? 0) === most && rule === 'verdict') ??
    clusters.find(({ k }) => (k ?? 0) === most);
  if (last === undefined) return '';
  const where = surveys.length > 1 ? `over ${surveys.length} surveys ` : '';
  const whose =
    last.rule === 'verdict' ? 'that artifact-score calls artifacts' : 'in which most are artifacts';
  return `With ${selectionWords(last)}, ${where}the clusters ${whose} hold ${last.artifactsTaken} of ${last.artifacts} images with an artifact (completeness ${preciseShare(completeness(last))}) and ${last.goodsTaken} of ${last.goods} good ones (${preciseShare(goodsKept(last))} are kept). Of what remains, ${preciseShare(remainingPurity(last))} is good.`;
}
