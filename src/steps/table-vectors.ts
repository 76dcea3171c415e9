import type { FromSchema } from 'json-schema-to-ts';
import { fail, ok, type Result } from '../core/result.js';
import { defineStep, type ParamFault, type ParamsSchema } from '../core/step.js';
import { writeCsv, type Table } from '../formats/csv.js';
import { writeNpy } from '../formats/npy.js';
import { readSplit } from '../formats/split-file.js';
import { standardise } from '../numerics/standardise.js';
import { columnsAsVectors, decodeNumbersCsv } from './vectors/csv-vectors.js';
import { rounded } from './vectors/read-vectors.js';
import { roundingNotes } from './vectors/rounding.js';
import { tableText } from './vectors/table-text.js';

const params = {
  type: 'object',
  additionalProperties: false,
  properties: {
    columns: {
      anyOf: [{ const: 'all' }, { type: 'array', items: { type: 'string' }, minItems: 1, uniqueItems: true }],
      default: 'all',
      description: 'The columns to take, in this order; `all` takes every one.',
    },
    except: {
      type: 'array',
      items: { type: 'string' },
      uniqueItems: true,
      default: [],
      description: 'Columns to leave out when all are taken: names, identifiers.',
    },
    scale: {
      enum: ['none', 'standard'],
      default: 'none',
      description:
        '`standard` gives each column mean 0 and variance 1 over the training part, so that none counts more for its unit; a constant column becomes 0.',
    },
  },
} as const satisfies ParamsSchema;

type Params = FromSchema<typeof params>;

/** Takes columns of a table as vectors. */
export const tableVectors = defineStep<Params>({
  name: 'table-vectors',
  version: 2,
  summary: 'Takes columns of a table of numbers as vectors, one for each row, for k-means, t-SNE and PCA.',
  stochastic: false,
  params,
  inputs: {
    table: {
      type: ['table', 'catalogue'],
      summary:
        'A CSV file whose first line names the columns; where it is numbers as well, they are `column 1`, `column 2`.',
    },
    split: {
      type: 'split',
      summary: 'Which rows to take means and variances of; without it, all.',
      required: false,
    },
  },
  outputs: {
    vectors: { type: 'vectors', file: 'vectors.npy', summary: 'Row i of the table, float32 (n, columns).' },
    rows: {
      type: 'table',
      file: 'rows.csv',
      summary:
        'The whole table as it was read, with each row’s index before it, for figures and the report. A column `index` of its own is `index of the table` there.',
    },
  },
  paramFaults({ columns, except }): readonly ParamFault[] {
    if (columns === 'all' || !Array.isArray(except) || except.length === 0) return [];
    const remedy = 'keep one of the two';
    return [
      { path: ['except'], expected: 'nothing, as columns are named', found: JSON.stringify(except), remedy },
    ];
  },
  async run(context) {
    const { inputs, outputs, params } = context;
    const { path: file } = inputs.file('table');
    const text = await tableText(file);
    if (text === undefined) {
      const found = 'a file that is no text';
      return fail({ reason: 'unreadable-input', file, found, expected: 'a CSV table' });
    }
    const source = { text, file, input: 'table' };
    const table = decodeNumbersCsv(source);
    if (!table.ok) return table;
    if (!table.value.hasNames) {
      const text =
        'the first line of the table is numbers, so it was taken as a row, and the columns as column 1, column 2';
      context.note({ level: 'info', text });
    }
    const chosen = chosenColumns(table.value.columns, params);
    if (!chosen.ok) return chosen;
    const vectors = columnsAsVectors(table.value, chosen.value, source);
    if (!vectors.ok) return vectors;
    const { nRows, nColumns } = vectors.value;
    const split = inputs.has('split') ? await readSplit(inputs.file('split').path, nRows) : undefined;
    if (split?.ok === false) return split;
    const scaled = params.scale === 'standard' ? standardise(vectors.value, split?.value.train) : undefined;
    if (scaled !== undefined && scaled.constant.length > 0) {
      const names = scaled.constant.map((j) => chosen.value[j]).join(', ');
      context.note({
        level: 'warning',
        text: `the same value in every row, which tells nothing apart: ${names}`,
      });
    }
    const points = {
      values: scaled?.values ?? vectors.value.values,
      nRows,
      nColumns,
      columnNames: chosen.value,
    };
    const inFloat32 = rounded(points, source);
    if (!inFloat32.ok) return inFloat32;
    for (const note of roundingNotes(inFloat32.value.lossy, undefined, scaleFirst)) context.note(note);
    await writeNpy(outputs.path('vectors'), { shape: [nRows, nColumns], values: inFloat32.value.values });
    await writeRows(outputs.path('rows'), table.value);
    context.measure({ rows: nRows, columns: nColumns });
    return ok();
  },
});

/** Figures and the report find a row by its index, as they find an image. */
function writeRows(path: string, { columns, rows }: Table): Promise<void> {
  let other = 'index of the table';
  while (columns.includes(other)) other += ' itself';
  const names = columns.map((name) => (name === 'index' ? other : name));
  return writeCsv(
    path,
    ['index', ...names],
    rows.map((row, i) => [i, ...row]),
  );
}

const scaleFirst = 'set `scale: standard`, which comes before the rounding';

function chosenColumns(all: readonly string[], { columns, except }: Params): Result<readonly string[]> {
  const named = columns === 'all' ? except : columns;
  const unknown = named.find((name) => !all.includes(name));
  if (unknown !== undefined) {
    return fail({
      reason: 'unsuitable-parameter',
      parameter: columns === 'all' ? 'except' : 'columns',
      found: JSON.stringify(unknown),
      expected: `names of the table’s columns: ${all.join(', ')}`,
      remedy: 'name columns as the first line of the table does',
    });
  }
  if (columns !== 'all') return ok(columns);
  const rest = all.filter((name) => !except.includes(name));
  if (rest.length > 0) return ok(rest);
  return fail({
    reason: 'unsuitable-parameter',
    parameter: 'except',
    found: 'every column of the table',
    expected: 'at least one column to be left',
    remedy: 'leave some out of `except`',
  });
}
