import { chunkRows, covarianceBytes, shardPanels } from './covariance.js';
import { leadingEigenvectors, type PlacedMatrix } from './leading-eigenvectors.js';
import { fillFlatAxes } from './orthonormal.js';
import type { PcaOptions } from './pca.js';
import type { FoundComponents } from './randomised.js';
import type { RowsMemory } from './rows-memory.js';

/** Rows as the products' columns, a multiple of four. */
export const gramOrder = (nFit: number): number => 4 * Math.ceil(nFit / 4);

/**
 * Leading components by way of the rows' products with each other, which are fewer than the columns' when the rows are: the products'
 * eigenvectors u give the components X^T u. Exact as the covariance is.
 * @returns Values as sums of squares, vectors as float64 (components, stride); undefined when the signal aborted.
 * @see Golub and Van Loan, Matrix Computations, section 8.6, for X^T X and X X^T.
 */
export async function gramComponents(
  memory: RowsMemory,
  nFit: number,
  means: Float64Array,
  { components, signal }: PcaOptions,
): Promise<FoundComponents | undefined> {
  const matrix = await gramOf(memory, nFit, means, signal);
  if (matrix === undefined) return undefined;
  const { order } = matrix;
  let trace = 0;
  for (let i = 0; i < order; i++) trace += matrix.values[i * order + i]!;
  const eigen = leadingEigenvectors(memory.workspace, matrix, components, matrix.end);
  const vectors = combinedRows(memory, nFit, means, { ...eigen, order });
  return { ...fillFlatAxes(eigen.values, vectors, memory), trace, isSettled: true };
}

interface PlacedGram extends PlacedMatrix {
  /** The first free address. */
  readonly end: number;
}

/** Products of the first `nFit` rows less the means, float64 (order, order): columns in their order. */
async function gramOf(
  memory: RowsMemory,
  nFit: number,
  means: Float64Array,
  signal: AbortSignal | undefined,
): Promise<PlacedGram | undefined> {
  const { workspace, stride, end } = memory;
  const order = gramOrder(nFit);
  const places = workspace.layOut(covarianceBytes(order), end);
  const [matrix, , panels] = places.addresses;
  const packed = places.float64(2);
  const nPanels = order / 4;
  for (let column = 0; column < stride; column += chunkRows) {
    await new Promise(setImmediate);
    if (signal?.aborted === true) return undefined;
    const nColumns = Math.min(chunkRows, stride - column);
    packRows(memory, nFit, means, { column, nColumns, packed });
    const nShards = Math.ceil(nPanels / shardPanels);
    workspace.team.run('accumulate', nShards, matrix!, nPanels, nColumns, panels!, chunkRows);
  }
  workspace.team.run('mirror', nPanels, matrix!, order);
  return { address: matrix!, values: places.float64(0), order, end: places.addresses[1]! };
}

/** Some columns of all rows less their means, (panels of four rows, chunkRows, 4): what `accumulate` takes. */
function packRows(
  { values, stride }: RowsMemory,
  nFit: number,
  means: Float64Array,
  chunk: { readonly column: number; readonly nColumns: number; readonly packed: Float64Array },
): void {
  const { column, nColumns, packed } = chunk;
  for (let row = 0; row < nFit; row++) {
    const to = 4 * chunkRows * (row >> 2) + (row & 3);
    for (let j = 0; j < nColumns; j++)
      packed[to + 4 * j] = values[row * stride + column + j]! - means[column + j]!;
  }
}

/** X^T u for each eigenvector u, float64 (k, stride). */
function combinedRows(
  { workspace, address, stride, end }: RowsMemory,
  nFit: number,
  means: Float64Array,
  { vectors, values, order }: { vectors: Float64Array; values: Float64Array; order: number },
): Float64Array {
  const k = values.length;
  const nPanels = Math.ceil(k / 4);
  const width = 4 * nPanels;
  const places = workspace.layOut([8 * stride, 8 * nFit * width, 8 * stride * width], end);
  places.float64(0).set(means);
  const weights = places.float64(1);
  for (let row = 0; row < nFit; row++) {
    for (let i = 0; i < k; i++) weights[row * width + i] = vectors[i * order + row]!;
  }
  const [atMeans, atWeights, atImage] = places.addresses;
  const nShards = Math.ceil(stride / 16);
  workspace.team.run('projectBack', nShards, address, stride, nFit, atWeights!, nPanels, atMeans!, atImage!);
  const image = places.float64(2);
  const result = new Float64Array(k * stride);
  for (let j = 0; j < stride; j++) {
    for (let i = 0; i < k; i++) result[i * stride + j] = image[j * width + i]!;
  }
  return result;
}
