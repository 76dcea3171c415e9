/**
 * Where the field of forces on a map lies in memory; src/numerics/tsne/field.ts writes it, field by field in this order. All fields
 * are 32 bits. The map lies in a square of `intervals` by `intervals`, with three nodes to an interval's side, at 1/6, 1/2 and 5/6 of
 * it; first and second are the two coordinates. Rows of spectra are in groups of four, one to a lane.
 */
@unmanaged
export class FieldLayout {
  intervals!: i32;
  /** Three times intervals: nodes along a side, a multiple of 24. */
  nodes!: i32;
  /** Twice nodes: length of the transforms. */
  length!: i32;
  /** length / 8 + 1 groups of four wave numbers of the first coordinate, 0 to length / 2. */
  groups!: i32;
  /** float64 (3): least first and second coordinate of the square, and one over the width of an interval. */
  geometry!: usize;
  /** int32 (nRows): the points ordered by their first coordinate's interval, then by index. */
  order!: usize;
  /** int32 (intervals + 1): where each interval begins in `order`. */
  strips!: usize;
  /** float32 (nodes, nodes): sums of the points' weights. */
  weights!: usize;
  /** float32 (groups, nodes, re | im, 4): the weights transformed along the first coordinate. */
  columns!: usize;
  /** float32 (groups, nodes, re | im of P, re | im of Q, 4); see `fieldRows`. */
  rows!: usize;
  /** float32 (nodes, nodes, 2): the force at each node. */
  forces!: usize;
  /** float32 (groups, nodes + 1, E | p | q, 4): the kernels' transforms; see `kernelRows`. */
  kernels!: usize;
  /** float32 (length, 2): cosine and sine of -2 pi j / length. */
  twiddles!: usize;
  /** For each thread, three times (length, re | im, 4) float32. */
  scratch!: usize;
  /** float64 (groups): parts of the sum of all weights. */
  normalisers!: usize;
}
