import { layoutWord, type KmeansMemory } from './memory.js';
import { shardRows } from './shards.js';

/** Writes the squared norms of all rows, in float64. */
export function squareRows({ team, layout, vectorAt }: KmeansMemory): void {
  team.run('squares', Math.ceil(vectorAt.length / 64), layout, vectorAt.length);
}

/**
 * Writes the means of the fitted rows, their norms and their squared distances from the mean.
 * @returns Mean over the columns of their variances (divided by n), in float64.
 */
export function measureSpread(problem: KmeansMemory): number {
  const { team, arena, layout, words, nRows, nColumns, columns, means, deviations } = problem;
  const rowsPerShard = shardRows(nRows, columns, 1);
  const nShards = Math.ceil(nRows / rowsPerShard);
  const mark = arena.end;
  const sums = arena.float64(nShards * columns);
  words[layoutWord.rowsPerShard] = rowsPerShard;
  words[layoutWord.columnSums] = sums.byteOffset;
  team.run('columnSums', nShards, layout);
  means.fill(0);
  for (let shard = 0; shard < nShards; shard++) {
    for (let j = 0; j < columns; j++) means[j]! += sums[shard * columns + j]!;
  }
  for (let j = 0; j < columns; j++) means[j]! /= nRows;
  team.run('deviations', nShards, layout);
  arena.release(mark);
  let total = 0;
  for (const deviation of deviations) total += deviation;
  return total / nRows / nColumns;
}

// A float64 sum that rows are added to and taken from is off by at most the greatest value times the number of rows times 2^-53.
const incrementalLimit = 8589934592;

/**
 * Whether sums that follow the rows from cluster to cluster stay true to a millionth of the spread of the rows: of the quarter of
 * them nearest the mean, so that outliers do not count as spread.
 */
export function isTame({ norms, deviations, nRows }: KmeansMemory): boolean {
  let greatest = 0;
  for (const norm of norms) greatest = Math.max(greatest, norm);
  const quarter = deviations.slice().sort()[nRows >> 2]!;
  return greatest * nRows < incrementalLimit * Math.sqrt(quarter);
}
