import { writeFile } from 'node:fs/promises';
import type { StepContext } from '../../core/step.js';
import { writeNpy } from '../../formats/npy.js';
import type { CommonParams, FittedCell } from './fit-cells.js';

type Context = StepContext<CommonParams & { readonly k: number }>;

/** Writes the outputs of one cell, and tells its measures and what a person should know about it. */
export async function writeCell(context: Context, cell: FittedCell): Promise<void> {
  const { outputs } = context;
  const { fit, nColumns, k } = cell;
  const nRows = fit.labels.length;
  await writeNpy(outputs.path('labels'), { shape: [nRows], values: fit.labels });
  await writeNpy(outputs.path('centres'), { shape: [k, nColumns], values: fit.centres });
  await writeNpy(outputs.path('distances'), { shape: [nRows, k], values: fit.distances });
  await summarise(context, cell);
}

async function summarise(context: Context, { fit, k, train, validation }: FittedCell): Promise<void> {
  const { params } = context;
  const sizesOf = (rows: readonly number[]): number[] =>
    countLabels(
      Int32Array.from(rows, (row) => fit.labels[row] ?? -1),
      k,
    );
  const trainSizes = sizesOf(train);
  const summary = {
    k,
    inertia: fit.inertia,
    iterations: fit.iterations,
    converged: fit.converged,
    restart: fit.restart,
    n_init: params.n_init,
    regrouped: fit.regrouped,
    sizes: countLabels(fit.labels, k),
    train_sizes: trainSizes,
    validation_sizes: sizesOf(validation),
    seed: params.seed,
  };
  await writeFile(context.outputs.path('summary'), `${JSON.stringify(summary, null, 2)}\n`);
  context.measure({ k, inertia: fit.inertia, iterations: fit.iterations });
  const nEmpty = trainSizes.filter((size) => size === 0).length;
  if (!fit.converged) {
    context.note({
      level: 'warning',
      text: `The best restart had not settled after ${params.max_iterations} iterations: raise max_iterations.`,
    });
  }
  if (nEmpty > 0) {
    const why =
      params.engine === 'wasm'
        ? `the vectors have fewer than ${k} distinct values`
        : 'ml-kmeans leaves a cluster that it emptied where it was';
    context.note({ level: 'warning', text: `${nEmpty} of ${k} clusters hold no training image: ${why}.` });
  }
}

function countLabels(labels: Int32Array, k: number): number[] {
  const counts = new Array<number>(k).fill(0);
  for (const label of labels) counts[label] = (counts[label] ?? 0) + 1;
  return counts;
}
