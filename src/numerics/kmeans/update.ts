import type { KmeansMemory } from './memory.js';

/**
 * Moves the centres to the means of their rows, in float64, and gives an empty cluster a far row.
 * @param problem Labelled; its centres are still those that the labels come from.
 * @returns Sum of the squared distances that the centres moved.
 */
export function updateCentres(problem: KmeansMemory): number {
  const { kernels, layout, nShards, k, stride } = problem;
  for (let shard = 0; shard < nShards; shard++) kernels.accumulate(layout, shard);
  const sums = problem.sums.subarray(0, k * stride);
  const counts = problem.counts.subarray(0, k);
  for (let shard = 1; shard < nShards; shard++) {
    const from = shard * k * stride;
    for (let j = 0; j < k * stride; j++) sums[j]! += problem.sums[from + j]!;
    for (let c = 0; c < k; c++) counts[c]! += problem.counts[shard * k + c]!;
  }
  if (counts.includes(0)) relocateEmpty(problem, sums, counts);
  return moveCentres(problem, sums, counts);
}

/**
 * Each cluster left empty, in the order of their numbers, takes the row farthest from its own centre, then the next
 * farthest; that row leaves the sum of its old cluster. Labels stay as they are until the next assignment.
 * Among rows equally far the lowest number goes first (scikit-learn leaves this order to chance).
 */
function relocateEmpty(problem: KmeansMemory, sums: Float64Array, counts: Int32Array): void {
  const { kernels, layout, nShards, stride, distances, labels } = problem;
  for (let shard = 0; shard < nShards; shard++) kernels.ownDistances(layout, shard);
  const empty = [...counts.keys()].filter((c) => counts[c] === 0);
  const farthest = [...distances.keys()]
    .sort((a, b) => distances[b]! - distances[a]! || a - b)
    .slice(0, empty.length);
  // Every row lies on its centre: there are more clusters than distinct rows, and moving would only swap names.
  if (distances[farthest[0]!] === 0) return;
  empty.forEach((cluster, i) => {
    const row = farthest[i]!;
    const old = labels[row]!;
    for (let j = 0; j < stride; j++) {
      const value = problem.rows[row * stride + j]!;
      sums[old * stride + j]! -= value;
      sums[cluster * stride + j] = value;
    }
    counts[old]! -= 1;
    counts[cluster] = 1;
  });
}

function moveCentres(problem: KmeansMemory, sums: Float64Array, counts: Int32Array): number {
  const { k, stride, centres } = problem;
  const largest = counts.indexOf(counts.reduce((most, count) => Math.max(most, count), 0));
  let shift = 0;
  for (let c = 0; c < k; c++) {
    // A cluster that stays empty sits on the largest one, where ties give it no row.
    const from = counts[c]! > 0 ? c : largest;
    for (let j = 0; j < stride; j++) {
      const mean = sums[from * stride + j]! / counts[from]!;
      const step = mean - centres[c * stride + j]!;
      shift += step * step;
      centres[c * stride + j] = mean;
    }
  }
  return shift;
}
