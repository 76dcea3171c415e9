import type { FromSchema } from 'json-schema-to-ts';
import { fail, ok, type Result } from '../core/result.js';
import { defineStep, type ParamsSchema, type StepContext } from '../core/step.js';
import { writeCsv, type CsvValue } from '../formats/csv.js';
import { readSplit } from '../formats/split-file.js';
import { firstNonFinite } from '../numerics/distances.js';
import { silhouettesFit } from '../numerics/clustering-metrics/silhouette.js';
import { memoryLimitBytes } from '../numerics/wasm-kernels.js';
import { readCells, type ClusteringCell } from './clusterings/read-cells.js';
import { tightest, wouldChoose, type Criterion } from './compare-clusterings/choose.js';
import { compareWithTruth } from './compare-clusterings/compare-with-truth.js';
import { evaluate } from './compare-clusterings/evaluate.js';
import { lineageColumns, lineageRows } from './compare-clusterings/lineage.js';
import { readTruth } from './compare-clusterings/read-truth.js';
import { choiceWords } from '../report/choice-words.js';
import { readPoints, type FilePoints } from './vectors/read-points.js';
import { lossyColumn } from './vectors/read-vectors.js';
import { roundingNotes } from './vectors/rounding.js';
import { nonFiniteFailure, tooLargeFailure } from './vectors/vector-failure.js';

const params = {
  type: 'object',
  additionalProperties: false,
  required: ['seed'],
  properties: {
    seed: { type: 'integer', minimum: 0, description: 'Draws the sample and the resamples.' },
    max_rows: {
      type: 'integer',
      minimum: 10,
      maximum: 20000,
      default: 4000,
      description:
        'Up to so many vectors, silhouette and stability take all of them; above, a sample of so many that the seed fixes.',
    },
    resamples: {
      type: 'integer',
      minimum: 0,
      default: 20,
      description: 'Bootstrap resamples that k-means is fitted to, for the stability; 0 leaves it out.',
    },
    n_init: { type: 'integer', minimum: 1, default: 3, description: 'Restarts of each of those fits.' },
    truth_column: {
      type: 'string',
      default: 'artifact_type',
      description: 'The column of the truth that holds the true class of an image.',
    },
  },
} as const satisfies ParamsSchema;

type Params = FromSchema<typeof params>;
type Context = StepContext<Params>;

/**
 * The `compare-clusterings` kind: what speaks for each clustering of a sweep. It says what each criterion would choose, and
 * chooses nothing itself. What the vectors say is of the training part, which was fitted; what the truth says, of all images.
 */
export const compareClusterings = defineStep<Params>({
  name: 'compare-clusterings',
  version: 2,
  summary:
    'Compares the clusterings of a sweep: inertia and its knee, silhouette, Calinski-Harabasz, Davies-Bouldin, bootstrap stability, agreement with a truth; says what each would choose, and how clusters split.',
  stochastic: true,
  params,
  inputs: {
    vectors: {
      type: ['vectors', 'embedding'],
      summary:
        'What was clustered, one vector for each image; stability takes the values as float32, as k-means does.',
    },
    labels: { type: 'labels', gathers: true, summary: 'The clusterings: gather the axis that was swept.' },
    split: {
      type: 'split',
      required: false,
      summary: 'Its training part is what the vectors are compared on; without it, all.',
    },
    truth: {
      type: 'table',
      required: false,
      summary: 'The true class of each image, by file and member, or by index.',
    },
    catalogue: {
      type: 'catalogue',
      required: false,
      summary: 'Which image has which index, for a truth by file and member.',
    },
  },
  outputs: {
    table: {
      type: 'table',
      file: 'comparison.csv',
      summary: 'A row for each clustering and criterion, and whether the criterion would choose it.',
    },
    lineage: {
      type: 'table',
      file: 'lineage.csv',
      summary:
        'How many images each cluster shares with each of the next K; of several clusterings with one K, the tightest.',
    },
  },
  async run(context) {
    const vectors = await readFiniteVectors(context);
    if (!vectors.ok) return vectors;
    const { nRows } = vectors.value;
    const cells = await readCells(context.inputs, nRows);
    if (!cells.ok) return cells;
    const rows = await comparedRows(context, nRows);
    if (!rows.ok) return rows;
    const truth = context.inputs.has('truth')
      ? await readTruth(context.inputs, context.params.truth_column, nRows)
      : ok(undefined);
    if (!truth.ok) return truth;
    const criteria = await evaluate(vectors.value, cells.value, optionsOf(context, rows.value));
    if (criteria === undefined) return fail({ reason: 'cancelled' });
    if (truth.value !== undefined) {
      criteria.push(...compareWithTruth(cells.value, truth.value));
      noteUnknown(context, truth.value.filter((name) => name === '').length, nRows);
    }
    await writeOutputs(context, cells.value, criteria);
    if (context.params.resamples > 0) {
      for (const note of roundingNotes(lossyColumn(vectors.value), 'the stability')) context.note(note);
    }
    return ok();
  },
});

