import { fail, ok, type Result } from '../../core/result.js';
import type { StepInputs } from '../../core/step.js';
import { readCsv, type Table } from '../../formats/csv.js';
import type { ScatterColour } from '../../figures/scatter.js';
import { readLabels } from './read-inputs.js';

interface ColourChoice {
  readonly inputs: StepInputs;
  readonly params: { readonly colour_by: string; readonly colour_scale: 'linear' | 'log10' };
}

/** What colours the points: a table's column when one is named, otherwise the labels when there are any. */
export async function scatterColour(
  { inputs, params }: ColourChoice,
  nRows: number,
): Promise<Result<ScatterColour>> {
  if (params.colour_by !== '') {
    if (!inputs.has('table')) return noTable(params.colour_by);
    const path = inputs.file('table').path;
    const table = await readCsv(path);
    if (!table.ok) return table;
    const name = params.colour_by;
    const cells = columnByImage(table.value, name, nRows);
    return cells === undefined
      ? noColumn(path, name, table.value)
      : ok(columnColour(name, cells, params.colour_scale === 'log10'));
  }
  if (!inputs.has('labels')) return ok({ by: 'nothing' });
  const labels = await readLabels(inputs.file('labels').path, nRows);
  if (!labels.ok) return labels;
  const nClusters = labels.value.reduce((most, label) => Math.max(most, label + 1), 0);
  const names = Array.from({ length: nClusters }, (_, cluster) => `cluster ${cluster}`);
  return ok({ by: 'group', name: `K = ${nClusters} clusters`, groups: labels.value, names });
}

/** A column's cells by image: joined on `index` where the table has it, otherwise row by row. Empty where there is no row. */
export function columnByImage(table: Table, name: string, nRows: number): string[] | undefined {
  const cells = table.column(name);
  if (cells === undefined) return undefined;
  const indices = table.column('index');
  if (indices === undefined) return Array.from({ length: nRows }, (_, row) => cells[row] ?? '');
  const byImage = new Array<string>(nRows).fill('');
  indices.forEach((index, row) => {
    const image = Number(index);
    if (index !== '' && Number.isInteger(image) && image >= 0 && image < nRows)
      byImage[image] = cells[row] ?? '';
  });
  return byImage;
}

/** Numbers are a colour bar; anything else is groups, in the order of their names. */
function columnColour(name: string, cells: readonly string[], log: boolean): ScatterColour {
  const numbers = Float64Array.from(cells, (cell) => (cell.trim() === '' ? NaN : Number(cell)));
  const isNumeric = cells.every((cell, i) => cell.trim() === '' || !Number.isNaN(numbers[i]));
  if (isNumeric) return { by: 'value', name, values: numbers, log };
  const names = [...new Set(cells.filter((cell) => cell !== ''))].sort();
  return { by: 'group', name, names, groups: cells.map((cell) => names.indexOf(cell)) };
}

function noTable(column: string): Result<never> {
  return fail({
    reason: 'unsuitable-parameter',
    parameter: 'colour_by',
    found: column,
    expected: 'an input `table` that has this column',
    remedy: 'connect a table, such as that of image-stats, or leave colour_by out',
  });
}

function noColumn(file: string, column: string, table: Table): Result<never> {
  return fail({
    reason: 'unsuitable-parameter',
    parameter: 'colour_by',
    found: column,
    expected: `a column of ${file}: ${table.columns.join(', ')}`,
    remedy: 'name one of its columns',
  });
}
