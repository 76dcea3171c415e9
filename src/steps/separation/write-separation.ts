import { writeCsv, type CsvValue } from '../../formats/csv.js';
import { wilsonInterval } from '../../numerics/artifact-evidence/wilson-interval.js';
import {
  completeness,
  goodsKept,
  remainingPurity,
  takenPurity,
  type SeparationCount,
} from '../../report/separation/separation-count.js';
import type { GoodRow } from '../image-stats/good-rows.js';
import type { Selection } from './count-separation.js';
import type { ArtifactTruth } from './read-artifact-truth.js';

const countColumns = [
  ...['method', 'clustering', 'k', 'rule', 'kind', 'severity'],
  ...['artifacts', 'artifacts_taken', 'goods', 'goods_taken'],
  ...['completeness', 'completeness_low', 'completeness_high', 'purity_of_taken'],
  ...['purity_of_rest', 'purity_of_rest_low', 'purity_of_rest_high', 'goods_kept', 'average_precision'],
];

/** Intervals are Wilson's, of 95%; of the rest's purity, of what remains. */
export async function writeCounts(path: string, counts: readonly SeparationCount[]): Promise<void> {
  const rows = counts.map((count): CsvValue[] => {
    const { method, clustering, k, rule, kind, severity, artifacts, artifactsTaken } = count;
    const found = wilsonInterval(artifactsTaken, artifacts);
    const good = count.goods - count.goodsTaken;
    const rest = wilsonInterval(good, good + artifacts - artifactsTaken);
    return [
      ...[method, clustering, k ?? null, rule, kind, severity],
      ...[artifacts, artifactsTaken, count.goods, count.goodsTaken],
      ...[completeness(count), found.low, found.high, takenPurity(count)],
      ...[remainingPurity(count), rest.low, rest.high, goodsKept(count), count.averagePrecision],
    ];
  });
  await writeCsv(path, countColumns, rows);
}

/** What became of an image, in the order of the numbers in `outcomes.npy`. */
export const outcomeNames = ['good, kept', 'artifact, taken', 'artifact, missed', 'good, taken'] as const;

/** For each image its place in `outcomeNames`. */
export function outcomesOf({ isTaken }: Selection, { worst }: ArtifactTruth): Int32Array {
  return Int32Array.from(worst, (severity, image) => {
    const taken = isTaken[image] === true;
    if (severity > 0) return taken ? 1 : 2;
    return taken ? 3 : 0;
  });
}

/** A row for each image: what it carries, and what became of it by each selection. */
export async function writeImages(
  path: string,
  images: readonly GoodRow[],
  selections: readonly Selection[],
  truth: ArtifactTruth,
): Promise<void> {
  const outcomes = selections.map((selection) => outcomesOf(selection, truth));
  const names = selections.map(({ method, clustering, rule }) =>
    method === 'score' ? `score ${rule}` : `${clustering} ${rule}`,
  );
  const rows = images.map(({ index, source, member }): CsvValue[] => {
    const carried = [...truth.severities].flatMap(([kind, severities]) => {
      const severity = severities[index] ?? 0;
      return severity > 0 ? [`${kind} ${severity.toFixed(2)}`] : [];
    });
    const became = outcomes.map((outcome) => outcomeNames[outcome[index] ?? 0] ?? '');
    return [index, source, member, carried.join('; '), ...became];
  });
  await writeCsv(path, ['index', 'source', 'member', 'artifacts', ...names], rows);
}
