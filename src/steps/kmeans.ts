import type { FromSchema } from 'json-schema-to-ts';
import { ok, type Result } from '../core/result.js';
import { defineStep, type ParamsSchema, type StepContext } from '../core/step.js';
import { engineClass, engineSchema } from './kmeans/engine.js';
import { fitCells } from './kmeans/fit-cells.js';
import { writeCell } from './kmeans/write-cell.js';
import { roundingNotes } from './vectors/rounding.js';

const params = {
  type: 'object',
  additionalProperties: false,
  required: ['k', 'seed'],
  properties: {
    k: {
      type: 'integer',
      minimum: 1,
      description:
        'Number of clusters, at most that of the vectors to fit. 1 puts all into one, around their mean.',
    },
    n_init: {
      type: 'integer',
      minimum: 1,
      default: 10,
      description: 'Number of restarts from other starting centres; the one with the least inertia counts.',
    },
    regroup: {
      type: 'boolean',
      default: true,
      description:
        'Whether to better the best restart in the end: vectors that all restarts keep together move from cluster to cluster as one, as long as that lowers the inertia. `false` is plain k-means, as scikit-learn has it; `ml-kmeans` does not regroup.',
    },
    max_iterations: {
      type: 'integer',
      minimum: 1,
      default: 300,
      description: 'Most iterations of one restart.',
    },
    tolerance: {
      type: 'number',
      minimum: 0,
      default: 1e-4,
      description:
        'A restart ends when the squared shifts of its centres sum to at most this times the mean variance of the columns.',
    },
    engine: engineSchema,
    seed: { type: 'integer', minimum: 0, description: 'Seed of the starting centres.' },
  },
} as const satisfies ParamsSchema;

type Params = FromSchema<typeof params>;

/** Groups vectors into K clusters: fits the training part, labels every row. */
export const kmeans = defineStep<Params>({
  name: 'kmeans',
  version: 2,
  summary: 'Groups vectors into K clusters by k-means: fits the training part and labels every row.',
  stochastic: true,
  params,
  reproducibility: engineClass,
  inputs: {
    vectors: {
      type: ['vectors', 'embedding'],
      summary: 'One vector for each image, of any shape; values are taken as float32.',
    },
    split: { type: 'split', summary: 'Which images to fit; without it, all.', required: false },
  },
  outputs: {
    labels: { type: 'labels', file: 'labels.npy', summary: 'Cluster of each row, int32 (n).' },
    centres: { type: 'vectors', file: 'centres.npy', summary: 'Centres, float32 (k, d).' },
    distances: {
      type: 'vectors',
      file: 'distances.npy',
      summary: 'Euclidean distance of each row from each centre, float32 (n, k).',
    },
    summary: { type: 'file', file: 'summary.json', summary: 'Inertia, iterations and sizes.' },
  },
  batchAxes: ['k'],
  async run(context) {
    const [result] = await runCells([context]);
    return result ?? ok();
  },
  runBatch: runCells,
});

/** Cells that differ in k alone, in one pass over the vectors; each is told how all of them get on. */
async function runCells(contexts: readonly StepContext<Params>[]): Promise<readonly Result<void>[]> {
  const [first] = contexts;
  if (first === undefined) return [];
  const { inputs, params, threads, signal } = first;
  const total = params.n_init * contexts.length;
  const onRestart = (done: number): void => {
    for (const context of contexts) context.progress({ done, total, unit: 'restarts' });
  };
  const ks = contexts.map((context) => context.params.k);
  const cells = await fitCells(inputs, ks, params, { threads, signal, onRestart });
  if (!cells.ok) return contexts.map(() => cells);
  const results: Result<void>[] = [];
  for (const [i, context] of contexts.entries()) {
    const cell = cells.value[i];
    if (cell?.ok === true) {
      await writeCell(context, cell.value);
      for (const note of roundingNotes(cell.value.lossy)) context.note(note);
    }
    results.push(cell?.ok === true ? ok() : (cell ?? ok()));
  }
  return results;
}
