/**
 * Where a k-means problem lies in memory; src/numerics/kmeans/memory.ts writes it, field by field in this order.
 * All fields are 32 bits. `columns` is a multiple of four; what is beyond the real columns is zero everywhere.
 */
@unmanaged
export class KmeansLayout {
  nRows!: i32;
  columns!: i32;
  k!: i32;
  rowsPerShard!: i32;
  /** float32 (nRows, columns). */
  rows!: usize;
  /** float32 (nRows): Euclidean norm of each row, rounded up. */
  norms!: usize;
  /** float64 (k, columns). */
  centres!: usize;
  /** float32 (k, columns): centres less the mean of the rows, for the quick comparison. */
  shifted!: usize;
  /** float32 (k): what to add to -2 row . shifted for an order of distances. */
  offsets!: usize;
  /** float32 (k): bound of the error of a score, for a row of norm 1. */
  slacks!: usize;
  /** float32 (k): bound of the error that does not grow with the row. */
  offsetSlacks!: usize;
  /** int32 (nRows). */
  labels!: usize;
  /** float64 (nShards, k, columns). */
  sums!: usize;
  /** int32 (nShards, k). */
  counts!: usize;
  /** float64 (nRows). */
  distances!: usize;
  /** float32 (4, k) for each shard. */
  scores!: usize;
  /** int32 (nShards): how many labels of a shard changed. */
  changes!: usize;
}
