import { writeFile } from 'node:fs/promises';
import type { FromSchema } from 'json-schema-to-ts';
import type { Failure } from '../core/failure.js';
import { fail, ok, type Result } from '../core/result.js';
import { defineStep, type ParamsSchema, type StepContext } from '../core/step.js';
import { writeNpy } from '../formats/npy.js';
import { readSplit } from '../formats/split-file.js';
import { exaggeratedIterations } from '../numerics/tsne/descent.js';
import type { TsneTrouble } from '../numerics/tsne/trouble.js';
import { tsne as embed, type TsneMap } from '../numerics/tsne/tsne.js';
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
        'Effective number of neighbours of each vector; at most a third of the number of other vectors.',
    },
    iterations: {
      type: 'integer',
      minimum: 1,
      default: 1000,
      description: 'Iterations of the descent, all of which are done; the first 250 exaggerate.',
    },
    exaggeration: {
      type: 'number',
      minimum: 1,
      default: 12,
      description: 'Factor on the affinities during the first 250 iterations.',
    },
    learning_rate: {
      anyOf: [{ const: 'auto' }, { type: 'number', exclusiveMinimum: 0 }],
      default: 'auto',
      description:
        'Step length on the gradient without its factor 4 (four times scikit-learn’s number); `auto` is max(n / 12, 200).',
    },
    initialisation: {
      enum: ['pca', 'random'],
      default: 'pca',
      description: 'Where the points start: along the first two principal axes, or at random from the seed.',
    },
    part: {
      enum: ['train', 'all'],
      default: 'train',
      description: 'Which images to embed; without a split, all.',
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

/** Lays vectors out in two dimensions so that neighbours stay neighbours. */
export const tsne = defineStep<Params>({
  name: 'tsne',
  version: 1,
  summary: 'Lays vectors out in two dimensions by t-SNE, so that near neighbours stay near.',
  stochastic: true,
  params,
  inputs: {
    vectors: { type: ['vectors', 'embedding'], summary: 'One vector for each image, of any shape.' },
    split: {
      type: 'split',
      summary: 'Which images are for training: these are embedded.',
      required: false,
    },
  },
  outputs: {
    embedding: {
      type: 'embedding',
      file: 'embedding.npy',
      summary: 'Map, float32 (n, 2); NaN for images that are not embedded.',
    },
    summary: { type: 'file', file: 'summary.json', summary: 'Divergence and iterations.' },
  },
  async run(context) {
    const { inputs, params } = context;
    const file = inputs.file('vectors');
    const vectors = await readVectors(file);
    if (!vectors.ok) return vectors;
    const rows = await rowsToEmbed(context, vectors.value.nRows);
    if (!rows.ok) return rows;

    const outcome = await embed(vectors.value, {
      rows: rows.value,
      perplexity: params.perplexity,
      iterations: params.iterations,
      exaggeration: params.exaggeration,
      learningRate: params.learning_rate,
      initialisation: params.initialisation,
      seed: params.seed,
      threads: context.threads,
      signal: context.signal,
      onProgress: (done, divergence) => tell(context, done, divergence),
    });
    if (!outcome.ok) return fail(failureOf(outcome.trouble, file.path));
    await writeMap(context, outcome.value, { rows: rows.value, nRows: vectors.value.nRows });
    return summarise(context, outcome.value);
  },
});

/** Ascending, so that the map depends on which images are embedded and not on the order that a split lists them in. */
async function rowsToEmbed(context: StepContext<Params>, nRows: number): Promise<Result<Int32Array>> {
  const { inputs, params } = context;
  const split = inputs.has('split') ? await readSplit(inputs.file('split').path, nRows) : undefined;
  if (split?.ok === false) return split;
  const isPart = split !== undefined && params.part === 'train';
  return ok(
    isPart ? Int32Array.from(split.value.train).sort() : Int32Array.from({ length: nRows }, (_, i) => i),
  );
}

function tell(context: StepContext<Params>, done: number, divergence: number | undefined): void {
  const total = context.params.iterations;
  context.progress({ done, total, unit: 'iterations' });
  if (divergence !== undefined)
    context.metric({ step: done, total, unit: 'iteration', values: { kl_divergence: divergence } });
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
        remedy: 'give more images, or embed all of them (part: all)',
      };
    case 'perplexity-too-large':
      return {
        reason: 'unsuitable-parameter',
        parameter: 'perplexity',
        found: `${trouble.perplexity} for ${trouble.nRows} vectors`,
        // Rounded down, so that the number itself is allowed.
        expected: `at most ${Math.floor(100 * trouble.greatest) / 100}, a third of the number of other vectors`,
        remedy: 'lower perplexity, or give more images',
      };
    default:
      return trouble satisfies never;
  }
}

async function writeMap(
  context: StepContext<Params>,
  map: TsneMap,
  { rows, nRows }: { readonly rows: Int32Array; readonly nRows: number },
): Promise<void> {
  const values = new Float32Array(2 * nRows).fill(NaN);
  rows.forEach((row, i) => values.set(map.points.subarray(2 * i, 2 * i + 2), 2 * row));
  await writeNpy(context.outputs.path('embedding'), { shape: [nRows, 2], values });
}

async function summarise(context: StepContext<Params>, map: TsneMap): Promise<Result<void>> {
  const { perplexity, iterations, initialisation, seed } = context.params;
  const summary = {
    n: map.points.length / 2,
    perplexity,
    iterations,
    kl_divergence: map.divergence,
    initialisation,
    seed,
  };
  await writeFile(context.outputs.path('summary'), `${JSON.stringify(summary, null, 2)}\n`);
  context.measure({ kl_divergence: map.divergence, iterations });
  if (iterations <= exaggeratedIterations) {
    context.note({
      level: 'warning',
      text: `All ${iterations} iterations were exaggerated: raise iterations above ${exaggeratedIterations}.`,
    });
  }
  return ok();
}
