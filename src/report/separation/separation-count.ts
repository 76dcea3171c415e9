/**
 * How many images one way of taking out artifacts takes: of those with an artifact of a kind and a range of severities, and of the
 * good ones. Counts of several surveys add up.
 */
export interface SeparationCount {
  /** By clusters or by the images' scores. */
  readonly method: 'clusters' | 'score';
  /** Of which clustering, named the same in every survey; empty for scores. */
  readonly clustering: string;
  readonly k: number | undefined;
  /**
   * - `truth`: the clusters in which most images have an artifact: of all ways to take whole clusters out, the one that sorts most images
   *   rightly, which only a truth can say. Another may be more complete, and take more good images.
   * - `verdict`: those that artifact-score calls artifacts, which needs no truth.
   * - `threshold`: images with a score of at least one half.
   * - `pure`: as many of the highest score as hold 99% artifacts; where to stop, only a truth can say.
   */
  readonly rule: string;
  /** `all`, or the kind of artifact. */
  readonly kind: string;
  /** `all`, `low`, `middle`, `high`. */
  readonly severity: string;
  readonly artifacts: number;
  readonly artifactsTaken: number;
  readonly goods: number;
  readonly goodsTaken: number;
  /** Of the ranking by score; NaN for clusters and for single kinds. */
  readonly averagePrecision: number;
}

/** Of the artifacts, the share that is taken out; NaN for none. */
export const completeness = ({ artifacts, artifactsTaken }: SeparationCount): number =>
  artifactsTaken / artifacts;
/** Of what is taken out, the share with an artifact; NaN when nothing is. */
export const takenPurity = ({ artifactsTaken, goodsTaken }: SeparationCount): number =>
  artifactsTaken / (artifactsTaken + goodsTaken);
/** Of what remains, the share that is good; NaN when nothing remains. Of one kind: beside good images. */
export function remainingPurity(count: SeparationCount): number {
  const good = count.goods - count.goodsTaken;
  return good / (good + count.artifacts - count.artifactsTaken);
}
/** Of the good images, the share that remains. */
export const goodsKept = ({ goods, goodsTaken }: SeparationCount): number => (goods - goodsTaken) / goods;

/** True when both count the same thing, in one survey or in two: the same kind, taken by the same clustering and rule. */
export const isSame = (a: SeparationCount, b: SeparationCount): boolean => sameThing(a) === sameThing(b);

/** Clusterings of one survey that have as many clusters are not the same thing. */
const sameThing = ({ method, clustering, rule, kind, severity }: SeparationCount): string =>
  [method, clustering, rule, kind, severity].join('\n');

/** Adds the counts of several surveys, never of one survey twice, in the order of the first ones; average precisions are averaged. */
export function poolCounts(surveys: readonly (readonly SeparationCount[])[]): SeparationCount[] {
  const groups = new Map<string, [SeparationCount, ...SeparationCount[]]>();
  for (const count of surveys.flat()) {
    const group = groups.get(sameThing(count));
    if (group === undefined) groups.set(sameThing(count), [count]);
    else group.push(count);
  }
  return [...groups.values()].map((group) => {
    const sum = (of: (count: SeparationCount) => number): number =>
      group.reduce((total, count) => total + of(count), 0);
    return {
      ...group[0],
      artifacts: sum(({ artifacts }) => artifacts),
      artifactsTaken: sum(({ artifactsTaken }) => artifactsTaken),
      goods: sum(({ goods }) => goods),
      goodsTaken: sum(({ goodsTaken }) => goodsTaken),
      averagePrecision: sum(({ averagePrecision }) => averagePrecision) / group.length,
    };
  });
}
