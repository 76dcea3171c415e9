import { writeFile } from 'node:fs/promises';
import type { FromSchema } from 'json-schema-to-ts';
import { fail, ok, type Result } from '../core/result.js';
import { defineStep, type ParamsSchema, type StepContext } from '../core/step.js';
import { readCsv } from '../formats/csv.js';
import { writeNpy } from '../formats/npy.js';
import { readSplit } from '../formats/split-file.js';
import { firstNonFinite } from '../numerics/distances.js';
import { readEvidence } from './artifact-score/read-evidence.js';
import { goodRows } from './image-stats/good-rows.js';
import { fitScaling } from './join-vectors/fit-scaling.js';
import { encodeJoinModel } from './join-vectors/join-file.js';
import {
  joinedLength,
  joinVector,
  scales,
  type EvidenceJoin,
  type JoinModel,
} from './join-vectors/join-model.js';
import { readVectors, type RoundedVectors } from './vectors/read-vectors.js';
import { nonFiniteFailure } from './vectors/vector-failure.js';

const params = {
  type: 'object',
  additionalProperties: false,
  properties: {
    scale: {
      enum: [...scales],
      default: 'none',
      description:
        'What is done to the vectors: `none`; `standard`, each number to mean 0 and variance 1 over the training part; `block`, less the mean and divided by one number, so that the mean square of a length is 1; `unit`, each vector to length 1, so that k-means compares directions.',
    },
    weight: {
      type: 'number',
      minimum: 0,
      default: 1,
      description: 'Factor of the scaled vectors: how much they count beside the statistics.',
    },
    threshold: {
      type: 'number',
      exclusiveMinimum: 0,
      default: 5,
      description:
        'Robust standard deviations above the median of the ordinary images at which a statistic is evidence of one half, as in artifact-score.',
    },
    evidence_weight: {
      type: 'number',
      minimum: 0,
      default: 1,
      description: 'Factor of the evidence that each statistic gives, a number from 0 to 1.',
    },
    largest_weight: {
      type: 'number',
      minimum: 0,
      default: 3,
      description:
        'Factor of the largest of them, as one number more: above 1 it keeps the kinds of artifacts nearer to each other than to good images.',
    },
  },
} as const satisfies ParamsSchema;

type Params = FromSchema<typeof params>;
type Context = StepContext<Params>;

/** Scales vectors, and joins to each image's what its statistics say of artifacts. */
export const joinVectors = defineStep<Params>({
  name: 'join-vectors',
  version: 1,
  summary:
    'Scales vectors, and joins to each the evidence of artifacts in the image’s statistics, for k-means and t-SNE to take both.',
  stochastic: false,
  params,
  inputs: {
    vectors: {
      type: ['vectors', 'embedding'],
      summary: 'One vector for each image, of any shape; values are taken as float32.',
    },
    statistics: {
      type: 'table',
      required: false,
      summary: 'The table that image-stats made; without it, vectors are only scaled.',
    },
    catalogue: {
      type: 'catalogue',
      required: false,
      summary: 'The catalogue that the statistics are about; needed with them.',
    },
    split: {
      type: 'split',
      required: false,
      summary: 'Which images the vectors’ means and variances are taken of; without it, all.',
    },
  },
  outputs: {
    vectors: {
      type: 'vectors',
      file: 'vectors.npy',
      summary: 'Row i: the scaled vector of image i, its evidence, float32 (n, d + statistics + 1).',
    },
    model: {
      type: 'file',
      file: 'join-vectors.json',
      summary: 'What the vectors and statistics were measured against, to do the same to other images.',
    },
  },
  async run(context) {
    const { inputs, outputs, params } = context;
    const file = inputs.file('vectors');
    const vectors = await readVectors(file);
    if (!vectors.ok) return vectors;
    const trouble = firstNonFinite(vectors.value);
    if (trouble !== undefined) return fail(nonFiniteFailure(trouble, file.path));
    const { nRows } = vectors.value;
    const split = inputs.has('split') ? await readSplit(inputs.file('split').path, nRows) : undefined;
    if (split?.ok === false) return split;
    const train = split?.value.train ?? [];
    const rows = train.length > 0 ? train : Array.from({ length: nRows }, (_, row) => row);
    const statistics = inputs.has('statistics') ? await statisticsOf(context, nRows) : ok(undefined);
    if (!statistics.ok) return statistics;
    const evidence = statistics.value?.evidence;
    const model = { vectors: fitScaling(vectors.value, rows, params), ...(evidence && { evidence }) };
    const values = joinAll(model, vectors.value, statistics.value?.valueOf);
    await writeNpy(outputs.path('vectors'), { shape: [nRows, joinedLength(model)], values });
    await writeFile(outputs.path('model'), encodeJoinModel(model));
    context.measure({ rows: nRows, columns: joinedLength(model) });
    return ok();
  },
});

interface JoinedStatistics {
  readonly evidence: EvidenceJoin;
  readonly valueOf: (image: number, statistic: string) => number;
}

async function statisticsOf({ inputs, params }: Context, nRows: number): Promise<Result<JoinedStatistics>> {
  const { path } = inputs.file('statistics');
  const unsuitable = (input: string, found: string, expected: string, remedy: string) =>
    fail({ reason: 'unsuitable-input', input, file: path, found, expected, remedy } as const);
  if (!inputs.has('catalogue')) {
    return unsuitable(
      'statistics',
      'statistics without a catalogue',
      'an input `catalogue` beside them',
      'connect the catalogue of the ingest step',
    );
  }
  const catalogue = inputs.file('catalogue').path;
  const table = await readCsv(catalogue);
  if (!table.ok) return table;
  const images = goodRows(table.value, catalogue);
  if (!images.ok) return images;
  if (images.value.length !== nRows) {
    return unsuitable(
      'vectors',
      `${nRows} vectors for ${images.value.length} good images`,
      'one vector for each good image of the catalogue',
      'give vectors, statistics and catalogue of one survey',
    );
  }
  const evidence = await readEvidence(path, images.value);
  if (!evidence.ok) return evidence;
  const read = await readCsv(path);
  if (!read.ok) return read;
  const { references } = evidence.value;
  const columns = new Map(references.map(({ statistic }) => [statistic, read.value.numbers(statistic)]));
  return ok({
    evidence: {
      references,
      threshold: params.threshold,
      weight: params.evidence_weight,
      largestWeight: params.largest_weight,
    },
    valueOf: (image, statistic) => columns.get(statistic)?.[image] ?? NaN,
  });
}

function joinAll(
  model: JoinModel,
  { values, nRows, nColumns }: RoundedVectors,
  valueOf: JoinedStatistics['valueOf'] = () => NaN,
): Float32Array {
  const length = joinedLength(model);
  const joined = new Float32Array(nRows * length);
  for (let row = 0; row < nRows; row++) {
    const vector = values.subarray(row * nColumns, (row + 1) * nColumns);
    joined.set(
      joinVector(model, vector, (statistic) => valueOf(row, statistic)),
      row * length,
    );
  }
  return joined;
}
