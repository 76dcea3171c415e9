/** Row vectors, row-major. */
export interface Vectors {
  /** Length nRows * nColumns. */
  readonly values: Float32Array;
  readonly nRows: number;
  readonly nColumns: number;
}

/** A vector that no distance can be taken of. */
export interface NonFiniteVector {
  readonly problem: 'non-finite-vector';
  readonly row: number;
  readonly column: number;
  /** `NaN`, `Infinity` or `-Infinity`. */
  readonly found: string;
}

/**
 * The first value that is not finite, in row-major order.
 * @param rows Which rows count, in the order to look at them; all when absent.
 */
export function firstNonFinite(
  vectors: {
    readonly values: Float32Array | Float64Array;
    readonly nRows: number;
    readonly nColumns: number;
  },
  rows?: ArrayLike<number>,
): NonFiniteVector | undefined {
  const { values, nColumns } = vectors;
  const nRows = rows?.length ?? vectors.nRows;
  for (let i = 0; i < nRows; i++) {
    const row = rows?.[i] ?? i;
    for (let column = 0; column < nColumns; column++) {
      const value = values[row * nColumns + column]!;
      if (!Number.isFinite(value)) return { problem: 'non-finite-vector', row, column, found: String(value) };
    }
  }
  return undefined;
}
