import type { FromSchema } from 'json-schema-to-ts';
import { fail, ok, type Result } from '../core/result.js';
import { defineStep, type ParamsSchema, type StepContext } from '../core/step.js';
import { drawHeatmap } from '../figures/heatmap.js';
import { readSplit } from '../formats/split-file.js';
import { readTruth } from './compare-clusterings/read-truth.js';
import { anyLabels, partMembers, readLabels } from './figure/read-inputs.js';
import { countedParam } from './figure/counted-param.js';
import { writeFigure } from './figure/write-figure.js';

const params = {
  type: 'object',
  additionalProperties: false,
  properties: {
    truth_column: {
      type: 'string',
      default: 'artifact_type',
      description: 'The column of `truth` that makes the columns of the figure.',
    },
    colour: {
      enum: ['shares-of-rows', 'shares-of-columns', 'counts'],
      default: 'shares-of-rows',
      description: 'What the colour of a cell says: its share of its row or of its column, or its count.',
    },
    print: {
      enum: ['counts', 'shares'],
      default: 'counts',
      description:
        'What is printed in the cells. Shares are those of the colour; with the colour of counts, those of the row.',
    },
    part: {
      enum: ['train', 'validation', 'all'],
      default: 'all',
      description: 'Which part of the split is counted, when there is a split.',
    },
    counted: countedParam,
    title: {
      type: 'string',
      default: '',
      description: 'The title; when empty, one is made from what is shown.',
    },
  },
} as const satisfies ParamsSchema;

type Params = FromSchema<typeof params>;
type Context = StepContext<Params>;

/** The `heatmap` kind: how the images of each cluster spread over true classes, or over the clusters of another clustering. */
export const heatmap = defineStep<Params>({
  name: 'heatmap',
  version: 1,
  summary:
    'Draws how many images each cluster shares with each true class, or with each cluster of another clustering.',
  stochastic: false,
  params,
  inputs: {
    labels: { type: 'labels', summary: 'a cluster for each image: the rows' },
    against: {
      type: 'labels',
      required: false,
      summary: 'the clusters of another clustering of the same images: the columns',
    },
    truth: {
      type: ['table', 'catalogue'],
      required: false,
      summary: 'a table with the true class of each image: the columns',
    },
    catalogue: {
      type: 'catalogue',
      required: false,
      summary: 'which image each row of the truth is of, when the truth is not keyed by index',
    },
    split: { type: 'split', required: false, summary: 'which images are for training' },
  },
  outputs: { figure: { type: 'figure', folder: 'figure', summary: 'figure.svg and figure.png' } },
  async run(context) {
    const labels = await anyLabels(context.inputs.file('labels').path);
    if (!labels.ok) return labels;
    const nImages = labels.value.length;
    const columns = await readColumns(context, nImages);
    if (!columns.ok) return columns;
    const split = context.inputs.has('split')
      ? await readSplit(context.inputs.file('split').path, nImages)
      : ok(undefined);
    if (!split.ok) return split;
    const rows = clusterNames(labels.value);
    const { names, groups, name } = columns.value;
    const counts = rows.map(() => names.map(() => 0));
    let nLeftOut = 0;
    for (const index of partMembers(context.params.part, split.value, nImages)) {
      const row = counts[labels.value[index] ?? -1];
      const column = groups[index] ?? -1;
      if (row?.[column] === undefined) nLeftOut += 1;
      else row[column] += 1;
    }
    const { colour, print, counted } = context.params;
    const rowsName = `cluster, K = ${rows.length}`;
    const title = context.params.title || `Clusters of K = ${rows.length} against ${name}`;
    const svg = drawHeatmap({
      ...{ title, rowsName, columnsName: name, rows, columns: names },
      ...{ counts, nLeftOut, colour, print, counted },
    });
    await writeFigure(context.outputs.path('figure'), svg);
    return ok();
  },
});

const clusterNames = (labels: Int32Array): string[] =>
  Array.from({ length: labels.reduce((most, label) => Math.max(most, label + 1), 0) }, (_, i) => String(i));

interface Columns {
  readonly name: string;
  readonly names: readonly string[];
  /** For each image a position in `names`, or a negative one. */
  readonly groups: ArrayLike<number>;
}

async function readColumns(context: Context, nImages: number): Promise<Result<Columns>> {
  const { inputs, params } = context;
  if (inputs.has('against') === inputs.has('truth')) {
    const both = inputs.has('against');
    return fail({
      reason: 'unsuitable-input',
      input: 'against',
      found: both ? 'both another clustering and a truth' : 'neither another clustering nor a truth',
      expected: 'one of `against` and `truth`',
      remedy: both ? 'leave one of them out, or draw two figures' : 'connect one of them',
    });
  }
  if (inputs.has('against')) {
    const labels = await readLabels(inputs.file('against').path, nImages);
    if (!labels.ok) return labels;
    const names = clusterNames(labels.value);
    return ok({ name: `clusters of K = ${names.length}`, names, groups: labels.value });
  }
  const classes = await readTruth(inputs, params.truth_column, nImages);
  if (!classes.ok) return classes;
  const names = [...new Set(classes.value.filter((name) => name !== ''))].sort();
  const places = new Map(names.map((name, place) => [name, place]));
  return ok({
    name: params.truth_column,
    names,
    groups: classes.value.map((name) => places.get(name) ?? -1),
  });
}