async function readFiniteVectors(context: Context): Promise<Result<FilePoints>> {
  const file = context.inputs.file('vectors');
  const vectors = await readPoints(file);
  if (!vectors.ok) return vectors;
  const trouble = firstNonFinite(vectors.value);
  if (trouble !== undefined) return fail(nonFiniteFailure(trouble, file.path));
  const { nRows, nColumns } = vectors.value;
  const nSampled = Math.min(nRows, context.params.max_rows);
  if (!silhouettesFit(nSampled, nColumns)) {
    return fail(tooLargeFailure(nSampled * nColumns * 8, memoryLimitBytes, file.path));
  }
  return vectors;
}

async function comparedRows({ inputs }: Context, nRows: number): Promise<Result<Int32Array>> {
  if (!inputs.has('split')) return ok(Int32Array.from({ length: nRows }, (_, row) => row));
  const split = await readSplit(inputs.file('split').path, nRows);
  if (!split.ok) return split;
  if (split.value.train.length > 0) return ok(Int32Array.from(split.value.train));
  return fail({
    reason: 'unsuitable-input',
    input: 'split',
    found: 'an empty training part',
    expected: 'the images that were fitted',
    remedy: 'lower the fraction that the split keeps for validation, or compare without the split',
  });
}

function optionsOf(context: Context, rows: Int32Array) {
  const { params, threads, signal } = context;
  return {
    rows,
    maxRows: params.max_rows,
    nResamples: params.resamples,
    nInit: params.n_init,
    seed: params.seed,
    threads,
    signal,
    onResample: (done: number, total: number) => context.progress({ done, total, unit: 'resamples' }),
  };
}

function noteUnknown(context: Context, nUnknown: number, nImages: number): void {
  if (nUnknown === 0) return;
  const text = `The truth says nothing of ${nUnknown} of ${nImages} images: they are left out where clusterings are compared with it.`;
  context.note({ level: 'warning', text });
}

const tableColumns = [
  'clustering',
  'k',
  'criterion',
  'of',
  'cluster',
  'value',
  'better',
  'would_choose',
  'rows',
];

async function writeOutputs(
  context: Context,
  cells: readonly ClusteringCell[],
  criteria: readonly Criterion[],
): Promise<void> {
  const choices = criteria.map((criterion) => wouldChoose(criterion, cells));
  const rows = cells.flatMap((cell, at) =>
    criteria.map((criterion, i): CsvValue[] => {
      const { name, better, values, nRows, about } = criterion;
      const choice = choices[i];
      return [
        cell.name,
        cell.k,
        name,
        about?.class ?? null,
        about?.clusters[at] ?? null,
        values[at] ?? null,
        better,
        choice === undefined ? null : choice === at ? 1 : 0,
        nRows,
      ];
    }),
  );
  await writeCsv(context.outputs.path('table'), tableColumns, rows);
  const inertias = criteria.find(({ name }) => name === 'inertia')?.values ?? [];
  const tight = tightest(inertias, cells).flatMap((at) => cells[at] ?? []);
  await writeCsv(context.outputs.path('lineage'), lineageColumns, lineageRows(tight));
  const said = cells.map((cell) => cell.said);
  const summed = criteria.map(({ name, better }, i) => ({ name, better, choice: choices[i] }));
  context.note({ level: 'info', text: choiceWords(summed, said) });
  criteria.forEach(({ name }, i) => {
    const chosen = cells[choices[i] ?? -1];
    if (chosen !== undefined) context.measure({ [`${name} would choose`]: chosen.name });
  });
}
