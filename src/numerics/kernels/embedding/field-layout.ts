/**
 * Where the field of forces on a map lies in memory; src/numerics/tsne/field.ts writes it, field by field in this order. All fields
 * are 32 bits. The map lies in a square of `nodes` by `nodes` equally spaced nodes; first and second are the two coordinates. Rows of
 * spectra are in groups of four, one to a lane.
 */
@unmanaged
export class FieldLayout {
  /** Along a side, a multiple of eight. */
  nodes!: i32;
  /** Twice nodes: length of the transforms. */
  length!: i32;
  /** length / 8 + 1 groups of four wave numbers of the first coordinate, 0 to length / 2. */
  groups!: i32;
  /** float64 (3): first and second coordinate of the first node, and one over the distance of neighbouring nodes. */
  geometry!: usize;
  /** int32 (nRows): the points ordered by the node before them in the first coordinate, then by index. */
  order!: usize;
  /** int32 (nodes + 1): where each node's points begin in `order`. */
  strips!: usize;
  /** float32 (nodes, nodes): sums of the points' weights. */
  weights!: usize;
  /** float32 (groups, nodes, re | im, 4): the weights transformed along the first coordinate. */
  columns!: usize;
  /** float32 (groups, nodes, re | im of P, re | im of Q, 4); see `fieldRows`. */
  rows!: usize;
  /** float32 (nodes, nodes, 2): coefficients of the force. */
  forces!: usize;
  /** float32 (groups, nodes + 1, E | p | q, 4): the kernels' transforms; see `kernelRows`. */
  kernels!: usize;
  /** float32 (nodes + 4): what a wave number's share of a kernel is multiplied by to make values coefficients of splines. */
  splines!: usize;
  /** float32 (length, 2): cosine and sine of -2 pi j / length. */
  twiddles!: usize;
  /** For each thread, three times (length, re | im, 4) float32. */
  scratch!: usize;
  /** float64 (groups): parts of the sum of all weights. */
  normalisers!: usize;
}

/** Rows of nodes to a shard of the spreading. */
export const spreadRows: i32 = 8;
