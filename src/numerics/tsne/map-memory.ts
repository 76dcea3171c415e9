import { bytesOfArrays } from '../wasm-kernels.js';
import type { Affinities } from './affinities.js';
import { mapWorkspace } from './map-workspace.js';
import type { Workspace } from '../threads/workspace.js';

/** A map laid out in a workspace, by kernels/embedding/map-layout.ts. */
export interface MapMemory {
  readonly workspace: Workspace;
  readonly layout: number;
  readonly nRows: number;
  readonly nShards: number;
  /** float64 (nRows, 2). */
  readonly points: Float64Array;
  readonly attraction: Float64Array;
  readonly repulsion: Float64Array;
  readonly normalisers: Float64Array;
  readonly divergences: Float64Array;
  readonly velocities: Float64Array;
  readonly gains: Float64Array;
  /** float64 (nShards, 6): of a shard's points the sums of both coordinates, their least and their greatest. */
  readonly extents: Float64Array;
  /** The first address beyond the map. */
  readonly end: number;
}

// The same number stands in kernels/embedding/map-layout.ts.
const mapShardRows = 128;

// So far that a weight's square underflows to zero in float32.
const farAway = 1e12;

/**
 * Sizes in bytes of: layout, starts, columns, affinities, pulls, points, pairs, x, y, attraction, repulsion, normalisers,
 * divergences, velocities, gains, extents.
 */
function arrayBytes(nRows: number, nEntries: number): number[] {
  const paddedBytes = 16 * Math.ceil(nRows / 4);
  const pairBytes = 16 * nRows;
  return [
    4 * 17,
    4 * (nRows + 1),
    4 * nEntries,
    8 * nEntries,
    4 * nEntries,
    pairBytes,
    8 * nRows,
    paddedBytes,
    paddedBytes,
    pairBytes,
    pairBytes,
    8 * nRows,
    8 * nRows,
    pairBytes,
    pairBytes,
    48 * Math.ceil(nRows / mapShardRows),
  ];
}

/** Bytes of WebAssembly memory that a map needs at most, with k neighbours for each row. */
export function mapBytes(nRows: number, k: number): number {
  return bytesOfArrays(arrayBytes(nRows, 2 * nRows * k));
}

/** Copies affinities into a workspace, over all that was there, with all points at zero. */
export function mapMemory(
  { nRows, starts, columns, values }: Affinities,
  workspace: Workspace = mapWorkspace(1, nRows),
): MapMemory {
  const sizes = arrayBytes(nRows, columns.length);
  const places = workspace.layOut(sizes);
  places.uint32(0).set([nRows, 4 * Math.ceil(nRows / 4), ...places.addresses.slice(1)]);
  places.int32(1).set(starts);
  places.int32(2).set(columns);
  places.float64(3).set(values);
  const pulls = places.float32(4);
  for (let entry = 0; entry < values.length; entry++) pulls[entry] = nRows * values[entry]!;
  places.float32(7).fill(farAway);
  places.float32(8).fill(farAway);
  return {
    workspace,
    layout: places.addresses[0]!,
    nRows,
    nShards: Math.ceil(nRows / mapShardRows),
    points: places.float64(5),
    attraction: places.float64(9),
    repulsion: places.float64(10),
    normalisers: places.float64(11),
    divergences: places.float64(12),
    velocities: places.float64(13),
    gains: places.float64(14),
    extents: places.float64(15),
    end: places.addresses[0]! + bytesOfArrays(sizes),
  };
}
