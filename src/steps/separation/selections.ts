import { fail, ok, type Result } from '../../core/result.js';
import { readCsv } from '../../formats/csv.js';
import { averagePrecision, rankedCounts } from '../../numerics/clustering-metrics/average-precision.js';
import type { ClusteringCell } from '../clusterings/read-cells.js';
import type { Selection } from './count-separation.js';
import type { ArtifactTruth } from './read-artifact-truth.js';

/** The clusters of which more than half have an artifact. */
export function byTruth(cell: ClusteringCell, { worst }: ArtifactTruth): Selection {
  const balance = new Int32Array(cell.k);
  cell.labels.forEach((label, image) => {
    balance[label] = (balance[label] ?? 0) + ((worst[image] ?? 0) > 0 ? 1 : -1);
  });
  const isTaken = Array.from(cell.labels, (label) => (balance[label] ?? 0) > 0);
  return { method: 'clusters', clustering: cell.name, k: cell.k, rule: 'truth', isTaken };
}

/**
 * The clusters that artifact-score calls artifacts.
 * @param path The table `clusters` that it wrote.
 */
export async function byVerdict(
  path: string,
  cells: readonly ClusteringCell[],
): Promise<Result<Selection[]>> {
  const table = await readCsv(path);
  if (!table.ok) return table;
  const [names, clusters, verdicts] = ['clustering', 'cluster', 'verdict'].map((name) =>
    table.value.column(name),
  );
  const verdictOf = new Map(
    names?.map((name, row) => [`${name}\n${clusters?.[row] ?? ''}`, verdicts?.[row] ?? '']),
  );
  const selections: Selection[] = [];
  for (const { name, k, labels } of cells) {
    const taken = Array.from({ length: k }, (_, cluster) => verdictOf.get(`${name}\n${cluster}`));
    const missing = taken.indexOf(undefined);
    if (missing >= 0) {
      return fail({
        reason: 'unsuitable-input',
        input: 'verdicts',
        file: path,
        found: `no verdict of cluster ${missing} of ${name}`,
        expected: 'a row for each cluster of each clustering, with columns clustering, cluster, verdict',
        remedy: 'give the `clusters` of the artifact-score step that judged these labels',
      });
    }
    const isTaken = Array.from(labels, (label) => taken[label] === 'artifact');
    selections.push({ method: 'clusters', clustering: name, k, rule: 'verdict', isTaken });
  }
  return ok(selections);
}

/** A score of one half: one statistic at its threshold, without help from a cluster. */
const threshold = 0.5;
/** How pure the images taken by the highest scores are to be. */
const wantedPurity = 0.99;

/**
 * The images of a score of at least one half; and as many of the highest scores as are together 99% artifacts.
 * @param path A table keyed by index with a column `artifact_score`.
 */
export async function byScore(path: string, { worst, nImages }: ArtifactTruth): Promise<Result<Selection[]>> {
  const table = await readCsv(path);
  if (!table.ok) return table;
  const [indices, values] = [table.value.numbers('index'), table.value.numbers('artifact_score')];
  const scores = new Float64Array(nImages).fill(NaN);
  indices?.forEach((image, row) => (scores[image] = values?.[row] ?? NaN));
  const missing = scores.findIndex(Number.isNaN);
  if (missing >= 0) {
    return fail({
      reason: 'unsuitable-input',
      input: 'scores',
      file: path,
      found: `no score of image ${missing}`,
      expected: 'a number in column artifact_score for each index',
      remedy: 'give the `table` of an artifact-score step about these images',
    });
  }
  const isArtifact = Array.from(worst, (severity) => severity > 0);
  const pure = rankedCounts(scores, isArtifact).filter(({ nTrue, nAll }) => nTrue >= wantedPurity * nAll);
  const last = pure.at(-1)?.score ?? Infinity;
  const common = {
    method: 'score',
    clustering: '',
    k: undefined,
    averagePrecision: averagePrecision(scores, isArtifact),
  } as const;
  return ok([
    { ...common, rule: 'threshold', isTaken: Array.from(scores, (score) => score >= threshold) },
    { ...common, rule: 'pure', isTaken: Array.from(scores, (score) => score >= last) },
  ]);
}
