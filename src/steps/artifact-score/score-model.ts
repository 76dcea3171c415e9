import type { UnreadableInput } from '../../core/failure.js';
import { ok, type Result } from '../../core/result.js';
import type { ClusteringCell } from '../clusterings/read-cells.js';
import type { ClusterJudgement } from './judge-clusters.js';
import type { Evidence } from './read-evidence.js';
import { encodeModelText, readModelText } from './read-model-text.js';
import { imageScore, ownEvidence, type ClusterCompany, type OwnEvidence } from './score-images.js';
import { fromJson, standing, type StatisticReference } from './statistic-reference.js';

/** What a scored sample leaves for scoring other images by the same measure. */
export interface ScoreModel {
  readonly threshold: number;
  readonly statistics: readonly StatisticReference[];
  /** In the order of the table's columns. */
  readonly clusterings: readonly {
    readonly name: string;
    /** Which of the step's `labels` it is, from 0. */
    readonly place: number;
    readonly clusters: readonly ClusterCompany[];
  }[];
}

export interface ImageScore extends OwnEvidence {
  /** In [0, 1], own evidence and company joined. */
  readonly artifactScore: number;
}

export function scoreModel(
  threshold: number,
  { references }: Evidence,
  cells: readonly ClusteringCell[],
  judged: readonly (readonly ClusterJudgement[])[],
): ScoreModel {
  const clusterings = cells.map(({ name, place }, at) => ({
    name,
    place,
    clusters: (judged[at] ?? []).map(({ verdict, low }) => ({ verdict, low })),
  }));
  return { threshold, statistics: references, clusterings };
}

/**
 * Scores an image as the step scores those of its own sample, to the same bits.
 * @param valueOf An image's statistic by name, NaN where it could not be said.
 * @param clusters Its cluster in each of the model's clusterings.
 */
export function scoreByModel(
  { threshold, statistics, clusterings }: ScoreModel,
  valueOf: (statistic: string) => number,
  clusters: readonly number[],
): ImageScore {
  const names = statistics.map(({ statistic }) => statistic);
  const z = statistics.map((reference) => standing(valueOf(reference.statistic), reference));
  const own = ownEvidence(names, z, threshold);
  const company = clusterings.flatMap((clustering, at) => clustering.clusters[clusters[at] ?? -1] ?? []);
  return { ...own, artifactScore: imageScore(own.score, company) };
}

/** The text of `artifact-score.json`. */
export const encodeScoreModel = (model: ScoreModel): string => encodeModelText(model);

/** @throws the system's error when the file cannot be read. */
export async function readScoreModel(path: string): Promise<Result<ScoreModel, UnreadableInput>> {
  const read = await readModelText<ScoreModel>(path, 'artifact-score', (content) =>
    content.threshold !== undefined && Array.isArray(content.statistics) && Array.isArray(content.clusterings)
      ? undefined
      : 'threshold, statistics or clusterings',
  );
  if (!read.ok) return read;
  const { threshold, statistics, clusterings } = read.value;
  return ok({ threshold, statistics: statistics.map(fromJson), clusterings });
}
