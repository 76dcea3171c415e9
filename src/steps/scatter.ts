import { readFile } from 'node:fs/promises';
import type { FromSchema } from 'json-schema-to-ts';
import { readSplit } from '../formats/split-file.js';
import { fail, ok, type Result } from '../core/result.js';
import { defineStep, type ParamsSchema, type StepContext } from '../core/step.js';
import { decodeNpy } from '../formats/npy.js';
import { drawScatter } from '../figures/scatter.js';
import { generator } from '../numerics/generator.js';
import { partMembers } from './figure/read-inputs.js';
import { scatterColour } from './figure/scatter-colour.js';
import { writeFigure } from './figure/write-figure.js';

const params = {
  type: 'object',
  additionalProperties: false,
  required: ['seed'],
  properties: {
    seed: {
      type: 'integer',
      minimum: 0,
      description: 'Draws the two dimensions when `dims` does not name them.',
    },
    dims: {
      anyOf: [
        { const: 'auto' },
        { type: 'array', items: { type: 'integer', minimum: 0 }, minItems: 2, maxItems: 2 },
      ],
      default: 'auto',
      description:
        'The two dimensions to draw, counted from 0 over each flattened row; `auto` takes both of an embedding and draws two at random from longer vectors.',
    },
    part: {
      enum: ['train', 'validation', 'all'],
      default: 'train',
      description:
        'Which part of the split is shown, when there is a split. Rows with NaN are left out in any case.',
    },
    colour_by: {
      type: 'string',
      default: '',
      description: 'A column of `table` that gives the colours; when empty, the labels do.',
    },
    colour_scale: {
      enum: ['linear', 'log10'],
      default: 'linear',
      description: 'How numbers become colours; with log10, values at or below 0 take the lowest colour.',
    },
    title: {
      type: 'string',
      default: '',
      description: 'The title; when empty, one is made from what is shown.',
    },
  },
} as const satisfies ParamsSchema;

type Params = FromSchema<typeof params>;

/** The `scatter` kind: an embedding, or two dimensions of vectors, coloured by cluster or by a statistic. */
export const scatter = defineStep<Params>({
  name: 'scatter',
  version: 2,
  summary: 'Draws an embedding, or two dimensions of latents, coloured by cluster or by a column of a table.',
  stochastic: true,
  params,
  inputs: {
    points: { type: ['embedding', 'vectors'], summary: 'a row for each image' },
    labels: { type: 'labels', required: false, summary: 'a cluster for each row' },
    table: {
      type: 'table',
      required: false,
      summary: 'the table with the column `colour_by`, keyed by index',
    },
    split: { type: 'split', required: false, summary: 'which rows are for training' },
  },
  outputs: { figure: { type: 'figure', folder: 'figure', summary: 'figure.svg and figure.png' } },
  async run(context) {
    const points = await readPoints(context.inputs.file('points').path);
    if (!points.ok) return points;
    const dims = chosenDims(context, points.value);
    if (!dims.ok) return dims;
    const shown = await shownRows(context, points.value.nRows);
    if (!shown.ok) return shown;
    const colour = await scatterColour(context, points.value.nRows);
    if (!colour.ok) return colour;
    const names = dims.value.map((dim) => dimensionName(dim, points.value));
    const title =
      context.params.title || titleText(points.value, colour.value.by === 'nothing' ? '' : colour.value.name);
    const [xName = '', yName = ''] = names;
    const [x, y] = dims.value.map((dim) => column(points.value, dim, shown.value));
    const svg = drawScatter({ x: x ?? [], y: y ?? [], xName, yName, title, colour: colour.value });
    await writeFigure(context.outputs.path('figure'), svg);
    return ok();
  },
});

interface Points {
  readonly path: string;
  readonly nRows: number;
  /** Length of a row, flattened. */
  readonly nDims: number;
  readonly values: ArrayLike<number>;
  readonly isEmbedding: boolean;
}

async function readPoints(path: string): Promise<Result<Points>> {
  const array = decodeNpy(await readFile(path), path);
  if (!array.ok) return array;
  const { shape, values } = array.value;
  const [nRows = 0] = shape;
  const nDims = shape.slice(1).reduce((product, length) => product * length, 1);
  if (shape.length < 2 || nDims < 2) {
    return fail({
      reason: 'unsuitable-input',
      input: 'points',
      file: path,
      found: `shape (${shape.join(', ')})`,
      expected: 'rows of at least two numbers',
      remedy: 'give an embedding or vectors',
    });
  }
  return ok({ path, nRows, nDims, values, isEmbedding: nDims === 2 });
}

function chosenDims(context: StepContext<Params>, points: Points): Result<readonly number[]> {
  const { dims, seed } = context.params;
  if (dims === 'auto') {
    if (points.isEmbedding) return ok([0, 1]);
    const order = generator(seed, 'scatter', 'dims').permutation(points.nDims);
    return ok([...order.subarray(0, 2)].sort((a, b) => a - b));
  }
  const beyond = dims.find((dim) => dim >= points.nDims);
  if (beyond === undefined) return ok(dims);
  return fail({
    reason: 'unsuitable-parameter',
    parameter: 'dims',
    found: String(beyond),
    expected: `dimensions from 0 to ${points.nDims - 1}`,
    remedy: `the rows of ${points.path} have ${points.nDims} numbers`,
  });
}

/** True for the rows to draw. */
async function shownRows(context: StepContext<Params>, nRows: number): Promise<Result<Uint8Array>> {
  const split = context.inputs.has('split')
    ? await readSplit(context.inputs.file('split').path, nRows)
    : ok(undefined);
  if (!split.ok) return split;
  const shown = new Uint8Array(nRows);
  for (const index of partMembers(context.params.part, split.value, nRows)) {
    shown[index] = 1;
  }
  return ok(shown);
}

function column(points: Points, dim: number, shown: Uint8Array): Float64Array {
  return Float64Array.from(shown, (isShown, row) =>
    isShown ? (points.values[row * points.nDims + dim] ?? NaN) : NaN,
  );
}

const dimensionName = (dim: number, points: Points): string =>
  points.isEmbedding ? `component ${dim}` : `latent dimension ${dim}`;

function titleText(points: Points, colour: string): string {
  const what = points.isEmbedding ? 'Map' : `Two of ${points.nDims} dimensions`;
  return colour === '' ? what : `${what}, coloured by ${colour}`;
}
