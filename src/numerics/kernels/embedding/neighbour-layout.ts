/**
 * Where the vectors of a t-SNE and their neighbours lie in memory; src/numerics/tsne/neighbour-memory.ts writes it, field by
 * field in this order. All fields are 32 bits. `columns` is a multiple of four, the padding zero.
 */
@unmanaged
export class NeighbourLayout {
  nRows!: i32;
  columns!: i32;
  /** Number of neighbours of each row. */
  k!: i32;
  /** float32 (nRows, columns), less the mean of the rows. */
  rows!: usize;
  /** float32 (nRows, rounded up to a multiple of eight): Euclidean norm, rounded up. */
  norms!: usize;
  /** float32, as norms: squared norm. */
  squares!: usize;
  /** For each thread, scratchBytes; see neighbours.ts. */
  scratch!: usize;
  scratchBytes!: usize;
  /** Candidates that a row may wait with. */
  capacity!: i32;
  /** int32 (nRows, k), nearest first; ties by index. */
  neighbours!: usize;
  /** float64 (nRows, k): squared distances. */
  distances!: usize;
  /** float64 (nRows, k): p of each neighbour given the row. */
  conditionals!: usize;
  /** float64 (1): natural logarithm of the perplexity. */
  entropy!: usize;
  /** Rows of a shard of the covariance product. */
  productShardRows!: i32;
  /** float64 (columns, 8). */
  basis!: usize;
  /** float64 (nShards, columns, 8). */
  images!: usize;
}

/** Rows of a shard in the search for neighbours. */
export const neighbourShardRows: i32 = 64;
