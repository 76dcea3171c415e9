import { fail, ok, type Result } from '../../core/result.js';
import type { InputFile } from '../../core/step.js';
import { readNpy } from '../../formats/npy.js';
import type { Vectors } from '../../numerics/distances.js';
import { csvVectors } from './csv-vectors.js';
import { tableText } from './table-text.js';

/**
 * Reads vectors: row i of a `.npy` array, flattened row-major, or of a CSV table of numbers, is vector i; float64 is rounded to float32.
 * @returns Failure `unreadable-input` for what is neither, `unsuitable-input` for a cell that is no number, for integers, for a single value
 * and for an array without rows or without columns.
 */
export async function readVectors(file: InputFile): Promise<Result<Vectors>> {
  const text = await tableText(file.path);
  if (text !== undefined) return csvVectors({ text, file: file.path, input: 'vectors' });
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
  return ok({ values: values instanceof Float32Array ? values : Float32Array.from(values), nRows, nColumns });
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
