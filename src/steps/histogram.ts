import type { FromSchema } from 'json-schema-to-ts';
import { fail, ok, type Result } from '../core/result.js';
import { defineStep, type ParamsSchema, type StepContext } from '../core/step.js';
import { drawHistogram, type HistogramGroup } from '../figures/histogram.js';
import { readCsv, type Table } from '../formats/csv.js';
import { readSplit } from '../formats/split-file.js';
import { anyLabels, partMembers } from './figure/read-inputs.js';
import { columnByImage } from './figure/scatter-colour.js';
import { countedParam } from './figure/counted-param.js';
import { writeFigure } from './figure/write-figure.js';

const params = {
  type: 'object',
  additionalProperties: false,
  required: ['column'],
  properties: {
    column: {
      type: 'string',
      minLength: 1,
      description: 'The column of the table whose values are counted.',
    },
    group_by: {
      type: 'string',
      default: '',
      description:
        'A column of the table by which the values are told apart; when empty, the labels do, when there are any.',
    },
    bins: {
      anyOf: [{ const: 'freedman-diaconis' }, { type: 'integer', minimum: 1, maximum: 1000 }],
      default: 'freedman-diaconis',
      description:
        'How many bins of equal width, or the rule of Freedman and Diaconis: twice the range of the middle half, divided by the cube root of the count. Where that range is 0, the rule of Sturges.',
    },
    scale: {
      enum: ['linear', 'log10'],
      default: 'linear',
      description: 'The axis of the values; with log10, those at or below 0 are left out, and counted.',
    },
    log_y: {
      type: 'boolean',
      default: false,
      description: 'Whether the counts stand on a logarithmic axis.',
    },
    height: {
      enum: ['counts', 'shares'],
      default: 'counts',
      description: 'How high a bin is: how many images, or which share of its group.',
    },
    part: {
      enum: ['train', 'validation', 'all'],
      default: 'all',
      description: 'Which part of the split is counted, when there is a split.',
    },
    x_name: {
      type: 'string',
      default: '',
      description: 'The name of the axis, with its unit in brackets; when empty, that of the column.',
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

/** How programs write a number that is not there. */
const noValue = /^(|[+-]?(nan|inf|infinity))$/i;

/** More groups than this cannot be told apart. */
const maxGroups = 12;

/** The `histogram` kind: how the values of one column of a table are spread, whole or by cluster. */
export const histogram = defineStep<Params>({
  name: 'histogram',
  version: 1,
  summary: 'Draws how the values of one column of a table are spread, whole or by cluster.',
  stochastic: false,
  params,
  inputs: {
    table: {
      type: ['table', 'catalogue'],
      summary: 'the table with the column, keyed by index where there are labels',
    },
    labels: { type: 'labels', required: false, summary: 'a cluster for each image' },
    split: { type: 'split', required: false, summary: 'which images are for training' },
  },
  outputs: { figure: { type: 'figure', folder: 'figure', summary: 'figure.svg and figure.png' } },
  async run(context) {
    const file = context.inputs.file('table').path;
    const table = await readCsv(file);
    if (!table.ok) return table;
    const grouped = await groupsOf(context, table.value, file);
    if (!grouped.ok) return grouped;
    const { column, scale, log_y: logY, bins, height, counted, x_name: xName, title } = context.params;
    const { name, groups } = grouped.value;
    const svg = drawHistogram({
      ...{ groups, groupsName: name, logX: scale === 'log10', logY, bins, height, counted },
      xName: xName || column,
      title: title || (name === '' ? column : `${column} by ${name}`),
    });
    await writeFigure(context.outputs.path('figure'), svg);
    return ok();
  },
});

interface Groups {
  /** Empty when all values are one group. */
  readonly name: string;
  readonly groups: readonly HistogramGroup[];
}

async function groupsOf(context: Context, table: Table, file: string): Promise<Result<Groups>> {
  const { column, group_by: groupBy, part } = context.params;
  const labels = context.inputs.has('labels')
    ? await anyLabels(context.inputs.file('labels').path)
    : ok(undefined);
  if (!labels.ok) return labels;
  const nRows = labels.value?.length ?? rowCount(table);
  const cells = columnByImage(table, column, nRows);
  if (cells === undefined) return noColumn('column', column, file, table);
  const values = cells.map((cell) => (cell.trim() === '' ? NaN : Number(cell)));
  const strange = cells.find((cell, i) => Number.isNaN(values[i]) && !noValue.test(cell.trim()));
  if (strange !== undefined) return noNumbers(column, strange, file);
  const split = context.inputs.has('split')
    ? await readSplit(context.inputs.file('split').path, nRows)
    : ok(undefined);
  if (!split.ok) return split;
  const members = partMembers(part, split.value, nRows);
  const nameOf = groupNames(labels.value, groupBy === '' ? undefined : columnByImage(table, groupBy, nRows));
  if (groupBy !== '' && table.column(groupBy) === undefined)
    return noColumn('group_by', groupBy, file, table);
  if (nameOf === undefined)
    return ok({ name: '', groups: [{ name: column, values: members.map((i) => values[i] ?? NaN) }] });
  const names = nameOf.names.filter((name) => name !== '');
  if (names.length > maxGroups) return tooManyGroups(names.length, groupBy);
  const groups = names.map((name) => ({
    name,
    values: members.filter((i) => nameOf.of(i) === name).map((i) => values[i] ?? NaN),
  }));
  return ok({ name: groupBy === '' ? `cluster, K = ${names.length}` : groupBy, groups });
}

/** As many rows as the largest index asks for; without one, as the table has. */
function rowCount(table: Table): number {
  const indices = table.column('index');
  if (indices === undefined) return table.column(table.columns[0] ?? '')?.length ?? 0;
  return indices.reduce((most, text) => (text === '' ? most : Math.max(most, Number(text) + 1)), 0);
}

function groupNames(
  labels: Int32Array | undefined,
  cells: readonly string[] | undefined,
): { readonly names: readonly string[]; of: (image: number) => string } | undefined {
  if (cells !== undefined) return { names: [...new Set(cells)].sort(), of: (i) => cells[i] ?? '' };
  if (labels === undefined) return undefined;
  const nClusters = labels.reduce((most, label) => Math.max(most, label + 1), 0);
  const nameOf = (cluster: number): string => `cluster ${cluster}`;
  return {
    names: Array.from({ length: nClusters }, (_, cluster) => nameOf(cluster)),
    of: (i) => nameOf(labels[i] ?? -1),
  };
}

function noColumn(parameter: string, column: string, file: string, table: Table): Result<never> {
  return fail({
    reason: 'unsuitable-parameter',
    parameter,
    found: column,
    expected: `a column of ${file}: ${table.columns.join(', ')}`,
    remedy: 'name one of its columns',
  });
}

function noNumbers(column: string, cell: string, file: string): Result<never> {
  return fail({
    reason: 'unsuitable-parameter',
    parameter: 'column',
    found: `${column}, which holds ${JSON.stringify(cell)}`,
    expected: `a column of numbers in ${file}`,
    remedy: 'name another, or group by it',
  });
}

function tooManyGroups(count: number, column: string): Result<never> {
  return fail({
    reason: 'unsuitable-parameter',
    parameter: 'group_by',
    found: `${column === '' ? 'labels' : column} of ${count} groups`,
    expected: `at most ${maxGroups}, which can be told apart`,
    remedy: 'group by something coarser, or leave it out',
  });
}
