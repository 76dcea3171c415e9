import { fail, ok, type Result } from '../../core/result.js';
import type { InputFile } from '../../core/step.js';
import { NpyRows } from '../../formats/npy.js';
import { rowsInMemory, type VectorRows } from '../../numerics/vector-rows.js';
import { csvPoints } from './read-points.js';
import { rounded } from './read-vectors.js';
import { RoundingWatch, type LossyColumn } from './rounding.js';
import { tableText } from './table-text.js';

/** Vectors in an open file. */
export interface OpenRows extends VectorRows {
  /** What rounding to float32 takes from them; looks through a float64 file once. */
  lossy(): Promise<LossyColumn | undefined>;
  close(): Promise<void>;
}

/**
 * Opens vectors to be read some at a time: row i of a `.npy` array, flattened row-major, or of a CSV table of numbers, is vector i;
 * float64 is rounded to float32.
 * @param input What the step calls it.
 * @returns Failure `unreadable-input` for what is neither a `.npy` file nor a CSV table, `unsuitable-input` for an array
 * of integers, for a single value, for a table with a cell that is no number, and for what has no rows or no columns.
 */
export async function openRows(file: InputFile, input = 'vectors'): Promise<Result<OpenRows>> {
  const text = await tableText(file.path);
  if (text !== undefined) {
    const points = csvPoints(text, file.path, input);
    if (!points.ok) return points;
    const vectors = rounded(points.value, { file: file.path, input });
    if (!vectors.ok) return vectors;
    const lossy = () => Promise.resolve(vectors.value.lossy);
    return ok({ ...rowsInMemory(vectors.value), lossy, close: () => Promise.resolve() });
  }
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
    lossy: () => lossyOf(array),
    close: () => array.close(),
  });
}

const chunkBytes = 16 * 1024 * 1024;

async function lossyOf(array: NpyRows): Promise<LossyColumn | undefined> {
  if (array.dtype !== 'float64') return undefined;
  const watch = new RoundingWatch(array.rowLength);
  const chunkRows = Math.max(1, Math.floor(chunkBytes / (8 * array.rowLength)));
  for (let start = 0; start < array.nRows; start += chunkRows) {
    watch.add(await array.read(start, Math.min(array.nRows, start + chunkRows)));
  }
  return watch.lossy();
}
