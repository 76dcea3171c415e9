import { fail, ok, type Result } from '../../core/result.js';
import type { InputFile } from '../../core/step.js';
import { NpyRows } from '../../formats/npy.js';
import type { VectorRows } from '../../numerics/vector-rows.js';

/** Vectors in an open file. */
export interface OpenRows extends VectorRows {
  close(): Promise<void>;
}

/**
 * Opens vectors to be read some at a time: row i of the array, flattened row-major, is vector i; float64 is rounded to float32.
 * @param input What the step calls it.
 * @returns Failure `unreadable-input` for what is not a `.npy` file, `unsuitable-input` for integers, for a single value
 * and for an array without rows or without columns.
 */
export async function openRows(file: InputFile, input = 'vectors'): Promise<Result<OpenRows>> {
  const opened = await NpyRows.open(file.path);
  if (!opened.ok) return opened;
  const array = opened.value;
  const { shape, dtype, nRows, rowLength } = array;
  const found =
    dtype !== 'float32' && dtype !== 'float64'
      ? { found: `values of type ${dtype}`, expected: 'float32 or float64 values' }
      : nRows * rowLength === 0
        ? { found: `shape (${shape.join(', ')})`, expected: 'at least one vector of at least one number' }
        : undefined;
  if (found !== undefined) {
    await array.close();
    const remedy = 'give the output of encode, or an array with one row for each image';
    return fail({ reason: 'unsuitable-input', input, file: file.path, ...found, remedy });
  }
  return ok({
    nRows,
    nColumns: rowLength,
    async read(start, target) {
      if (dtype === 'float32') return array.readInto(start, target);
      target.set(await array.read(start, start + target.length / rowLength));
    },
    close: () => array.close(),
  });
}
