import { writeFile } from 'node:fs/promises';
import type { FromSchema } from 'json-schema-to-ts';
import { fail, ok, type Result } from '../core/result.js';
import { type Note, defineStep, type ParamsSchema, type StepContext } from '../core/step.js';
import { writeNpy } from '../formats/npy.js';
import { readSplit } from '../formats/split-file.js';
import { tsne as drawTsne, tsneTrouble, type TsneMap, type TsneOptions } from '../numerics/tsne/tsne.js';
import type { VectorRows } from '../numerics/vector-rows.js';
import { embedByTsneJs } from './embedding/embed-by-tsne-js.js';
import { tsneJsVersion } from './embedding/find-tsne-js.js';
import { reduceVectors } from './embedding/reduce-vectors.js';
import { tsneFailure } from './embedding/tsne-failure.js';
import { openRows, type OpenRows } from './vectors/open-rows.js';
import { roundingNotes } from './vectors/rounding.js';

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
        'How many neighbours count as near, smoothly; at most n - 2 of n vectors, and above a third of the n - 1 others it tells less, of which a note warns.',
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
        'Step along the gradient without its factor 4 (four times scikit-learn’s value); `auto` is max(n / 12, 200). Where it is so large that the points fly apart, the step fails.',
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
    pca: {
      anyOf: [{ type: 'integer', minimum: 2 }, { const: 'off' }],
      default: 'off',
      description:
        'How many principal components to reduce the vectors to before, which saves time where they are long; everything after that, trustworthiness too, is by the reduced ones. `off` takes them as they are.',
    },
    engine: {
      enum: ['wasm', 'tsne-js'],
      default: 'wasm',
      description:
        'What computes it: `wasm` is skysort’s own; `tsne-js`, the reference, must be installed (`npm install tsne-js`), takes at most 1,000 vectors, and starts at random without a seed, so that no two maps are alike.',
    },
    seed: { type: 'integer', minimum: 0, description: 'Seed of a random start.' },
  },
} as const satisfies ParamsSchema;

type Params = FromSchema<typeof params>;

/** Draws a map of vectors in which near ones stay near. */
export const tsne = defineStep<Params>({
  name: 'tsne',
  version: 3,
  summary: 'Draws a two-dimensional map of vectors by t-SNE, in which near vectors stay near.',
  stochastic: true,
  params,
  inputs: {
    vectors: {
      type: ['vectors', 'embedding'],
      summary: 'One vector for each image, of any shape; values are taken as float32.',
    },
    split: { type: 'split', summary: 'Says which images the training part holds.', required: false },
  },
  outputs: {
    embedding: {
      type: 'embedding',
      file: 'embedding.npy',
      summary: 'Place of each row on the map, float32 (n, 2); NaN for rows that are not embedded.',
    },
    summary: {
      type: 'file',
      file: 'summary.json',
      summary: 'Kullback-Leibler divergence, trustworthiness and settings.',
    },
  },
  reproducibility: ({ engine }) =>
    engine === 'tsne-js'
      ? { 'tsne-js': tsneJsVersion() ?? 'absent', start: 'drawn at random each time: never the same bytes' }
      : {},
  async run(context) {
    const opened = await openRows(context.inputs.file('vectors'));
    if (!opened.ok) return opened;
    try {
      return await drawMap(context, opened.value);
    } finally {
      await opened.value.close();
    }
  },
});

async function drawMap(context: StepContext<Params>, vectors: OpenRows): Promise<Result<void>> {
  const { inputs, params } = context;
  const { nRows } = vectors;
  const split = inputs.has('split') ? await readSplit(inputs.file('split').path, nRows) : undefined;
  if (split?.ok === false) return split;
  const isWhole = split === undefined || params.part === 'all';
  const rows = isWhole ? Array.from({ length: nRows }, (_, row) => row) : split.value.train;
  const map = await mapOf(context, vectors, rows);
  if (!map.ok) return map;
  for (const note of roundingNotes(await vectors.lossy())) context.note(note);
  if (3 * params.perplexity > rows.length - 1) context.note(fewNeighbours(params.perplexity, rows.length));
  if (params.engine === 'tsne-js') context.note(unseeded);
  const { divergence, startDivergence } = map.value;
  // Before the exaggeration has ended, maps of few vectors often are.
  if (params.iterations > 250 && startDivergence !== undefined && !(divergence < startDivergence))
    context.note(worseThanStart(divergence, startDivergence));
  await writeMap(context, map.value, { rows, nRows });
  context.measure({
    kl_divergence: map.value.divergence,
    trustworthiness: map.value.trustworthiness.value,
    iterations: params.iterations,
  });
  return ok();
}

async function mapOf(
  context: StepContext<Params>,
  vectors: VectorRows,
  rows: readonly number[],
): Promise<Result<TsneMap>> {
  const { params, threads, signal } = context;
  const file = context.inputs.file('vectors').path;
  if (params.pca !== 'off') {
    const trouble = tsneTrouble(vectors, rows, { perplexity: params.perplexity, threads });
    if (trouble !== undefined && trouble.problem !== 'too-large') return fail(tsneFailure(trouble, file));
    const pcaOptions = { components: params.pca, seed: params.seed, threads, signal };
    const reduced = await reduceVectors(vectors, rows, pcaOptions, file);
    if (!reduced.ok) return reduced;
    return embed(context, reduced.value, [...rows.keys()], file);
  }
  return embed(context, vectors, rows, file);
}

async function embed(
  context: StepContext<Params>,
  vectors: VectorRows,
  rows: readonly number[],
  file: string,
): Promise<Result<TsneMap>> {
  const { params } = context;
  const { iterations } = params;
  const options: TsneOptions = {
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
  };
  if (params.engine === 'tsne-js') return embedByTsneJs(vectors, rows, options, file);
  const outcome = await drawTsne(vectors, options);
  return outcome.ok ? ok(outcome.value) : fail(tsneFailure(outcome.trouble, file));
}

const unseeded: Note = {
  level: 'info',
  text: 'tsne-js starts at random, whatever initialisation and seed are: run again, it draws another map',
};

function fewNeighbours(perplexity: number, nRows: number): Note {
  const text = `perplexity ${perplexity} asks for ${Math.floor(3 * perplexity)} neighbours of each vector, and there are ${nRows - 1}: a perplexity of at most ${Math.floor((nRows - 1) / 3)} tells more`;
  return { level: 'warning', text };
}

function worseThanStart(divergence: number, start: number): Note {
  const [after, before] = [divergence.toFixed(3), start.toFixed(3)];
  const text = `the map tells nothing: its Kullback-Leibler divergence is ${after}, and it began with ${before}; more iterations or a lower learning_rate may help`;
  return { level: 'warning', text };
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
    initialisation: params.engine === 'wasm' ? params.initialisation : 'random',
    seed: params.engine === 'wasm' ? params.seed : null,
    pca: params.pca,
    engine: params.engine,
    gradient: map.gradient,
    trustworthiness: map.trustworthiness.value,
    trustworthiness_neighbours: map.trustworthiness.neighbours,
    trustworthiness_rows: map.trustworthiness.rows,
  };
  await writeFile(outputs.path('summary'), `${JSON.stringify(summary, null, 2)}\n`);
}
