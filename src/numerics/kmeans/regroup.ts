import type { Restarts } from './best-restarts.js';
import { atomsOf, type Atoms } from './atoms.js';
import type { KmeansMemory } from './memory.js';
import { moveAtoms } from './move-atoms.js';
import { setCentres } from './runs.js';
import { betterOf, descendInWaves, type Clustering, type DescentOptions } from './waves.js';

/** Their products take as many float64 squared. */
const mostAtoms = 256;

/**
 * Betters the best restart for each k. Lloyd's iterations end where no single row would go elsewhere; a whole group of rows may
 * still lower the inertia by going. The groups tried are those that all restarts keep together: from each restart they are moved
 * until no move lowers the inertia, and from the best that came of it rows descend once more. No inertia rises.
 * @returns In the order of `restarts`; the same object where nothing was bettered. Undefined when cancelled.
 * @see Gribel and Vidal 2019, "HG-means", for what clusterings found apart tell about better ones; Hartigan 1975 for the moves.
 */
export async function regroup(
  problem: KmeansMemory,
  restarts: readonly Restarts[],
  options: DescentOptions,
): Promise<Clustering[] | undefined> {
  const starts = new Map<number, Float64Array>();
  for (const { best, labels } of restarts) {
    if (await options.isCancelled()) return undefined;
    // Without inertia there is nothing to better, and one cluster is one group.
    const start = best.inertia > 0 && best.k > 1 ? regrouped(problem, best, labels) : undefined;
    if (start !== undefined) starts.set(best.k, start);
  }
  const found = new Map(restarts.map(({ best }) => [best.k, best]));
  const attempts = restarts.flatMap(({ best: { k, attempt } }) => (starts.has(k) ? [{ k, attempt }] : []));
  const isDone = await descendInWaves(
    problem,
    attempts,
    (wave, runs) => {
      wave.forEach(({ k }, i) => setCentres(problem, runs[i]!, starts.get(k)!));
      return Promise.resolve(true);
    },
    (attempt, run, inertia) => {
      const before = found.get(attempt.k)!;
      const after = betterOf(problem, before, attempt, run, inertia);
      if (after === before) return;
      found.set(attempt.k, { ...after, iterations: before.iterations + after.iterations });
    },
    options,
  );
  return isDone ? [...found.values()] : undefined;
}

/** Centres of the best regrouping, float64 (k, nColumns); undefined when it is no better than the best restart. */
function regrouped(
  problem: KmeansMemory,
  { k, centres, labels, inertia }: Clustering,
  labelings: Restarts['labels'],
): Float64Array | undefined {
  const { arena, deviations } = problem;
  const mark = arena.end;
  // The best first, so that it is among those that count.
  const atoms = atomsOf([labels, ...labelings], k, mostAtoms);
  const { sums, sizes, products } = sumAtoms(problem, atoms);
  let scatter = 0;
  for (const deviation of deviations) scatter += deviation;
  let most = scatter - inertia * (1 - 1e-9);
  let start: Float64Array | undefined;
  for (const moved of atoms.labels) {
    const explained = moveAtoms({ count: atoms.count, sizes, products }, moved, k, 1e-12 * scatter);
    if (!(explained > most)) continue;
    most = explained;
    start = centresOf(problem, { labels: moved, sizes, sums }, centres);
  }
  arena.release(mark);
  return start;
}

function sumAtoms({ team, arena, layout, columns }: KmeansMemory, { count, of }: Atoms) {
  const groups = arena.int32(of.length);
  groups.set(of);
  const sums = arena.float64(count * columns);
  const counts = arena.int32(count);
  const lower = arena.float64(count * count);
  team.run('groupSums', count, layout, groups.byteOffset, sums.byteOffset, counts.byteOffset);
  team.run('groupProducts', count, layout, count, sums.byteOffset, lower.byteOffset);
  const products = lower.slice();
  for (let a = 0; a < count; a++) {
    for (let b = 0; b < a; b++) products[b * count + a] = products[a * count + b]!;
  }
  return { sums, sizes: Float64Array.from(counts), products };
}

/** Means of the clusters that atoms make up; a cluster without any keeps the centre it has in `centres`. */
function centresOf(
  { nColumns, columns, means }: KmeansMemory,
  {
    labels,
    sizes,
    sums,
  }: { readonly labels: Int32Array; readonly sizes: Float64Array; readonly sums: Float64Array },
  centres: Float64Array,
): Float64Array {
  const clusterSizes = new Float64Array(centres.length / nColumns);
  labels.forEach((cluster, atom) => (clusterSizes[cluster]! += sizes[atom]!));
  const start = centres.slice();
  clusterSizes.forEach((size, cluster) => {
    if (size > 0) start.set(means.subarray(0, nColumns), cluster * nColumns);
  });
  labels.forEach((cluster, atom) => {
    for (let j = 0; j < nColumns; j++) {
      start[cluster * nColumns + j]! += sums[atom * columns + j]! / clusterSizes[cluster]!;
    }
  });
  return start;
}
