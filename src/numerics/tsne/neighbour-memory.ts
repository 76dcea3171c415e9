import { columnMeans, type Vectors } from '../distances.js';
import { bindKernels, bytesOfArrays, compileKernels, type WasmModule } from '../wasm-kernels.js';

/** What kernels/embedding.ts exports for vectors; `layout` is the address of a NeighbourLayout. */
interface NeighbourKernels {
  heapBase(): number;
  neighbours(layout: number, shard: number, slot: number): void;
  calibrate(layout: number, shard: number): void;
  covarianceProduct(layout: number, shard: number): void;
}

/** Vectors laid out for the search of their neighbours and their principal axes. */
export interface NeighbourMemory {
  readonly kernels: NeighbourKernels;
  readonly layout: number;
  readonly nRows: number;
  /** Number of columns rounded up to a multiple of four; the padding is zero. */
  readonly stride: number;
  /** Neighbours of each row. */
  readonly k: number;
  readonly nNeighbourShards: number;
  readonly nProductShards: number;
  /** float32 (nRows, stride): less their mean, scaled by a power of two to norms of at most 1. */
  readonly rows: Float32Array;
  readonly neighbours: Int32Array;
  readonly conditionals: Float64Array;
  readonly entropy: Float64Array;
  /** float64 (stride, 8). */
  readonly basis: Float64Array;
  /** float64 (nProductShards, stride, 8). */
  readonly images: Float64Array;
  readonly norms: Float32Array;
  readonly squares: Float32Array;
}

/** Shared with map-memory.ts: both kinds of kernels are in one module. */
export const embeddingKernels: WasmModule = compileKernels('embedding');

// The same numbers stand in kernels/embedding/.
const neighbourShardRows = 64;
export const basisSize = 8;
const maximumProductShards = 16;

interface Shape {
  readonly nRows: number;
  readonly stride: number;
  readonly k: number;
  readonly scoreBytes: number;
  readonly productShardRows: number;
  readonly nProductShards: number;
}

function shapeOf(nRows: number, nColumns: number, k: number): Shape {
  const productShardRows = Math.max(64, Math.ceil(nRows / maximumProductShards));
  return {
    nRows,
    stride: 4 * Math.ceil(nColumns / 4),
    k,
    scoreBytes: 4 * neighbourShardRows * nRows + 4 * k,
    productShardRows,
    nProductShards: Math.ceil(nRows / productShardRows),
  };
}

/** Sizes in bytes of: layout, rows, norms, squares, scores, neighbours, distances, conditionals, entropy, basis, images. */
function arrayBytes({ nRows, stride, k, scoreBytes, nProductShards }: Shape): number[] {
  const basisBytes = 8 * stride * basisSize;
  return [
    4 * 15,
    4 * nRows * stride,
    4 * nRows,
    4 * nRows,
    scoreBytes,
    4 * nRows * k,
    8 * nRows * k,
    8 * nRows * k,
    8,
    basisBytes,
    nProductShards * basisBytes,
  ];
}

/** Bytes of WebAssembly memory that the vectors need. */
export function neighbourBytes(nRows: number, nColumns: number, k: number): number {
  return bytesOfArrays(arrayBytes(shapeOf(nRows, nColumns, k)));
}

/**
 * Copies rows into a fresh WebAssembly memory.
 * @param rows Which of the vectors, in order.
 * @param k How many neighbours to look for, at most rows.length - 1.
 */
export function neighbourMemory(vectors: Vectors, rows: ArrayLike<number>, k: number): NeighbourMemory {
  const shape = shapeOf(rows.length, vectors.nColumns, k);
  const bound = bindKernels<NeighbourKernels>(embeddingKernels, arrayBytes(shape));
  const [layout, atRows, atNorms, atSquares, atScores, ...others] = bound.addresses;
  const [atNeighbours, atDistances, atConditionals, atEntropy, atBasis, atImages] = others;
  const { nRows, stride, scoreBytes, productShardRows } = shape;
  bound
    .uint32(0)
    .set([nRows, stride, k, atRows!, atNorms!, atSquares!, atScores!, scoreBytes, atNeighbours!]);
  bound.uint32(0).set([atDistances!, atConditionals!, atEntropy!, productShardRows, atBasis!, atImages!], 9);
  const memory: NeighbourMemory = {
    kernels: bound.kernels,
    layout: layout!,
    nRows,
    stride,
    k,
    nNeighbourShards: Math.ceil(nRows / neighbourShardRows),
    nProductShards: shape.nProductShards,
    rows: bound.float32(1),
    norms: bound.float32(2),
    squares: bound.float32(3),
    neighbours: bound.int32(5),
    conditionals: bound.float64(7),
    entropy: bound.float64(8),
    basis: bound.float64(9),
    images: bound.float64(10),
  };
  copyCentred(memory, vectors, rows);
  return memory;
}

/**
 * Neither a shift nor a scale of all vectors changes a map: without the mean float32 keeps more of the distances, and with
 * norms near 1 no square overflows.
 */
function copyCentred(memory: NeighbourMemory, vectors: Vectors, rows: ArrayLike<number>): void {
  const { nColumns, values } = vectors;
  const means = columnMeans(vectors, rows);
  let greatest = 0;
  for (let i = 0; i < rows.length; i++) {
    let squares = 0;
    for (let j = 0; j < nColumns; j++) {
      const value = values[rows[i]! * nColumns + j]! - means[j]!;
      squares += value * value;
    }
    greatest = Math.max(greatest, squares);
  }
  const scale = inversePowerOfTwo(Math.sqrt(greatest));
  for (let i = 0; i < rows.length; i++) {
    let squares = 0;
    for (let j = 0; j < nColumns; j++) {
      const value = Math.fround((values[rows[i]! * nColumns + j]! - means[j]!) * scale);
      memory.rows[i * memory.stride + j] = value;
      squares += value * value;
    }
    memory.squares[i] = squares;
    // Rounded up, since it bounds an error.
    memory.norms[i] = Math.sqrt(squares) * (1 + 1e-6);
  }
}

/** The greatest power of two that takes a positive number to at most 1; 1 for zero. */
function inversePowerOfTwo(value: number): number {
  let scale = 1;
  if (value === 0) return scale;
  while (value * scale > 1) scale /= 2;
  while (value * scale <= 0.5) scale *= 2;
  return scale;
}
