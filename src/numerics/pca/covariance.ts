import type { PlacedMatrix } from './leading-eigenvectors.js';
import type { RowsMemory } from './rows-memory.js';

// As in kernels/components/covariance.ts: panels of four columns, eight of them to a shard.
export const shardPanels = 8;
/** Rows packed at once: the panels of a shard stay in the second cache. */
export const chunkRows = 256;

/** Bytes of: matrix, means, panels. */
export const covarianceBytes = (stride: number): number[] => [
  8 * stride * stride,
  8 * stride,
  8 * stride * chunkRows,
];

/** A matrix in a workspace, and the first free address after it. */
export interface Covariance extends PlacedMatrix {
  readonly end: number;
}

/**
 * Sums of products of the first `nFit` rows less the means, (stride, stride), in float64 throughout: rows in their order.
 * @returns Undefined when the signal aborted.
 */
export async function covarianceOf(
  memory: RowsMemory,
  nFit: number,
  means: Float64Array,
  signal?: AbortSignal,
): Promise<Covariance | undefined> {
  const { workspace, address, stride, end } = memory;
  const places = workspace.layOut(covarianceBytes(stride), end);
  const [matrix, atMeans, panels] = places.addresses;
  places.float64(1).set(means);
  const nPanels = stride / 4;
  const nShards = Math.ceil(nPanels / shardPanels);
  for (let row = 0; row < nFit; row += chunkRows) {
    await new Promise(setImmediate);
    if (signal?.aborted === true) return undefined;
    const nRows = Math.min(chunkRows, nFit - row);
    const rows = address + 4 * row * stride;
    workspace.team.run('packCentred', nPanels, rows, stride, nRows, atMeans!, panels!, chunkRows);
    workspace.team.run('accumulate', nShards, matrix!, nPanels, nRows, panels!, chunkRows);
  }
  workspace.team.run('mirror', nPanels, matrix!, stride);
  return { address: matrix!, values: places.float64(0), order: stride, end: atMeans! };
}
