import type { Vectors } from '../../numerics/distances.js';
import { project } from '../../numerics/pca/pca.js';
import { rowsInMemory } from '../../numerics/vector-rows.js';
import { joinVector } from '../join-vectors/join-model.js';
import type { VectorSource } from './fitted-run.js';

/** An image's statistic by name, NaN where it could not be said. */
export type StatisticOf = (row: number, statistic: string) => number;

/**
 * The vectors of some images, as the run's own steps would make them of the same latents and statistics, to the same bits.
 * @param latents float32 (nRows, nColumns), finite.
 */
export async function vectorsOf(
  source: VectorSource,
  latents: Vectors,
  statisticOf: StatisticOf,
): Promise<Vectors> {
  if (source.from === 'latents') return latents;
  const vectors = await vectorsOf(source.source, latents, statisticOf);
  const { nColumns } = source;
  const { nRows } = vectors;
  if (nRows === 0) return { values: new Float32Array(0), nRows, nColumns };
  if (source.from === 'pca')
    return { values: await project(rowsInMemory(vectors), source.pca), nRows, nColumns };
  const values = new Float32Array(nRows * nColumns);
  for (let row = 0; row < nRows; row++) {
    const vector = vectors.values.subarray(row * vectors.nColumns, (row + 1) * vectors.nColumns);
    const joined = joinVector(source.join, vector, (statistic) => statisticOf(row, statistic));
    values.set(joined, row * nColumns);
  }
  return { values, nRows, nColumns };
}
