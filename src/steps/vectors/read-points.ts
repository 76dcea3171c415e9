import { fail, ok, type Result } from '../../core/result.js';
import type { InputFile } from '../../core/step.js';
import { readNpy } from '../../formats/npy.js';
import type { Points } from '../../numerics/clustering-metrics/partition.js';
import { columnsAsVectors, decodeNumbersCsv } from './csv-vectors.js';
import { tableText } from './table-text.js';

/** Vectors as they are in their file. */
export interface FilePoints extends Points {
  /** Those of a table. */
  readonly columnNames?: readonly string[];
}

/**
 * Reads vectors as exactly as the file has them: row i of a `.npy` array, flattened row-major, or of a CSV table of numbers (float64),
 * is vector i.
 * @returns Failure `unreadable-input` for what is neither, `unsuitable-input` for a cell that is no number, for integers, for a single value
 * and for an array without rows or without columns.
 */
export async function readPoints(file: InputFile): Promise<Result<FilePoints>> {
  const text = await tableText(file.path);
  if (text !== undefined) return csvPoints(text, file.path, 'vectors');
  const array = await readNpy(file.path);
  if (!array.ok) return array;
  const { shape, values } = array.value;
  const [nRows = 0, ...rowShape] = shape;
  const nColumns = rowShape.reduce((total, length) => total * length, 1);
  if (!(values instanceof Float32Array || values instanceof Float64Array)) {
    return unsuitable(file, `values of type ${values.constructor.name}`, 'float32 or float64 values');
  }
  if (nRows * nColumns === 0)
    return unsuitable(file, `shape (${shape.join(', ')})`, 'at least one vector of at least one number');
  return ok({ values, nRows, nColumns });
}

/** All columns of a CSV text as vectors. @param input What the step calls it. */
export function csvPoints(text: string, file: string, input: string): Result<FilePoints> {
  const source = { text, file, input };
  const table = decodeNumbersCsv(source);
  if (!table.ok) return table;
  const columnNames = table.value.columns;
  const vectors = columnsAsVectors(table.value, columnNames, source);
  return vectors.ok ? ok({ ...vectors.value, columnNames }) : vectors;
}

function unsuitable(file: InputFile, found: string, expected: string): Result<never> {
  return fail({
    reason: 'unsuitable-input',
    input: 'vectors',
    file: file.path,
    found,
    expected,
    remedy: 'give the output of encode, or an array with one row for each image',
  });
}
