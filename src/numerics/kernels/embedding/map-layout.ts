/**
 * Where a map being optimised lies in memory; src/numerics/tsne/map-memory.ts writes it, field by field in this order.
 * All fields are 32 bits.
 */
@unmanaged
export class MapLayout {
  nRows!: i32;
  /** nRows rounded up to a multiple of four; the points beyond are so far away that they count nothing. */
  paddedRows!: i32;
  /** int32 (nRows + 1): where each row of the sparse affinities begins. */
  starts!: usize;
  /** int32 (nEntries). */
  columns!: usize;
  /** float64 (nEntries): symmetric, with sum 1. */
  affinities!: usize;
  /** float32 (nEntries): the same times nRows, for the attraction. */
  pulls!: usize;
  /** float64 (nRows, 2). */
  points!: usize;
  /** float32 (nRows, 2): the same points. */
  pairs!: usize;
  /** float32 (paddedRows) each, the same points. */
  x!: usize;
  y!: usize;
  /** float64 (nRows, 2): sum over j of p w (y_i - y_j), with w = 1 / (1 + |y_i - y_j|^2). */
  attraction!: usize;
  /** float64 (nRows, 2): sum over j of w^2 (y_i - y_j). */
  repulsion!: usize;
  /** float64 (nRows): sum over the other points of w. */
  normalisers!: usize;
  /** float64 (nRows): the row's part of the divergence, less the common normaliser's. */
  divergences!: usize;
  /** float64 (nRows, 2) each. */
  velocities!: usize;
  gains!: usize;
  /** float64 (nShards, 6): of a shard's points the sums of both coordinates, their least and their greatest. */
  extents!: usize;
}

/** Rows of a shard. */
export const mapShardRows: i32 = 128;
