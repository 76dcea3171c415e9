import { writeFile } from 'node:fs/promises';
import type { FromSchema } from 'json-schema-to-ts';
import { ok } from '../core/result.js';
import { defineStep, type ParamsSchema, type StepContext } from '../core/step.js';
import { readCsv, writeCsv, type CsvValue } from '../formats/csv.js';
import { artifactWords } from '../report/artifact-words.js';
import { judgeClusters, type ClusterJudgement } from './artifact-score/judge-clusters.js';
import { readEvidence, type Evidence } from './artifact-score/read-evidence.js';
import { encodeScoreModel, scoreModel } from './artifact-score/score-model.js';
import { imageScore, ownEvidence, type OwnEvidence } from './artifact-score/score-images.js';
import { readCells, type ClusteringCell } from './clusterings/read-cells.js';
import { goodRows, type GoodRow } from './image-stats/good-rows.js';

const params = {
  type: 'object',
  additionalProperties: false,
  properties: {
    threshold: {
      type: 'number',
      exclusiveMinimum: 0,
      default: 5,
      description:
        'An image stands out when one of its statistics lies so many robust standard deviations above the median of the images that do not.',
    },
  },
} as const satisfies ParamsSchema;

type Params = FromSchema<typeof params>;
type Context = StepContext<Params>;

/**
 * The `artifact-score` kind: which images and which clusters look like artifacts, without any truth.
 *
 * 1. Each image is measured against all others by the statistics that artifacts raise (fractions of zero flux, of saturated and of
 *    negative outlying pixels; anomalies of columns and rows, by their logarithms): z = (x - median) / (1.4826 MAD), see `robustZ`,
 *    where images that stand out are no part of the measure (`cleanReferences`). It stands out when the largest z is at least the
 *    threshold. This holds while fewer than half of the images have an artifact, and beyond where these are of several kinds.
 * 2. A cluster is judged by the share of its images that stand out: against one half, and against chance by Fisher's exact test
 *    times the number of clusters at 5% (see `Verdict`). An `artifact` cluster is `sure` when the whole 95% interval (Wilson) of
 *    the share lies above one half, otherwise `likely`.
 * 3. An image's score joins its own evidence and its cluster's (`imageScore`), so that a faint artifact among clear ones is found.
 *
 * `model` keeps what images of another sample are scored by: see `ScoreModel`.
 */
export const artifactScore = defineStep<Params>({
  name: 'artifact-score',
  version: 2,
  summary:
    'Scores images and clusters by how much they look like artifacts, with the evidence: statistics that stand out by robust z-scores, and how many of a cluster do, against chance.',
  stochastic: false,
  params,
  inputs: {
    labels: {
      type: 'labels',
      gathers: true,
      summary: 'The clusters: of one clustering, or of several when the swept axis is gathered.',
    },
    statistics: { type: 'table', summary: 'The table that image-stats made.' },
    catalogue: { type: 'catalogue', summary: 'The catalogue that ingest wrote.' },
  },
  outputs: {
    table: {
      type: 'table',
      file: 'artifact-score.csv',
      summary: 'A row for each good image: its score in [0, 1], what stands out, its clusters.',
    },
    clusters: {
      type: 'table',
      file: 'artifact-clusters.csv',
      summary: 'A row for each cluster: how many of its images stand out, the verdict, the evidence.',
    },
    model: {
      type: 'file',
      file: 'artifact-score.json',
      summary: 'What other images are scored by: medians, deviations, the threshold, the clusters’ verdicts.',
    },
  },
  async run(context) {
    const { inputs, params } = context;
    const catalogue = inputs.file('catalogue').path;
    const table = await readCsv(catalogue);
    if (!table.ok) return table;
    const images = goodRows(table.value, catalogue);
    if (!images.ok) return images;
    const evidence = await readEvidence(inputs.file('statistics').path, images.value);
    if (!evidence.ok) return evidence;
    const cells = await readCells(inputs, images.value.length);
    if (!cells.ok) return cells;

    const { statistics, z } = evidence.value;
    const own = images.value.map(({ index }) =>
      ownEvidence(
        statistics,
        z.map((values) => values[index] ?? NaN),
        params.threshold,
      ),
    );
    const flagged = own.map(({ standing }) => standing.length > 0);
    const judged = cells.value.map((cell) => judgeClusters(cell, evidence.value, flagged, params.threshold));
    await writeImages(context, images.value, own, cells.value, judged);
    await writeClusters(context, evidence.value, judged.flat());
    const model = scoreModel(params.threshold, evidence.value, cells.value, judged);
    await writeFile(context.outputs.path('model'), encodeScoreModel(model));
    tell(context, flagged, judged);
    return ok();
  },
});

