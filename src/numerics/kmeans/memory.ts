import type { NonFiniteVector } from '../distances.js';
import { KernelTeam } from '../threads/kernel-team.js';
import type { VectorRows } from '../vector-rows.js';
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
const readRows = 1024;

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
  const { vectorAt, placesOf } = arrange(vectors.nRows, fitRows);
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
  await fillRows(problem, vectors, placesOf);
  return problem;
}

/** Which vector lies at which place, and at which places each vector lies. */
function arrange(nVectors: number, fitRows: ArrayLike<number>) {
  // Places of one vector as a chain: `first[vector]`, then `next[place]`, until -1.
  const first = new Int32Array(nVectors).fill(-1);
  let nOthers = nVectors;
  for (let place = 0; place < fitRows.length; place++) {
    if (first[fitRows[place]!] === -1) nOthers -= 1;
    first[fitRows[place]!] = place;
  }
  const vectorAt = new Int32Array(fitRows.length + nOthers);
  for (let place = 0; place < fitRows.length; place++) vectorAt[place] = fitRows[place]!;
  let end = fitRows.length;
  for (let vector = 0; vector < nVectors; vector++) {
    if (first[vector] !== -1) continue;
    vectorAt[end] = vector;
    first[vector] = end++;
  }
  const next = new Int32Array(vectorAt.length).fill(-1);
  const last = new Int32Array(nVectors).fill(-1);
  for (let place = vectorAt.length - 1; place >= 0; place--) {
    next[place] = last[vectorAt[place]!]!;
    last[vectorAt[place]!] = place;
  }
  return { vectorAt, placesOf: { first: last, next } };
}

async function fillRows(
  { rows, nColumns, columns }: KmeansMemory,
  vectors: VectorRows,
  { first, next }: { readonly first: Int32Array; readonly next: Int32Array },
): Promise<void> {
  const staging = new Float32Array(Math.min(readRows, vectors.nRows) * nColumns);
  for (let start = 0; start < vectors.nRows; start += readRows) {
    const n = Math.min(readRows, vectors.nRows - start);
    await vectors.read(start, staging.subarray(0, n * nColumns));
    for (let i = 0; i < n; i++) {
      const row = staging.subarray(i * nColumns, (i + 1) * nColumns);
      for (let place = first[start + i]!; place !== -1; place = next[place]!) rows.set(row, place * columns);
    }
  }
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
