import type { NonFiniteVector } from '../distances.js';
import type { KernelTeam } from '../threads/kernel-team.js';
import type { VectorRows } from '../vector-rows.js';
import type { Arena } from './arena.js';
import { kmeansTeam, paddedColumns, usefulThreads } from './memory.js';

/** The nearest centre of each row, and the distances from all. */
export interface Prediction {
  /** int32 (nRows); ties go to the lowest index. */
  readonly labels: Int32Array;
  /** float32 (nRows, k): Euclidean distances. */
  readonly distances: Float32Array;
  /** float64 (nRows): squared distance from the nearest centre. */
  readonly squared: Float64Array;
}

const blockRows = 4096;
const groupRows = 64;

/** Rows in WebAssembly memory. */
interface PlacedRows {
  readonly columns: number;
  readonly nColumns: number;
  /** float32 (n, columns). */
  readonly rows: Float32Array;
}

export function emptyPrediction(nRows: number, k: number): Prediction {
  return {
    labels: new Int32Array(nRows),
    distances: new Float32Array(nRows * k),
    squared: new Float64Array(nRows),
  };
}

/**
 * Labels rows that lie in memory by centres, whether they took part in the fit or not.
 * @param centres float32 (k, nColumns).
 * @param vectorAt Which row of `to` each of them is.
 */
export function predictPlaced(
  { team, arena }: { readonly team: KernelTeam; readonly arena: Arena },
  { rows, columns, nColumns }: PlacedRows,
  centres: Float32Array,
  { vectorAt, to }: { readonly vectorAt: (place: number) => number; readonly to: Prediction },
): void {
  const k = centres.length / nColumns;
  const mark = arena.end;
  const padded = arena.float64(k * columns).fill(0);
  for (let c = 0; c < k; c++) padded.set(centres.subarray(c * nColumns, (c + 1) * nColumns), c * columns);
  const labels = arena.int32(blockRows);
  const distances = arena.float32(blockRows * k);
  const nearest = arena.float64(blockRows);
  const outputs = [labels, distances, nearest].map((array) => array.byteOffset);
  const nPlaces = rows.length / columns;
  for (let first = 0; first < nPlaces; first += blockRows) {
    const n = Math.min(blockRows, nPlaces - first);
    const from = rows.byteOffset + 4 * first * columns;
    team.run('measure', Math.ceil(n / groupRows), columns, n, from, k, padded.byteOffset, ...outputs);
    for (let i = 0; i < n; i++) {
      const vector = vectorAt(first + i);
      to.labels[vector] = labels[i]!;
      to.squared[vector] = nearest[i]!;
      to.distances.set(distances.subarray(i * k, (i + 1) * k), vector * k);
    }
  }
  arena.release(mark);
}

/**
 * Labels vectors by fitted centres, reading some at a time.
 * @param centres float32 (k, nColumns), finite.
 * @returns Undefined when cancelled; a value that is not finite where there is one.
 */
export async function predict(
  vectors: VectorRows,
  centres: Float32Array,
  { threads = 1, signal }: { readonly threads?: number; readonly signal?: AbortSignal } = {},
): Promise<Prediction | NonFiniteVector | undefined> {
  const { nRows, nColumns } = vectors;
  const columns = paddedColumns(nColumns);
  const to = emptyPrediction(nRows, centres.length / nColumns);
  const placed = kmeansTeam(usefulThreads(nRows * centres.length, threads));
  try {
    const rows = placed.arena.float32(Math.min(blockRows, nRows) * columns);
    const staging = new Float32Array(Math.min(blockRows, nRows) * nColumns);
    for (let first = 0; first < nRows; first += blockRows) {
      const n = Math.min(blockRows, nRows - first);
      const values = staging.subarray(0, n * nColumns);
      await vectors.read(first, values);
      if (signal?.aborted === true) return undefined;
      const at = values.findIndex((value) => !Number.isFinite(value));
      if (at !== -1) {
        const row = first + Math.floor(at / nColumns);
        return { problem: 'non-finite-vector', row, column: at % nColumns, found: String(values[at]) };
      }
      for (let i = 0; i < n; i++) rows.set(values.subarray(i * nColumns, (i + 1) * nColumns), i * columns);
      const block = { columns, nColumns, rows: rows.subarray(0, n * columns) };
      predictPlaced(placed, block, centres, { vectorAt: (place) => first + place, to });
    }
    return to;
  } finally {
    await placed.team.stop();
  }
}
