import { wilsonInterval } from '../../numerics/artifact-evidence/wilson-interval.js';
import { percent } from '../statistics.js';
import { isSame, type SeparationCount } from './separation-count.js';

/** What was found of one way to sort, over all surveys. */
export interface Separation {
  /** The step that measured it, with the rest of its cell where other things than surveys were swept. */
  readonly step: string;
  readonly description: string;
  /** True where the truth is a mock survey's. */
  readonly isMock: boolean;
  /** Cells of the sweep, `seed=1`; one without a name where nothing was swept. */
  readonly surveys: readonly { readonly name: string; readonly counts: readonly SeparationCount[] }[];
  /** The surveys' counts added up. */
  readonly pooled: readonly SeparationCount[];
}

/** Which images are taken out, to begin a sentence or a row of a table. */
export function selectionWords({ method, k, clustering, rule }: SeparationCount): string {
  if (method === 'score')
    return rule === 'pure' ? 'Scores, as many as hold 99% artifacts' : 'Scores of at least one half';
  if (k === undefined) return clustering;
  const others = clustering.split(',').filter((part) => part !== `k=${k}`);
  return others.length === 0 ? `K = ${k}` : `K = ${k} (${others.join(', ')})`;
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

/** A share that so many make, and its 95% interval: `96%` and `91% to 99%`; empty for a share of none. */
export function shareParts(
  part: number,
  whole: number,
): { readonly share: string; readonly interval: string } {
  if (whole === 0) return { share: '–', interval: '' };
  const { low, high } = wilsonInterval(part, whole);
  return {
    share: preciseShare(part / whole),
    interval: `${preciseShare(low)} to ${preciseShare(high)}`,
  };
}

/** `96% (91% to 99%)`. */
export function shareWords(part: number, whole: number): string {
  const { share, interval } = shareParts(part, whole);
  return interval === '' ? share : `${share} (${interval})`;
}

/** The same within brackets: `96%, 95% interval 91% to 99%`. */
function shareInBrackets(part: number, whole: number): string {
  const { share, interval } = shareParts(part, whole);
  return interval === '' ? share : `${share}, 95% interval ${interval}`;
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

/** The selection that words and tables of kinds are about: the most clusters, by the rule that needs no truth where there is one. */
export const shownSelection = (pooled: readonly SeparationCount[]): SeparationCount | undefined =>
  overall(pooled)
    .filter(({ method }) => method === 'clusters')
    .at(-1);

/** What taking out artifacts comes to for the most clusters, in sentences that can be quoted; intervals are of 95%. */
export function separationWords({ surveys, pooled, isMock }: Separation): string {
  const shown = shownSelection(pooled);
  if (shown === undefined) return '';
  const { artifacts, artifactsTaken, goods, goodsTaken } = shown;
  const nSurveys = surveys.length;
  const survey = isMock ? 'mock survey' : 'survey';
  const where =
    nSurveys > 1 ? ` over ${nSurveys} ${survey}s` : isMock ? ' on one mock survey' : ' on one survey';
  const whose =
    shown.rule === 'verdict' ? 'that artifact-score calls artifacts' : 'in which most are artifacts';
  const begin = `With ${selectionWords(shown)},${where} the clusters ${whose} hold`;
  const kept = goods - goodsTaken;
  const good = `${goodsTaken} of ${goods} good ones (kept: ${shareInBrackets(kept, goods)})`;
  if (artifacts === 0) return `${begin} ${good}; there are no artifacts to find.`;
  const remaining = kept + artifacts - artifactsTaken;
  const rest =
    remaining === 0 ? 'Nothing remains.' : `Of what remains, ${shareWords(kept, remaining)} is good.`;
  return `${begin} ${artifactsTaken} of ${artifacts} images with an artifact (completeness ${shareInBrackets(artifactsTaken, artifacts)}) and ${good}. ${rest}`;
}