async function writeImages(
  context: Context,
  images: readonly GoodRow[],
  own: readonly OwnEvidence[],
  cells: readonly ClusteringCell[],
  judged: readonly (readonly ClusterJudgement[])[],
): Promise<void> {
  const clusterColumns = cells.length === 1 ? ['cluster'] : cells.map(({ name }) => `cluster ${name}`);
  const columns = ['index', 'source', 'member', 'camera', 'artifact_score', 'own_evidence', 'stands_out'];
  const rows = images.map(({ index, source, member, camera }): CsvValue[] => {
    const { score, standing } = own[index] ?? { score: NaN, standing: [] };
    const clusters = cells.map(({ labels }) => labels[index] ?? -1);
    const judgements = clusters.flatMap((cluster, at) => judged[at]?.[cluster] ?? []);
    const standsOut = standing.map(({ statistic, z }) => `${statistic} ${z.toFixed(1)}`).join('; ');
    return [
      index,
      source,
      member,
      camera ?? null,
      imageScore(score, judgements),
      score,
      standsOut,
      ...clusters,
    ];
  });
  await writeCsv(context.outputs.path('table'), [...columns, ...clusterColumns], rows);
}

async function writeClusters(
  context: Context,
  { statistics }: Evidence,
  judgements: readonly ClusterJudgement[],
): Promise<void> {
  const columns = [
    ...['clustering', 'k', 'cluster', 'images', 'standing_out', 'share', 'share_low', 'share_high'],
    ...['share_elsewhere', 'chance', 'verdict', 'certainty', 'evidence'],
    ...statistics.map((name) => `median_z_${name}`),
  ];
  const rows = judgements.map((judgement): CsvValue[] => {
    const { cell, cluster, nImages, nFlagged, share, low, high, shareElsewhere, chance, verdict } = judgement;
    return [
      ...[cell.name, cell.k, cluster, nImages, nFlagged, share, low, high, shareElsewhere, chance, verdict],
      judgement.certainty,
      judgement.evidence,
      ...judgement.medianZ,
    ];
  });
  await writeCsv(context.outputs.path('clusters'), columns, rows);
}

function tell(
  context: Context,
  flagged: readonly boolean[],
  judged: readonly (readonly ClusterJudgement[])[],
): void {
  const { threshold } = context.params;
  const nFlagged = flagged.filter(Boolean).length;
  const most = 2 * nFlagged > flagged.length;
  context.note({
    level: most ? 'warning' : 'info',
    text: most
      ? `${nFlagged} of ${flagged.length} images stand out from the others by ${threshold} robust standard deviations: with more than half, the others are no measure of what is normal.`
      : `${nFlagged} of ${flagged.length} images stand out from the others by ${threshold} robust standard deviations or more.`,
  });
  for (const judgements of judged) {
    const text = `${judgements[0]?.cell.said ?? ''}: ${artifactWords(judgements)}`;
    context.note({ level: 'info', text });
  }
  context.measure({ 'images that stand out': nFlagged });
  for (const judgements of judged) {
    const clusters = judgements.filter(({ verdict }) => verdict === 'artifact').map(({ cluster }) => cluster);
    const name = judgements[0]?.cell.name;
    if (name !== undefined) context.measure({ [`artifact clusters, ${name}`]: clusters.join(' ') || 'none' });
  }
}
