import { fail, ok, type Result } from '../../core/result.js';
import { pca, type PcaOptions } from '../../numerics/pca/pca.js';
import { sourceOf, type VectorSource } from '../../numerics/vector-source.js';
import { pcaFailure } from './pca-failure.js';

/** Some rows along their principal components, in the order of the rows; fitted to them alone. */
export async function reduceVectors(
  source: VectorSource,
  rows: readonly number[],
  options: PcaOptions,
  file: string,
): Promise<Result<VectorSource>> {
  const { nColumns } = source;
  const chosen: VectorSource = {
    nRows: rows.length,
    nColumns,
    copyRows: (places, target, stride) =>
      source.copyRows(
        Int32Array.from(places, (place) => rows[place] ?? 0),
        target,
        stride,
      ),
  };
  const outcome = await pca(chosen, options);
  if (outcome.ok) {
    const { components } = options;
    return ok(sourceOf({ values: outcome.value.scores, nRows: rows.length, nColumns: components }));
  }
  const { trouble } = outcome;
  const named =
    trouble.problem === 'non-finite-vector' ? { ...trouble, row: rows[trouble.row] ?? 0 } : trouble;
  return fail(pcaFailure(named, file, 'pca'));
}
