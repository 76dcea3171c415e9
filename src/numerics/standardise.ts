/** Vectors as they were given, scaled, with the columns that had no spread. */
export interface Standardised {
  /** float64 (nRows, nColumns). */
  readonly values: Float64Array;
  readonly constant: readonly number[];
}

/**
 * Gives each column mean 0 and variance 1 over some of the rows: the mean square of the deviations, divided by their number. A column
 * without spread becomes 0.
 * @param vectors Finite, row-major float64 (nRows, nColumns).
 * @param fitRows Rows that the means and variances are taken of; all when absent or empty.
 * @see scikit-learn's `StandardScaler`, which leaves a constant column's spread at 1 as well.
 */
export function standardise(
  vectors: { readonly values: Float64Array; readonly nRows: number; readonly nColumns: number },
  fitRows: readonly number[] = [],
): Standardised {
  const { nRows, nColumns } = vectors;
  const rows = fitRows.length > 0 ? fitRows : Array.from({ length: nRows }, (_, row) => row);
  const values = new Float64Array(nRows * nColumns);
  const constant: number[] = [];
  for (let j = 0; j < nColumns; j++) {
    const at = (row: number): number => vectors.values[row * nColumns + j]!;
    const mean = rows.reduce((sum, row) => sum + at(row), 0) / rows.length;
    const variance = rows.reduce((sum, row) => sum + (at(row) - mean) * (at(row) - mean), 0) / rows.length;
    const first = at(rows[0]!);
    const isConstant = rows.every((row) => at(row) === first);
    if (isConstant) constant.push(j);
    const scale = isConstant || variance === 0 ? 0 : 1 / Math.sqrt(variance);
    for (let row = 0; row < nRows; row++) values[row * nColumns + j] = (at(row) - mean) * scale;
  }
  return { values, constant };
}
