import { exp, log } from '../elementary.js';

/**
 * The probability that a group of `groupSize` drawn blindly from `total` holds at least `count` of the `marked`: the upper tail of the
 * hypergeometric distribution, which is Fisher's exact test of one side.
 * @returns In [0, 1]; 1 for a count of 0.
 * @see Fisher 1935, "The logic of inductive inference".
 */
export function chanceOfGathering(count: number, groupSize: number, marked: number, total: number): number {
  if (count <= Math.max(0, groupSize + marked - total)) return 1;
  const logs = logFactorials(total);
  const logChoose = (n: number, k: number): number => logs[n]! - logs[k]! - logs[n - k]!;
  const all = logChoose(total, groupSize);
  let sum = 0;
  // From the least likely up, so that small terms are not lost.
  for (let hits = Math.min(groupSize, marked); hits >= count; hits--) {
    sum += exp(logChoose(marked, hits) + logChoose(total - marked, groupSize - hits) - all);
  }
  return Math.min(1, sum);
}

/** log(0!), log(1!), … log(n!). */
function logFactorials(n: number): Float64Array {
  const logs = new Float64Array(n + 1);
  for (let i = 2; i <= n; i++) logs[i] = logs[i - 1]! + log(i);
  return logs;
}
