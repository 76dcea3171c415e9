import { writeFile } from 'node:fs/promises';
import type { FromSchema } from 'json-schema-to-ts';
import type { Failure } from '../core/failure.js';
import { fail, ok } from '../core/result.js';
import { type Note, defineStep, type ParamsSchema, type StepContext } from '../core/step.js';
import { writeNpy } from '../formats/npy.js';
import { readSplit } from '../formats/split-file.js';
import { tsne as embed, type TsneMap } from '../numerics/tsne/tsne.js';
import type { TsneTrouble } from '../numerics/tsne/trouble.js';
import { readVectors } from './vectors/read-vectors.js';
import { nonFiniteFailure, tooLargeFailure } from './vectors/vector-failure.js';

const params = {
  type: 'object',
  additionalProperties: false,
  required: ['seed'],
  properties: {
    perplexity: {
      type: 'number',
      exclusiveMinimum: 1,
      default: 30,
      description:
        'How many neighbours count as near, smoothly; at most a third of the number of other vectors.',
    },
    iterations: {
      type: 'integer',
      minimum: 250,
      default: 1000,
      description: 'Number of iterations, the first 250 of them with exaggerated affinities.',
    },
    exaggeration: {
      type: 'number',
      minimum: 1,
      default: 12,
      description: 'Factor on the affinities in the first 250 iterations.',
    },
    learning_rate: {
      anyOf: [{ type: 'number', exclusiveMinimum: 0 }, { const: 'auto' }],
      default: 'auto',
      description:
        'Step along the gradient without its factor 4 (four times scikit-learn’s value); `auto` is max(n / 12, 200).',
    },
    initialisation: {
      enum: ['pca', 'random'],
      default: 'pca',
      description: 'Where the points start: along the two principal axes, or at random.',
    },
    part: {
      enum: ['train', 'all'],
      default: 'train',
      description: 'Which vectors to embed: the split’s training part, or all. Without a split, all.',
    },
    engine: {
      enum: ['wasm'],
      default: 'wasm',
      description: 'What computes it: `wasm` is skysort’s own.',
    },
    seed: { type: 'integer', minimum: 0, description: 'Seed of a random start.' },
  },
} as const satisfies ParamsSchema;

type Params = FromSchema<typeof params>;

/** Draws a map of vectors in which near ones stay near. */
export const tsne = defineStep<Params>({
  name: 'tsne',
  version: 1,
  summary: 'Draws a two-dimensional map of vectors by t-SNE, in which near vectors stay near.',
  stochastic: true,
  params,
  inputs: {
    vectors: { type: ['vectors', 'embedding'], summary: 'One vector for each image, of any shape.' },
    split: { type: 'split', summary: 'Says which images the training part holds.', required: false },
  },
  outputs: {
    embedding: {
      type: 'embedding',
      file: 'embedding.npy',
      summary: 'Place of each row on the map, float32 (n, 2); NaN for rows that are not embedded.',
    },
    summary: { type: 'file', file: 'summary.json', summary: 'Kullback-Leibler divergence and settings.' },
  },
  async run(context) {
    const { inputs, params } = context;
    const file = inputs.file('vectors');
    const vectors = await readVectors(file);
    if (!vectors.ok) return vectors;
    const { nRows } = vectors.value;
    const split = inputs.has('split') ? await readSplit(inputs.file('split').path, nRows) : undefined;
    if (split?.ok === false) return split;
    const isWhole = split === undefined || params.part === 'all';
    const rows = isWhole ? Array.from({ length: nRows }, (_, row) => row) : split.value.train;

    const { iterations } = params;
    const outcome = await embed(vectors.value, {
      rows,
      perplexity: params.perplexity,
      iterations,
      exaggeration: params.exaggeration,
      learningRate: params.learning_rate,
      initialisation: params.initialisation,
      seed: params.seed,
      threads: context.threads,
      signal: context.signal,
      onProgress: (done, divergence) => {
        context.progress({ done, total: iterations, unit: 'iterations' });
        if (divergence === undefined) return;
        const values = { kl_divergence: divergence };
        context.metric({ step: done, total: iterations, unit: 'iteration', values });
      },
    });
    if (!outcome.ok) return fail(failureOf(outcome.trouble, file.path));
    if (3 * params.perplexity > rows.length - 1) context.note(fewNeighbours(params.perplexity, rows.length));
    await writeMap(context, outcome.value, { rows, nRows });
    context.measure({ kl_divergence: outcome.value.divergence, iterations });
    return ok();
  },
});

function fewNeighbours(perplexity: number, nRows: number): Note {
  const text = `perplexity ${perplexity} asks for ${Math.floor(3 * perplexity)} neighbours of each vector, and there are ${nRows - 1}: a perplexity of at most ${Math.floor((nRows - 1) / 3)} tells more`;
  return { level: 'warning', text };
}

function failureOf(trouble: TsneTrouble, file: string): Failure {
  switch (trouble.problem) {
    case 'non-finite-vector':
      return nonFiniteFailure(trouble, file);
    case 'too-large':
      return tooLargeFailure(trouble.bytes, trouble.limit, file);
    case 'cancelled':
      return { reason: 'cancelled' };
    case 'too-few-vectors':
      return {
        reason: 'unsuitable-input',
        input: 'vectors',
        file,
        found: `${trouble.nRows} vectors to embed`,
        expected: `at least ${trouble.least}`,
        remedy: 'give more images, or leave this step out',
      };
    case 'perplexity-too-large':
      return {
        reason: 'unsuitable-parameter',
        parameter: 'perplexity',
        found: `${trouble.perplexity} for ${trouble.nRows} vectors`,
        expected: `at most ${trouble.greatest}, and for a telling map at most a third of the vectors`,
        remedy: 'lower perplexity, or give more images',
      };
    default:
      return trouble satisfies never;
  }
}

async function writeMap(
  { outputs, params }: StepContext<Params>,
  map: TsneMap,
  { rows, nRows }: { readonly rows: readonly number[]; readonly nRows: number },
): Promise<void> {
  const embedding = new Float32Array(2 * nRows).fill(NaN);
  rows.forEach((row, i) => embedding.set(map.points.subarray(2 * i, 2 * i + 2), 2 * row));
  await writeNpy(outputs.path('embedding'), { shape: [nRows, 2], values: embedding });
  const summary = {
    n: rows.length,
    perplexity: params.perplexity,
    iterations: params.iterations,
    kl_divergence: map.divergence,
    exaggeration: params.exaggeration,
    learning_rate: map.learningRate,
    initialisation: params.initialisation,
    seed: params.seed,
  };
  await writeFile(outputs.path('summary'), `${JSON.stringify(summary, null, 2)}\n`);
}
