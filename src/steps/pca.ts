import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FromSchema } from 'json-schema-to-ts';
import { fail, ok, type Result } from '../core/result.js';
import { type Note, defineStep, type ParamsSchema, type StepContext } from '../core/step.js';
import { writeNpy } from '../formats/npy.js';
import { readSplit } from '../formats/split-file.js';
import { pca as findComponents, type PcaFit } from '../numerics/pca/pca.js';
import { pcaFailure } from './embedding/pca-failure.js';
import { openRows, type OpenRows } from './vectors/open-rows.js';
import { roundingNotes } from './vectors/rounding.js';

const params = {
  type: 'object',
  additionalProperties: false,
  required: ['seed'],
  properties: {
    components: {
      type: 'integer',
      minimum: 1,
      default: 50,
      description:
        'Number of principal components, at most the number of vectors to fit and of their numbers.',
    },
    engine: {
      enum: ['wasm'],
      default: 'wasm',
      description: 'What computes it: `wasm` is skysort’s own.',
    },
    seed: {
      type: 'integer',
      minimum: 0,
      description:
        'Seed of the random projections, by which it is done where vectors and their numbers are both more than 4,096; all else is exact. By projections, a component whose variance is 1% above the next is right to 1e-5, or a note says that it may not be.',
    },
  },
} as const satisfies ParamsSchema;

type Params = FromSchema<typeof params>;

/** Reduces vectors to their principal components: fits the training part, projects every row. */
export const pca = defineStep<Params>({
  name: 'pca',
  version: 2,
  summary: 'Reduces vectors to their principal components: fits the training part and projects every row.',
  stochastic: true,
  params,
  inputs: {
    vectors: {
      type: ['vectors', 'embedding'],
      summary: 'One vector for each image, of any shape; values are taken as float32.',
    },
    split: { type: 'split', summary: 'Which images to fit; without it, all.', required: false },
  },
  outputs: {
    vectors: {
      type: 'vectors',
      file: 'vectors.npy',
      summary: 'Each row less the mean, along the components, float32 (n, components).',
    },
    model: {
      type: 'files',
      folder: 'model',
      summary:
        'components.npy (components, d), mean.npy (d) and explained_variance.npy (components), float64; pca.json.',
    },
  },
  async run(context) {
    const opened = await openRows(context.inputs.file('vectors'));
    if (!opened.ok) return opened;
    try {
      return await reduce(context, opened.value);
    } finally {
      await opened.value.close();
    }
  },
});

async function reduce(context: StepContext<Params>, vectors: OpenRows): Promise<Result<void>> {
  const { inputs, params, threads, signal } = context;
  const { path } = inputs.file('vectors');
  const split = inputs.has('split') ? await readSplit(inputs.file('split').path, vectors.nRows) : undefined;
  if (split?.ok === false) return split;
  const fitRows = split?.value.train ?? Array.from({ length: vectors.nRows }, (_, row) => row);
  const { components, seed } = params;
  const outcome = await findComponents(vectors, { components, fitRows, seed, threads, signal });
  if (!outcome.ok) return fail(pcaFailure(outcome.trouble, path, 'components'));
  const fit = outcome.value;
  for (const note of roundingNotes(await vectors.lossy())) context.note(note);
  await writeNpy(context.outputs.path('vectors'), {
    shape: [vectors.nRows, components],
    values: fit.scores,
  });
  const explained = await writeModel(context, fit, fitRows.length);
  context.measure({ components, explained_variance_ratio: explained });
  const nFlat = fit.explainedVariance.filter((variance) => variance <= 1e-14 * fit.totalVariance).length;
  if (nFlat > 0) {
    const text = `${nFlat} of ${components} components have no variance: the vectors spread along fewer axes`;
    context.note({ level: 'warning', text });
  }
  if (!fit.isSettled) context.note(unsettled);
  return ok();
}

const unsettled: Note = {
  level: 'warning',
  text: 'the random projections ended before all components had settled: those of nearly equal variance may be mixed with each other; ask for fewer components, or fit at most 4,096 vectors, which is exact',
};

/** @returns Which share of the variance the components have, together. */
async function writeModel(context: StepContext<Params>, fit: PcaFit, nFit: number): Promise<number> {
  const folder = context.outputs.path('model');
  const k = fit.explainedVariance.length;
  const d = fit.mean.length;
  await writeNpy(join(folder, 'components.npy'), { shape: [k, d], values: fit.components });
  await writeNpy(join(folder, 'mean.npy'), { shape: [d], values: fit.mean });
  await writeNpy(join(folder, 'explained_variance.npy'), { shape: [k], values: fit.explainedVariance });
  const share = (variance: number) => (fit.totalVariance > 0 ? variance / fit.totalVariance : 0);
  const ratios = [...fit.explainedVariance].map(share);
  const summary = {
    n: nFit,
    components: k,
    columns: d,
    method: fit.method,
    total_variance: fit.totalVariance,
    explained_variance_ratio: ratios,
  };
  await writeFile(join(folder, 'pca.json'), `${JSON.stringify(summary, null, 2)}\n`);
  return ratios.reduce((total, ratio) => total + ratio, 0);
}
