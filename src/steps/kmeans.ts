import { writeFile } from 'node:fs/promises';
import type { FromSchema } from 'json-schema-to-ts';
import type { Failure } from '../core/failure.js';
import { fail, ok, type Result } from '../core/result.js';
import { defineStep, type ParamsSchema, type StepContext } from '../core/step.js';
import { writeNpy } from '../formats/npy.js';
import { readSplit } from '../formats/split-file.js';
import { kmeans as fitKmeans, type KmeansFit } from '../numerics/kmeans/kmeans.js';
import type { KmeansTrouble } from '../numerics/kmeans/trouble.js';
import { readVectors } from './vectors/read-vectors.js';
import { nonFiniteFailure, tooLargeFailure } from './vectors/vector-failure.js';

const params = {
  type: 'object',
  additionalProperties: false,
  required: ['k', 'seed'],
  properties: {
    k: { type: 'integer', minimum: 1, description: 'Number of clusters.' },
    n_init: {
      type: 'integer',
      minimum: 1,
      default: 10,
      description: 'Number of restarts from other starting centres; the one with the least inertia counts.',
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
    engine: {
      enum: ['wasm'],
      default: 'wasm',
      description: 'What computes it: `wasm` is skysort’s own.',
    },
    seed: { type: 'integer', minimum: 0, description: 'Seed of the starting centres.' },
  },
} as const satisfies ParamsSchema;

type Params = FromSchema<typeof params>;

/** Groups vectors into K clusters: fits the training part, labels every row. */
export const kmeans = defineStep<Params>({
  name: 'kmeans',
  version: 1,
  summary: 'Groups vectors into K clusters by k-means: fits the training part and labels every row.',
  stochastic: true,
  params,
  inputs: {
    vectors: { type: ['vectors', 'embedding'], summary: 'One vector for each image, of any shape.' },
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
  async run(context) {
    const { inputs, params } = context;
    const file = inputs.file('vectors');
    const vectors = await readVectors(file);
    if (!vectors.ok) return vectors;
    const { nRows } = vectors.value;
    const split = inputs.has('split') ? await readSplit(inputs.file('split').path, nRows) : undefined;
    if (split?.ok === false) return split;
    const train = split?.value.train ?? Array.from({ length: nRows }, (_, row) => row);

    const outcome = await fitKmeans(vectors.value, {
      k: params.k,
      fitRows: train,
      nInit: params.n_init,
      maxIterations: params.max_iterations,
      tolerance: params.tolerance,
      seed: params.seed,
      threads: context.threads,
      signal: context.signal,
      onRestart: (done) => context.progress({ done, total: params.n_init, unit: 'restarts' }),
    });
    if (!outcome.ok) return fail(failureOf(outcome.trouble, file.path));
    await writeFit(context, outcome.value, vectors.value.nColumns);
    return summarise(context, outcome.value, { train, validation: split?.value.validation ?? [] });
  },
});

function failureOf(trouble: KmeansTrouble, file: string): Failure {
  switch (trouble.problem) {
    case 'non-finite-vector':
      return nonFiniteFailure(trouble, file);
    case 'too-large':
      return tooLargeFailure(trouble.bytes, trouble.limit, file);
    case 'cancelled':
      return { reason: 'cancelled' };
    case 'no-vectors':
      return {
        reason: 'unsuitable-input',
        input: 'split',
        found: 'an empty training part',
        expected: 'at least one vector to fit',
        remedy: 'lower the fraction that the split keeps for validation',
      };
    case 'more-clusters-than-vectors':
      return {
        reason: 'unsuitable-parameter',
        parameter: 'k',
        found: `${trouble.k} clusters for ${trouble.nRows} vectors`,
        expected: `at most ${trouble.nRows}, the number of vectors to fit`,
        remedy: 'lower k, or give more images',
      };
    default:
      return trouble satisfies never;
  }
}

async function writeFit(context: StepContext<Params>, fit: KmeansFit, nColumns: number): Promise<void> {
  const { outputs, params } = context;
  const nRows = fit.labels.length;
  await writeNpy(outputs.path('labels'), { shape: [nRows], values: fit.labels });
  await writeNpy(outputs.path('centres'), { shape: [params.k, nColumns], values: fit.centres });
  await writeNpy(outputs.path('distances'), { shape: [nRows, params.k], values: fit.distances });
}

async function summarise(
  context: StepContext<Params>,
  fit: KmeansFit,
  parts: { readonly train: readonly number[]; readonly validation: readonly number[] },
): Promise<Result<void>> {
  const { params } = context;
  const sizes = countLabels(fit.labels, params.k);
  const trainSizes = countLabels(
    Int32Array.from(parts.train, (row) => fit.labels[row] ?? -1),
    params.k,
  );
  const summary = {
    k: params.k,
    inertia: fit.inertia,
    iterations: fit.iterations,
    converged: fit.converged,
    restart: fit.restart,
    n_init: params.n_init,
    sizes,
    train_sizes: trainSizes,
    validation_sizes: countLabels(
      Int32Array.from(parts.validation, (row) => fit.labels[row] ?? -1),
      params.k,
    ),
    seed: params.seed,
  };
  await writeFile(context.outputs.path('summary'), `${JSON.stringify(summary, null, 2)}\n`);
  context.measure({ k: params.k, inertia: fit.inertia, iterations: fit.iterations });
  warn(context, fit, trainSizes.filter((size) => size === 0).length);
  return ok();
}

function warn(context: StepContext<Params>, fit: KmeansFit, nEmpty: number): void {
  const { k, max_iterations } = context.params;
  if (!fit.converged) {
    context.note({
      level: 'warning',
      text: `The best restart had not settled after ${max_iterations} iterations: raise max_iterations.`,
    });
  }
  if (nEmpty > 0) {
    context.note({
      level: 'warning',
      text: `${nEmpty} of ${k} clusters hold no training image: the vectors have fewer than ${k} distinct values.`,
    });
  }
}

function countLabels(labels: Int32Array, k: number): number[] {
  const counts = new Array<number>(k).fill(0);
  for (const label of labels) counts[label] = (counts[label] ?? 0) + 1;
  return counts;
}
