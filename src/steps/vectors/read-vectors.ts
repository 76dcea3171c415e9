import { fail, ok, type Result } from '../../core/result.js';
import type { InputFile } from '../../core/step.js';
import type { Vectors } from '../../numerics/distances.js';
import { readPoints, type FilePoints } from './read-points.js';
import { RoundingWatch, type LossyColumn } from './rounding.js';

/** Vectors in float32, with what that took from them. */
export interface RoundedVectors extends Vectors {
  readonly lossy?: LossyColumn | undefined;
}

/** As `readPoints`, but float64 is rounded to float32. @returns Failure of `rounded` besides. */
export async function readVectors(file: InputFile): Promise<Result<RoundedVectors>> {
  const points = await readPoints(file);
  return points.ok ? rounded(points.value, { file: file.path, input: 'vectors' }) : points;
}

/**
 * Vectors in float32.
 * @param source Where they are from.
 * @returns Failure `unsuitable-input` for a number of a table that is too large for it.
 */
export function rounded(
  points: FilePoints,
  source: { readonly file: string; readonly input: string },
): Result<RoundedVectors> {
  const { values, nRows, nColumns, columnNames } = points;
  if (values instanceof Float32Array) return ok({ values, nRows, nColumns });
  const inFloat32 = Float32Array.from(values);
  const at = columnNames === undefined ? -1 : inFloat32.findIndex((value) => !Number.isFinite(value));
  if (at < 0) return ok({ values: inFloat32, nRows, nColumns, lossy: lossyColumn(points) });
  const column = columnNames?.[at % nColumns] ?? '';
  const row = Math.floor(at / nColumns) + 1;
  return fail({
    reason: 'unsuitable-input',
    input: source.input,
    file: source.file,
    found: `${values[at] ?? NaN} in column ${JSON.stringify(column)}, row ${row} of ${nRows}`,
    expected: 'numbers of at most 3.4e38 in size, as float32 holds them',
    remedy: 'leave the column out, or give it in another unit',
  });
}

/** What rounding to float32 takes from vectors, or would take. */
export function lossyColumn({ values, nColumns, columnNames }: FilePoints): LossyColumn | undefined {
  if (values instanceof Float32Array) return undefined;
  const watch = new RoundingWatch(nColumns);
  watch.add(values);
  return watch.lossy(columnNames);
}
