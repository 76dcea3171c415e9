import type { Vectors } from '../distances.js';
import { kmeansTeam, paddedColumns } from './memory.js';
import { emptyPrediction, predictPlaced, type Prediction } from './predict.js';

/** Labels vectors by fitted centres, group after group, in one memory. */
export interface Labeller {
  /**
   * As `predict`, to the same bits.
   * @param vectors All values finite.
   * @param centres float32 (k, nColumns), finite.
   */
  label(vectors: Vectors, centres: Float32Array): Prediction;
  stop(): Promise<void>;
}

export function openLabeller(): Labeller {
  const placed = kmeansTeam(1);
  return {
    label({ values, nRows, nColumns }, centres) {
      const to = emptyPrediction(nRows, centres.length / nColumns);
      const columns = paddedColumns(nColumns);
      const mark = placed.arena.end;
      const rows = placed.arena.float32(nRows * columns).fill(0);
      for (let i = 0; i < nRows; i++)
        rows.set(values.subarray(i * nColumns, (i + 1) * nColumns), i * columns);
      predictPlaced(placed, { rows, columns, nColumns }, centres, { vectorAt: (place) => place, to });
      placed.arena.release(mark);
      return to;
    },
    stop: () => placed.team.stop(),
  };
}
