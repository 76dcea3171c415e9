import type { FromSchema } from 'json-schema-to-ts';
import { ok } from '../core/result.js';
import { defineStep, type ParamsSchema, type StepContext } from '../core/step.js';
import { readCsv } from '../formats/csv.js';
import { writeNpy } from '../formats/npy.js';
import {
  completeness,
  remainingPurity,
  type SeparationCount,
} from '../report/separation/separation-count.js';
import { readCells } from './clusterings/read-cells.js';
import { goodRows } from './image-stats/good-rows.js';
import { countSeparation, type Selection } from './separation/count-separation.js';
import { readArtifactTruth } from './separation/read-artifact-truth.js';
import { byScore, byTruth, byVerdict } from './separation/selections.js';
import { outcomesOf, writeCounts, writeImages } from './separation/write-separation.js';

const params = {
  type: 'object',
  additionalProperties: false,
  properties: {
    truth_column: {
      type: 'string',
      default: 'artifact_type',
      description:
        'The column of the truth that names an image’s worst artifact. What it names is a kind, and its column holds severities: 0 where it is absent.',
    },
    good: {
      type: 'string',
      default: 'none',
      description: 'What that column says of an image without artifacts.',
    },
  },
} as const satisfies ParamsSchema;

type Params = FromSchema<typeof params>;

/**
 * The `separation` kind: how well artifacts are told from good images, where the truth is known. For each clustering it takes the artifact
 * clusters out, by two rules (see `SeparationCount.rule`), and counts; by the images' scores likewise.
 */
export const separation = defineStep<Params>({
  name: 'separation',
  version: 2,
  summary:
    'Measures how well clusters and scores separate artifacts from good images where the truth is known: completeness, purity of the rest, by kind and severity.',
  stochastic: false,
  params,
  inputs: {
    labels: {
      type: 'labels',
      gathers: true,
      summary: 'The clusters: of one clustering, or of several when the swept axis is gathered.',
    },
    truth: {
      type: 'table',
      summary: 'The severity of each kind of artifact in each image, by file and member, or by index.',
    },
    catalogue: { type: 'catalogue', summary: 'The catalogue that ingest wrote.' },
    verdicts: {
      type: 'table',
      required: false,
      summary: 'The clusters that artifact-score judged: which it calls artifacts.',
    },
    scores: {
      type: 'table',
      required: false,
      summary: 'The images that artifact-score scored.',
    },
  },
  outputs: {
    table: {
      type: 'table',
      file: 'separation.csv',
      summary:
        'A row for each clustering and rule, kind of artifact and range of severities: counts, completeness, purities, 95% intervals.',
    },
    images: {
      type: 'table',
      file: 'separated-images.csv',
      summary: 'A row for each image: its artifacts, and what became of it by each clustering and rule.',
    },
    outcomes: {
      type: 'labels',
      file: 'outcomes.npy',
      summary:
        'For the most clusters, by verdict where there are any: 0 good and kept, 1 artifact and taken out, 2 artifact and missed, 3 good and taken out; int32 (n).',
    },
  },
  async run(context) {
    const { inputs, outputs, params } = context;
    const catalogue = inputs.file('catalogue').path;
    const table = await readCsv(catalogue);
    if (!table.ok) return table;
    const images = goodRows(table.value, catalogue);
    if (!images.ok) return images;
    const nImages = images.value.length;
    const cells = await readCells(inputs, nImages);
    if (!cells.ok) return cells;
    const asked = { column: params.truth_column, good: params.good };
    const truth = await readArtifactTruth(inputs, asked, nImages);
    if (!truth.ok) return truth;
    const verdicts = inputs.has('verdicts')
      ? await byVerdict(inputs.file('verdicts').path, cells.value)
      : ok([]);
    if (!verdicts.ok) return verdicts;
    const scores = inputs.has('scores') ? await byScore(inputs.file('scores').path, truth.value) : ok([]);
    if (!scores.ok) return scores;
    const clusters: Selection[] = cells.value.flatMap((cell, at) => [
      byTruth(cell, truth.value),
      ...verdicts.value.slice(at, at + 1),
    ]);
    const selections = [...clusters, ...scores.value];
    const counts = selections.flatMap((selection) => countSeparation(selection, truth.value));
    await writeCounts(outputs.path('table'), counts);
    await writeImages(outputs.path('images'), images.value, selections, truth.value);
    const last = clusters.at(-1);
    const outcomes = last === undefined ? new Int32Array(nImages) : outcomesOf(last, truth.value);
    await writeNpy(outputs.path('outcomes'), { shape: [nImages], values: outcomes });
    measure(context, counts);
    return ok();
  },
});

function measure(context: StepContext<Params>, counts: readonly SeparationCount[]): void {
  for (const count of counts) {
    if (count.kind !== 'all' || count.severity !== 'all') continue;
    const name = `${count.method === 'score' ? 'score' : count.clustering} ${count.rule}`;
    context.measure({
      [`completeness, ${name}`]: completeness(count),
      [`purity of the rest, ${name}`]: remainingPurity(count),
    });
  }
}
