import { gatherRows, type VectorRows } from '../vector-rows.js';
import { bytesOfArrays } from '../wasm-kernels.js';
import type { Workspace } from '../threads/workspace.js';

/** Vectors laid out for the search of their neighbours and their principal axes, by kernels/embedding/neighbour-layout.ts. */
export interface NeighbourMemory {
  readonly workspace: Workspace;
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
  /** Whether all values were finite. If not, `rows` holds them as they came, and nothing else holds. */
  readonly isFinite: boolean;
  /** The first free address of the workspace. */
  readonly end: number;
}

// The same numbers stand in kernels/embedding/ and kernels/distances/.
const neighbourShardRows = 64;
const panelColumns = 256;
export const basisSize = 8;
const maximumProductShards = 16;

interface Shape {
  readonly nRows: number;
  readonly stride: number;
  readonly k: number;
  readonly threads: number;
  readonly capacity: number;
  readonly scratchBytes: number;
  readonly productShardRows: number;
  readonly nProductShards: number;
}

function shapeOf(nRows: number, nColumns: number, k: number, threads: number): Shape {
  const productShardRows = Math.max(64, Math.ceil(nRows / maximumProductShards));
  const capacity = Math.max(256, 3 * k);
  const rowBytes = 32 + 16 + 4 * k + 8 * capacity;
  return {
    nRows,
    stride: 4 * Math.ceil(nColumns / 4),
    k,
    threads,
    capacity,
    scratchBytes: 64 * Math.ceil((32 * panelColumns + neighbourShardRows * rowBytes) / 64),
    productShardRows,
    nProductShards: Math.ceil(nRows / productShardRows),
  };
}

/** Sizes in bytes of: layout, rows, norms, squares, scratch, neighbours, distances, conditionals, entropy, basis, images. */
function arrayBytes({ nRows, stride, k, threads, scratchBytes, nProductShards }: Shape): number[] {
  const basisBytes = 8 * stride * basisSize;
  const paddedBytes = 32 * Math.ceil(nRows / 8);
  return [
    4 * 16,
    4 * nRows * stride,
    paddedBytes,
    paddedBytes,
    threads * scratchBytes,
    4 * nRows * k,
    8 * nRows * k,
    8 * nRows * k,
    8,
    basisBytes,
    nProductShards * basisBytes,
  ];
}

/** Bytes of WebAssembly memory that the vectors need. */
export function neighbourBytes(nRows: number, nColumns: number, k: number, threads: number): number {
  return bytesOfArrays(arrayBytes(shapeOf(nRows, nColumns, k, threads)));
}

/**
 * Copies rows into a workspace, over all that was there.
 * @param rows Which of the vectors, in order; all their values must be finite: see `nonFiniteIn`.
 * @param k How many neighbours to look for, at most rows.length - 1.
 */
export async function neighbourMemory(
  workspace: Workspace,
  source: VectorRows,
  rows: ArrayLike<number>,
  k: number,
): Promise<NeighbourMemory> {
  const shape = shapeOf(rows.length, source.nColumns, k, workspace.team.threads);
  const { nRows, stride } = shape;
  const sizes = arrayBytes(shape);
  const places = workspace.layOut(sizes);
  const [layout, atRows, atNorms, atSquares, atScratch, ...others] = places.addresses;
  const [atNeighbours, atDistances, atConditionals, atEntropy, atBasis, atImages] = others;
  const words = places.uint32(0);
  words.set([
    nRows,
    stride,
    k,
    atRows!,
    atNorms!,
    atSquares!,
    atScratch!,
    shape.scratchBytes,
    shape.capacity,
  ]);
  words.set([atNeighbours!, atDistances!, atConditionals!, atEntropy!], 9);
  words.set([shape.productShardRows, atBasis!, atImages!], 13);
  const values = places.float32(1);
  await gatherRows(source, rows, values, stride);
  const isFinite = centre({ nRows, stride, values, norms: places.float32(2), squares: places.float32(3) });
  return {
    ...{ workspace, layout: layout!, nRows, stride, k, isFinite },
    nNeighbourShards: Math.ceil(nRows / neighbourShardRows),
    nProductShards: shape.nProductShards,
    rows: values,
    neighbours: places.int32(5),
    conditionals: places.float64(7),
    entropy: places.float64(8),
    basis: places.float64(9),
    images: places.float64(10),
    end: layout! + bytesOfArrays(sizes),
  };
}

interface PlacedRows {
  readonly nRows: number;
  readonly stride: number;
  readonly values: Float32Array;
  readonly norms: Float32Array;
  readonly squares: Float32Array;
}

/**
 * Neither a shift nor a scale of all vectors changes a map: without the mean float32 keeps more of the distances, and with
 * norms near 1 no square overflows.
 * @returns Whether all values were finite; if not, they stay as they were.
 */
function centre({ nRows, stride, values, norms, squares }: PlacedRows): boolean {
  const means = new Float64Array(stride);
  for (let i = 0; i < values.length; i += stride)
    for (let j = 0; j < stride; j++) means[j]! += values[i + j]!;
  if (!means.every(Number.isFinite)) return false;
  for (let j = 0; j < stride; j++) means[j]! /= nRows;
  let greatest = 0;
  for (let i = 0; i < values.length; i += stride) {
    let total = 0;
    for (let j = 0; j < stride; j++) {
      const value = values[i + j]! - means[j]!;
      total += value * value;
    }
    greatest = Math.max(greatest, total);
  }
  const scale = inversePowerOfTwo(Math.sqrt(greatest));
  for (let row = 0; row < nRows; row++) {
    let total = 0;
    for (let i = row * stride, j = 0; j < stride; i++, j++) {
      const value = Math.fround((values[i]! - means[j]!) * scale);
      values[i] = value;
      total += value * value;
    }
    squares[row] = total;
    // Rounded up, since it bounds an error.
    norms[row] = Math.sqrt(total) * (1 + 1e-6);
  }
  return true;
}

/** The greatest power of two that takes a positive number to at most 1; 1 for zero. */
function inversePowerOfTwo(value: number): number {
  let scale = 1;
  if (value === 0) return scale;
  while (value * scale > 1) scale /= 2;
  while (value * scale <= 0.5) scale *= 2;
  return scale;
}
