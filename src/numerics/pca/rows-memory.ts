import { Workspace } from '../threads/workspace.js';
import { gatherRows, type VectorRows } from '../vector-rows.js';
import { compileKernels, type WasmModule } from '../wasm-kernels.js';

const componentKernels: WasmModule = compileKernels('components');

export const componentWorkspace = (threads: number, nValues: number): Workspace =>
  new Workspace(componentKernels, nValues < leastValuesForThreads ? 1 : threads);

const leastValuesForThreads = 1 << 18;

// The same number stands in kernels/components/projection.ts.
const projectionShardRows = 128;

/** Rows that lie in a workspace, the ones to fit first. */
export interface RowsMemory {
  readonly workspace: Workspace;
  readonly address: number;
  readonly values: Float32Array;
  readonly nRows: number;
  readonly nColumns: number;
  /** nColumns rounded up to a multiple of four; the padding is zero. */
  readonly stride: number;
  /** The first free address. */
  readonly end: number;
}

export const rowBytes = (nRows: number, nColumns: number): number => 16 * nRows * Math.ceil(nColumns / 4);

/** Copies rows into a workspace, over all that was there. */
export async function rowsMemory(
  workspace: Workspace,
  source: VectorRows,
  rows: ArrayLike<number>,
): Promise<RowsMemory> {
  const { nColumns } = source;
  const stride = 4 * Math.ceil(nColumns / 4);
  const places = workspace.layOut([4 * rows.length * stride, 8]);
  const values = places.float32(0);
  await gatherRows(source, rows, values, stride);
  const [address, end] = places.addresses;
  return { workspace, address: address!, values, nRows: rows.length, nColumns, stride, end: end! };
}

/** Means of the first `nFit` rows, float64 (stride): shards added in their order. */
export function meansOf({ workspace, address, stride, end }: RowsMemory, nFit: number): Float64Array {
  const nShards = Math.ceil(nFit / projectionShardRows);
  const places = workspace.layOut([8 * nShards * stride], end);
  workspace.team.run('sumRows', nShards, address, stride, nFit, places.addresses[0]!);
  const sums = places.float64(0);
  const means = new Float64Array(stride);
  for (let i = 0; i < sums.length; i++) means[i % stride]! += sums[i]!;
  return means.map((sum) => sum / nFit);
}

/** A basis in panels of four vectors, as the kernels take it. */
export interface Basis {
  readonly nPanels: number;
  /** float64 (nPanels, stride, 4). */
  readonly panels: Float64Array;
}

/** @param vectors float64 (k, length), of which the first `stride` values of each count. */
export function basisOf(vectors: Float64Array, k: number, length: number, stride: number): Basis {
  const nPanels = Math.ceil(k / 4);
  const panels = new Float64Array(4 * nPanels * stride);
  for (let vector = 0; vector < k; vector++) {
    const to = (vector >> 2) * 4 * stride + (vector & 3);
    for (let j = 0; j < Math.min(length, stride); j++) panels[to + 4 * j] = vectors[vector * length + j]!;
  }
  return { nPanels, panels };
}

/** What `scores` needs beyond the rows: basis, offsets, scores. */
export const scoreBytes = (nRows: number, stride: number, k: number): number[] => {
  const nPanels = Math.ceil(k / 4);
  return [32 * nPanels * stride, 32 * nPanels, 32 * nRows * nPanels];
};

/** Projections of the first `nRows` rows less the means on a basis: float64 (nRows, 4 nPanels), in the workspace. */
export function scoresOn(
  { workspace, address, stride }: RowsMemory,
  nRows: number,
  means: Float64Array,
  { nPanels, panels }: Basis,
  from: number,
): { readonly scores: Float64Array; readonly address: number } {
  const places = workspace.layOut(scoreBytes(nRows, stride, 4 * nPanels), from);
  places.float64(0).set(panels);
  const offsets = places.float64(1);
  for (let panel = 0; panel < nPanels; panel++) {
    for (let j = 0; j < stride; j++) {
      for (let lane = 0; lane < 4; lane++)
        offsets[4 * panel + lane]! += means[j]! * panels[(panel * stride + j) * 4 + lane]!;
    }
  }
  const nShards = Math.ceil(nRows / projectionShardRows);
  const [basis, atOffsets, scores] = places.addresses;
  workspace.team.run('project', nShards, address, stride, nRows, basis!, nPanels, atOffsets!, scores!);
  return { scores: places.float64(2), address: scores! };
}
