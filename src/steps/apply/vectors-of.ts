import type { Vectors } from '../../numerics/distances.js';
import { project } from '../../numerics/pca/pca.js';
import { rowsInMemory } from '../../numerics/vector-rows.js';
import type { VectorSource } from './fitted-run.js';

/**
 * The vectors of some images, as the run's own steps would make them of the same latents, to the same bits.
 * @param latents float32 (nRows, nColumns).
 */
export async function vectorsOf(source: VectorSource, latents: Vectors): Promise<Vectors> {
  if (source.from === 'latents') return latents;
  const vectors = await vectorsOf(source.source, latents);
  const values = await project(rowsInMemory(vectors), source.pca);
  return { values, nRows: vectors.nRows, nColumns: source.nColumns };
}
