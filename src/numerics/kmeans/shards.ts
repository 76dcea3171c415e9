const maximumShards = 16;
const minimumRowsPerShard = 64;
const sumsLimitBytes = 64 * 1024 * 1024;
const blockBytes = 128 * 1024;

/**
 * How rows are cut into shards: by the problem alone, never by the number of threads.
 * @param columns Padded.
 */
export function shardRows(nRows: number, columns: number, k: number): number {
  const affordable = Math.floor(sumsLimitBytes / (8 * k * columns));
  const shards = Math.max(1, Math.min(maximumShards, affordable));
  return Math.max(minimumRowsPerShard, 4 * Math.ceil(nRows / shards / 4));
}

/** How many rows pass through all runs before the next ones do; nothing in a result depends on it. */
export function blockRows(columns: number): number {
  return Math.max(16, Math.min(256, 4 * Math.floor(blockBytes / (16 * columns))));
}
