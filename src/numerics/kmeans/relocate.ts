import type { KmeansMemory } from './memory.js';
import { layoutWord } from './memory.js';
import type { Run } from './runs.js';

/**
 * Each cluster left empty, in the order of their numbers, takes the row farthest from its own centre, then the next
 * farthest; that row leaves the total of its old cluster. Labels stay as they are until the next assignment.
 * Among rows equally far the lowest number goes first (scikit-learn leaves this order to chance).
 * @param run Labelled, with totals; its centres are still those that the labels come from.
 */
export function relocateEmpty(problem: KmeansMemory, run: Run): void {
  const { totals, totalCounts, labels } = run;
  const { columns, rows } = problem;
  const empty = [...totalCounts.keys()].filter((c) => totalCounts[c] === 0);
  const farthest = farthestRows(problem, run, empty.length);
  empty.forEach((cluster, i) => {
    const row = farthest[i];
    if (row === undefined) return;
    const old = labels[row]!;
    for (let j = 0; j < columns; j++) {
      const value = rows[row * columns + j]!;
      totals[old * columns + j]! -= value;
      totals[cluster * columns + j] = value;
    }
    totalCounts[old]! -= 1;
    totalCounts[cluster] = 1;
  });
}

/**
 * The `count` rows farthest from their own centres; none when every row lies on its centre: there are more clusters than
 * distinct rows then, and moving would only swap names.
 */
function farthestRows(problem: KmeansMemory, run: Run, count: number): number[] {
  const { team, arena, layout, words, nRows } = problem;
  const mark = arena.end;
  const distances = arena.float64(nRows);
  const nShards = Math.ceil(nRows / words[layoutWord.rowsPerShard]!);
  team.run('ownDistances', nShards, layout, run.layout, distances.byteOffset);
  const farthest = [...distances.keys()]
    .sort((a, b) => distances[b]! - distances[a]! || a - b)
    .slice(0, count);
  arena.release(mark);
  return distances[farthest[0]!] === 0 ? [] : farthest;
}
