/**
 * Where the vectors of a k-means problem lie in memory; src/numerics/kmeans/memory.ts writes it, field by field in this order.
 * All fields are 32 bits. `columns` is a multiple of four; what is beyond the real columns is zero everywhere.
 */
@unmanaged
export class KmeansLayout {
  /** How many rows are fitted; they come first. */
  nRows!: i32;
  columns!: i32;
  rowsPerShard!: i32;
  /** How many rows stay in the cache while all runs pass over them; a multiple of four. */
  blockRows!: i32;
  /** float32 (rows of any part, columns). */
  rows!: usize;
  /** float64 (columns): mean of the fitted rows. */
  means!: usize;
  /** float64 (rows of any part): squared norm of each row. */
  squares!: usize;
  /** float32 (nRows): Euclidean norm of each row, rounded up. */
  norms!: usize;
  /** float64 (nRows): squared distance of each row from the mean. */
  deviations!: usize;
  /** float64 (nShards, columns): sums of the rows of each shard. */
  columnSums!: usize;
  /** Bytes for each thread, `scratchBytes` apart. */
  scratch!: usize;
  scratchBytes!: i32;
  /** uint32 (nActive): addresses of the runs (RunLayout) that the next kernel works on. */
  active!: usize;
  nActive!: i32;
  /** Trial (nTrials): rows to try as starting centres. */
  trials!: usize;
  nTrials!: i32;
}

/** One descent from one start, in memory; src/numerics/kmeans/runs.ts writes it. All fields are 32 bits. */
@unmanaged
export class RunLayout {
  k!: i32;
  /** 1 when sums are made anew from all rows in each iteration, instead of following the rows that change. */
  isAnew!: i32;
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
  /** float32 (k): at least how far each centre moved last. */
  shifts!: usize;
  /** float64 (1): sum of the squared distances that the centres moved last. */
  squaredShift!: usize;
  /** int32 (nRows); -1 before the first assignment. */
  labels!: usize;
  /** float32 (nRows): at least the distance from the row's own centre. */
  uppers!: usize;
  /** float32 (nRows): at most the distance from any other centre. */
  lowers!: usize;
  /** float64 (nShards, k, columns). */
  sums!: usize;
  /** int32 (nShards, k). */
  counts!: usize;
  /** float64 (k, columns): sums over all shards. */
  totals!: usize;
  /** int32 (k). */
  totalCounts!: usize;
  /** int32 (nShards): how many labels of a shard changed. */
  changes!: usize;
  /** float64 (nShards): sums of the rows' squared distances from their centres. */
  inertias!: usize;
}

/** A row that is tried as the next starting centre of one run. All fields are 32 bits. */
@unmanaged
export class Trial {
  row!: i32;
  /** float32 (nRows): squared distance of each row from the nearest centre chosen so far. */
  closest!: usize;
  /** float32 (nRows): where the lesser of that and the squared distance from `row` goes. */
  lesser!: usize;
  /** float64 (nShards): sums of `lesser`. */
  potentials!: usize;
}

export function firstRow(layout: KmeansLayout, shard: i32): i32 {
  return shard * layout.rowsPerShard;
}

export function endRow(layout: KmeansLayout, shard: i32): i32 {
  return min((shard + 1) * layout.rowsPerShard, layout.nRows);
}

export function rowAt(layout: KmeansLayout, row: i32): usize {
  return layout.rows + 4 * <usize>row * <usize>layout.columns;
}

/** The run that is `i`-th among those that the kernel works on. */
export function activeRun(layout: KmeansLayout, i: i32): RunLayout {
  return changetype<RunLayout>(<usize>load<u32>(layout.active + 4 * <usize>i));
}
