import type { Workspace } from '../threads/workspace.js';
import type { VectorRows } from '../vector-rows.js';
import { neighbourMemory } from './neighbour-memory.js';

/** How far a map's neighbourhoods are to be trusted. */
export interface Trustworthiness {
  /** In [0, 1]; 1 when the nearest points of each are its nearest vectors. */
  readonly value: number;
  /** How many neighbours on the map are looked at. */
  readonly neighbours: number;
  /** Of how many rows. */
  readonly rows: number;
}

const wantedNeighbours = 12;
/** All rows up to here; of more, as many as here stand for all, evenly spaced in their order. */
const mostRanked = 2000;
const sampleSize = 1000;

// As in kernels/embedding/trustworthiness.ts and kernels/distances/panel-products.ts.
const shardRows = 16;
const panelColumns = 256;

/**
 * Trustworthiness of a map: what share of the ranks it respects, by the vectors that it draws near and that are not.
 * @param points (rows.length, 2).
 * @see Venna and Kaski 2001; scikit-learn's `trustworthiness`, which takes 5 neighbours where 12 are taken here.
 */
export async function trustworthiness(
  workspace: Workspace,
  source: VectorRows,
  rows: ArrayLike<number>,
  points: ArrayLike<number>,
): Promise<Trustworthiness> {
  const nRows = rows.length;
  // The measure is defined for fewer than half of the rows.
  const k = Math.min(wantedNeighbours, Math.ceil(nRows / 2) - 1);
  const nSample = nRows <= mostRanked ? nRows : sampleSize;
  const memory = await neighbourMemory(workspace, source, rows, k);
  const { threads } = workspace.team;
  const scratch = 4 * panelColumns * 8 + shardRows * (4 * memory.stride + 32 + 4 * nRows) + 12 * k + 8;
  const scratchBytes = 64 * Math.ceil(scratch / 64);
  const places = workspace.layOut([16 * nRows, 4 * nSample, threads * scratchBytes, 8 * nSample], memory.end);
  const [atPoints, atSample, atScratch, atExcesses] = places.addresses;
  places.float64(0).set(points);
  places.int32(1).set(Int32Array.from({ length: nSample }, (_, i) => Math.floor((i * nRows) / nSample)));
  const nShards = Math.ceil(nSample / shardRows);
  const { layout } = memory;
  workspace.team.run(
    ...(['rankExcesses', nShards, layout, atPoints!, atSample!, nSample] as const),
    ...[k, atScratch!, scratchBytes, atExcesses!],
  );
  let excess = 0;
  for (const one of places.float64(3)) excess += one;
  const value = 1 - (2 * excess) / (nSample * k * (2 * nRows - 3 * k - 1));
  return { value, neighbours: k, rows: nSample };
}
