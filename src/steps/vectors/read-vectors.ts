import { ok, type Result } from '../../core/result.js';
import type { InputFile } from '../../core/step.js';
import type { Vectors } from '../../numerics/distances.js';
import { readPoints, type FilePoints } from './read-points.js';
import { RoundingWatch, type LossyColumn } from './rounding.js';

/** Vectors in float32, with what that took from them. */
export interface RoundedVectors extends Vectors {
  readonly lossy?: LossyColumn | undefined;
}

/** As `readPoints`, but float64 is rounded to float32. */
export async function readVectors(file: InputFile): Promise<Result<RoundedVectors>> {
  const points = await readPoints(file);
  return points.ok ? ok(rounded(points.value)) : points;
}

export function rounded({ values, nRows, nColumns, columnNames }: FilePoints): RoundedVectors {
  if (values instanceof Float32Array) return { values, nRows, nColumns };
  const watch = new RoundingWatch(nColumns);
  watch.add(values);
  return { values: Float32Array.from(values), nRows, nColumns, lossy: watch.lossy(columnNames) };
}
