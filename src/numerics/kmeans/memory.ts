import type { NonFiniteVector } from '../distances.js';
import { KernelTeam } from '../threads/kernel-team.js';
import { gatherRows, type VectorRows } from '../vector-rows.js';
import { bindKernels, compileKernels } from '../wasm-kernels.js';
import { Arena } from './arena.js';
import { blockRows } from './shards.js';

const compiled = compileKernels('clustering');

/** Words of KmeansLayout in kernels/clustering/layout.ts that change between calls. */
export const layoutWord = {
  rowsPerShard: 2,
  columnSums: 9,
  active: 12,
  nActive: 13,
  trials: 14,
  nTrials: 15,
} as const;
const layoutWords = 16;

/** Vectors laid out in WebAssembly memory with a team of threads: the rows to fit first, in their order, then the others. */
export interface KmeansMemory {
  readonly team: KernelTeam;
  readonly arena: Arena;
  /** Address of the KmeansLayout, and its words. */
  readonly layout: number;
  readonly words: Uint32Array;
  /** How many rows are fitted. */
  readonly nRows: number;
  readonly nColumns: number;
  /** nColumns rounded up to a multiple of four; the padding is zero. */
  readonly columns: number;
  /** float32 (nPlaces, columns). */
  readonly rows: Float32Array;
  /** int32 (nPlaces): which of the vectors lies there. */
  readonly vectorAt: Int32Array;
  readonly means: Float64Array;
  readonly squares: Float64Array;
  readonly norms: Float32Array;
  readonly deviations: Float64Array;
}

export const paddedColumns = (nColumns: number): number => 4 * Math.ceil(nColumns / 4);

/** Multiplications below which starting other threads takes longer than they save. */
const worthThreads = 2e8;

/** How many of `threads` to use for so many multiplications. */
export function usefulThreads(multiplications: number, threads: number): number {
  return multiplications < worthThreads ? 1 : threads;
}

/** A team for kernels that `threads` may share, with memory to place arrays in. */
export function kmeansTeam(threads: number): { readonly team: KernelTeam; readonly arena: Arena } {
  const { memory, kernels } = bindKernels<{ heapBase(): number }>(compiled, []);
  return {
    team: new KernelTeam(compiled, memory, threads),
    arena: new Arena(memory, kernels.heapBase()),
  };
}

/**
 * Reads vectors into a fresh WebAssembly memory.
 * @param fitRows Which to fit, in order; one may come more than once.
 * @param mostClusters The greatest k that scratch must serve.
 */
export async function kmeansMemory(
  vectors: VectorRows,
  fitRows: ArrayLike<number>,
  { mostClusters, threads }: { readonly mostClusters: number; readonly threads: number },
): Promise<KmeansMemory> {
  const { nColumns } = vectors;
  const nRows = fitRows.length;
  const columns = paddedColumns(nColumns);
  const vectorAt = arrange(vectors.nRows, fitRows);
  const { team, arena } = kmeansTeam(threads);
  const words = new Uint32Array(arena.int32(layoutWords).buffer, arena.end - 64, layoutWords);
  const problem: KmeansMemory = {
    ...{ team, arena, layout: words.byteOffset, words, nRows, nColumns, columns, vectorAt },
    rows: arena.float32(vectorAt.length * columns),
    means: arena.float64(columns),
    squares: arena.float64(vectorAt.length),
    norms: arena.float32(nRows),
    deviations: arena.float64(nRows),
  };
  const block = blockRows(columns);
  const scratchBytes = 64 * Math.ceil((4 * block + 16 * mostClusters + 64) / 64);
  const scratch = arena.float32((scratchBytes / 4) * threads);
  const { rows, means, squares, norms, deviations } = problem;
  const addresses = [rows, means, squares, norms, deviations].map((array) => array.byteOffset);
  words.set([nRows, columns, 0, block, ...addresses, 0, scratch.byteOffset, scratchBytes, 0, 0, 0, 0]);
  await gatherRows(vectors, vectorAt, rows, columns);
  return problem;
}

/** Which vector lies at which place: those to fit first, then the others. */
function arrange(nVectors: number, fitRows: ArrayLike<number>): Int32Array {
  const isFitted = new Uint8Array(nVectors);
  for (let place = 0; place < fitRows.length; place++) isFitted[fitRows[place]!] = 1;
  const others = Int32Array.from({ length: nVectors }, (_, vector) => vector).filter(
    (vector) => isFitted[vector] === 0,
  );
  const vectorAt = new Int32Array(fitRows.length + others.length);
  vectorAt.set(fitRows);
  vectorAt.set(others, fitRows.length);
  return vectorAt;
}

/** The first value that is not finite in the order of the vectors. To be asked once `squares` are there. */
export function nonFinite({
  squares,
  vectorAt,
  rows,
  columns,
  nColumns,
}: KmeansMemory): NonFiniteVector | undefined {
  let worst = -1;
  for (let place = 0; place < squares.length; place++) {
    if (!Number.isFinite(squares[place]!) && (worst === -1 || vectorAt[place]! < vectorAt[worst]!))
      worst = place;
  }
  if (worst === -1) return undefined;
  const row = rows.subarray(worst * columns, worst * columns + nColumns);
  const column = row.findIndex((value) => !Number.isFinite(value));
  return { problem: 'non-finite-vector', row: vectorAt[worst]!, column, found: String(row[column]) };
}
