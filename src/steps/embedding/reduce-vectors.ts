import { fail, ok, type Result } from '../../core/result.js';
import { pca, type PcaOptions } from '../../numerics/pca/pca.js';
import { chosenRows, rowsInMemory, type VectorRows } from '../../numerics/vector-rows.js';
import { pcaFailure } from './pca-failure.js';

/** Some rows along their principal components, in the order of the rows; fitted to them alone. */
export async function reduceVectors(
  source: VectorRows,
  rows: readonly number[],
  options: PcaOptions,
  file: string,
): Promise<Result<VectorRows>> {
  const outcome = await pca(chosenRows(source, rows), options);
  if (outcome.ok) {
    const { components } = options;
    return ok(rowsInMemory({ values: outcome.value.scores, nRows: rows.length, nColumns: components }));
  }
  const { trouble } = outcome;
  const named =
    trouble.problem === 'non-finite-vector' ? { ...trouble, row: rows[trouble.row] ?? 0 } : trouble;
  return fail(pcaFailure(named, file, 'pca'));
}
