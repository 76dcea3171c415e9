import { columnMeans, type Vectors } from '../distances.js';
import { bindKernels, bytesOfArrays, compileKernels } from '../wasm-kernels.js';

/** What kernels/clustering.ts exports; `layout` is the address of a KmeansLayout. */
export interface ClusteringKernels {
  heapBase(): number;
  assign(layout: number, shard: number): void;
  accumulate(layout: number, shard: number): void;
  ownDistances(layout: number, shard: number): void;
  distancesFromCentre(layout: number, shard: number, centre: number): void;
  lesserDistances(layout: number, shard: number, candidate: number, closest: number, out: number): void;
}

/** One problem laid out in WebAssembly memory, with views of its arrays. */
export interface KmeansMemory {
  readonly kernels: ClusteringKernels;
  readonly layout: number;
  readonly nRows: number;
  readonly nColumns: number;
  /** nColumns rounded up to a multiple of four; the padding is zero. */
  readonly stride: number;
  readonly k: number;
  readonly nShards: number;
  /** float64 (nColumns): mean of the rows. */
  readonly means: Float64Array;
  readonly rows: Float32Array;
  readonly norms: Float32Array;
  readonly centres: Float64Array;
  readonly shifted: Float32Array;
  readonly offsets: Float32Array;
  readonly slacks: Float32Array;
  readonly offsetSlacks: Float32Array;
  readonly labels: Int32Array;
  readonly sums: Float64Array;
  readonly counts: Int32Array;
  readonly distances: Float64Array;
  readonly changes: Int32Array;
  /** Addresses of `nScratch` float64 (nRows) arrays, and views of them. */
  readonly scratch: readonly { readonly at: number; readonly view: Float64Array }[];
}

const maximumShards = 16;
const minimumRowsPerShard = 64;
const sumsLimitBytes = 64 * 1024 * 1024;

const compiled = compileKernels('clustering');

/** How rows are cut into shards: by the problem alone, never by the number of threads. */
function shardRows(nRows: number, stride: number, k: number): number {
  const affordable = Math.floor(sumsLimitBytes / (8 * k * stride));
  const shards = Math.max(1, Math.min(maximumShards, affordable));
  return Math.max(minimumRowsPerShard, 4 * Math.ceil(nRows / shards / 4));
}

/** Sizes in bytes of a problem's arrays in the order of KmeansLayout's pointers. */
function arrayBytes(nRows: number, stride: number, k: number, nShards: number): number[] {
  return [
    4 * nRows * stride,
    4 * nRows,
    8 * k * stride,
    4 * k * stride,
    4 * k,
    4 * k,
    4 * k,
    4 * nRows,
    8 * nShards * k * stride,
    4 * nShards * k,
    8 * nRows,
    16 * nShards * k,
    4 * nShards,
  ];
}

/** Bytes of WebAssembly memory that a problem needs, scratch included. */
export function kmeansBytes(nRows: number, nColumns: number, k: number): number {
  const stride = 4 * Math.ceil(nColumns / 4);
  const nShards = Math.ceil(nRows / shardRows(nRows, stride, k));
  return bytesOfArrays([...arrayBytes(nRows, stride, k, nShards), 24 * nRows]);
}

/**
 * Copies rows into a fresh WebAssembly memory.
 * @param rows Which of the vectors, in order.
 * @param nScratch How many float64 arrays of one value a row to add.
 */
export function kmeansMemory(
  vectors: Vectors,
  rows: ArrayLike<number>,
  k: number,
  nScratch: number,
): KmeansMemory {
  const { nColumns } = vectors;
  const nRows = rows.length;
  const stride = 4 * Math.ceil(nColumns / 4);
  const rowsPerShard = shardRows(nRows, stride, k);
  const nShards = Math.ceil(nRows / rowsPerShard);
  const arrays = arrayBytes(nRows, stride, k, nShards);
  for (let i = 0; i < nScratch; i++) arrays.push(8 * nRows);
  const bound = bindKernels<ClusteringKernels>(compiled, [4 * (4 + arrays.length), ...arrays]);
  bound.uint32(0).set([nRows, stride, k, rowsPerShard, ...bound.addresses.slice(1)]);

  const problem: KmeansMemory = {
    kernels: bound.kernels,
    layout: bound.addresses[0]!,
    nRows,
    nColumns,
    stride,
    k,
    nShards,
    means: columnMeans(vectors, rows),
    rows: bound.float32(1),
    norms: bound.float32(2),
    centres: bound.float64(3),
    shifted: bound.float32(4),
    offsets: bound.float32(5),
    slacks: bound.float32(6),
    offsetSlacks: bound.float32(7),
    labels: bound.int32(8).fill(-1),
    sums: bound.float64(9),
    counts: bound.int32(10),
    distances: bound.float64(11),
    changes: bound.int32(13),
    scratch: bound.addresses.slice(14).map((at, i) => ({ at, view: bound.float64(14 + i) })),
  };
  copyRows(problem, vectors, rows);
  return problem;
}

function copyRows(problem: KmeansMemory, vectors: Vectors, rows: ArrayLike<number>): void {
  const { nColumns, stride } = problem;
  for (let i = 0; i < rows.length; i++) {
    const row = vectors.values.subarray(rows[i]! * nColumns, (rows[i]! + 1) * nColumns);
    problem.rows.set(row, i * stride);
    let squares = 0;
    for (const value of row) squares += value * value;
    // Rounded up, since it bounds an error.
    problem.norms[i] = Math.sqrt(squares) * (1 + 1e-6);
  }
}
