import { bindKernels, bytesOfArrays } from '../wasm-kernels.js';
import type { Affinities } from './affinities.js';
import { embeddingKernels } from './neighbour-memory.js';

/** What kernels/embedding.ts exports for maps; `layout` is the address of a MapLayout. */
interface MapKernels {
  heapBase(): number;
  attract(layout: number, shard: number): void;
  repel(layout: number, shard: number): void;
  divergence(layout: number, shard: number): void;
  exactNormalisers(layout: number, shard: number): void;
}

/** A map laid out in WebAssembly memory. */
export interface MapMemory {
  readonly kernels: MapKernels;
  readonly layout: number;
  readonly nRows: number;
  readonly nShards: number;
  /** float64 (nRows, 2). */
  readonly points: Float64Array;
  readonly x: Float32Array;
  readonly y: Float32Array;
  readonly attraction: Float64Array;
  readonly repulsion: Float64Array;
  readonly normalisers: Float64Array;
  readonly divergences: Float64Array;
}

// The same number stands in kernels/embedding/map-layout.ts.
const mapShardRows = 128;

// So far that a weight's square underflows to zero in float32.
const farAway = 1e12;

/** Sizes in bytes of: layout, starts, columns, affinities, points, x, y, attraction, repulsion, normalisers, divergences. */
function arrayBytes(nRows: number, nEntries: number): number[] {
  const paddedBytes = 16 * Math.ceil(nRows / 4);
  const pairBytes = 16 * nRows;
  return [
    4 * 12,
    4 * (nRows + 1),
    4 * nEntries,
    8 * nEntries,
    pairBytes,
    paddedBytes,
    paddedBytes,
    pairBytes,
    pairBytes,
    8 * nRows,
    8 * nRows,
  ];
}

/** Bytes of WebAssembly memory that a map needs at most, with k neighbours for each row. */
export function mapBytes(nRows: number, k: number): number {
  return bytesOfArrays(arrayBytes(nRows, 2 * nRows * k));
}

/** Copies affinities into a fresh WebAssembly memory, with all points at zero. */
export function mapMemory({ nRows, starts, columns, values }: Affinities): MapMemory {
  const bound = bindKernels<MapKernels>(embeddingKernels, arrayBytes(nRows, columns.length));
  bound.uint32(0).set([nRows, 4 * Math.ceil(nRows / 4), ...bound.addresses.slice(1)]);
  bound.int32(1).set(starts);
  bound.int32(2).set(columns);
  bound.float64(3).set(values);
  return {
    kernels: bound.kernels,
    layout: bound.addresses[0]!,
    nRows,
    nShards: Math.ceil(nRows / mapShardRows),
    points: bound.float64(4),
    x: bound.float32(5).fill(farAway),
    y: bound.float32(6).fill(farAway),
    attraction: bound.float64(7),
    repulsion: bound.float64(8),
    normalisers: bound.float64(9),
    divergences: bound.float64(10),
  };
}

/** Takes the points in `memory.points` into use for the repulsion. */
export function usePoints({ nRows, points, x, y }: MapMemory): void {
  for (let i = 0; i < nRows; i++) {
    x[i] = points[2 * i]!;
    y[i] = points[2 * i + 1]!;
  }
}
