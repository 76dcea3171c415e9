import type { Vectors } from '../distances.js';
import { setCentres } from './centres.js';
import { assignRows } from './lloyd.js';
import { kmeansMemory } from './memory.js';

/** The nearest centre of each row, and the distances from all. */
export interface Prediction {
  /** int32 (nRows); ties go to the lowest index. */
  readonly labels: Int32Array;
  /** float32 (nRows, k): Euclidean distances. */
  readonly distances: Float32Array;
  /** float64 (nRows): squared distance from the nearest centre. */
  readonly squared: Float64Array;
}

const blockRows = 8192;

/**
 * Labels rows by fitted centres, whether they took part in the fit or not.
 * @param vectors Finite.
 * @param centres float32 (k, nColumns).
 */
export function predict(vectors: Vectors, centres: Float32Array): Prediction {
  const { nRows, nColumns } = vectors;
  const k = centres.length / nColumns;
  const prediction = {
    labels: new Int32Array(nRows),
    distances: new Float32Array(nRows * k),
    squared: new Float64Array(nRows),
  };
  for (let first = 0; first < nRows; first += blockRows) {
    const rows = Int32Array.from({ length: Math.min(blockRows, nRows - first) }, (_, i) => first + i);
    predictBlock(vectors, centres, rows, prediction);
  }
  return prediction;
}

function predictBlock(vectors: Vectors, centres: Float32Array, rows: Int32Array, to: Prediction): void {
  const k = centres.length / vectors.nColumns;
  const problem = kmeansMemory(vectors, rows, k, 0);
  const { kernels, layout, nShards } = problem;
  const first = rows[0]!;
  setCentres(problem, centres);
  assignRows(problem);
  to.labels.set(problem.labels, first);
  for (let c = 0; c < k; c++) {
    for (let shard = 0; shard < nShards; shard++) kernels.distancesFromCentre(layout, shard, c);
    for (let i = 0; i < rows.length; i++) {
      const squared = problem.distances[i]!;
      to.distances[(first + i) * k + c] = Math.sqrt(squared);
      if (problem.labels[i] === c) to.squared[first + i] = squared;
    }
  }
}
