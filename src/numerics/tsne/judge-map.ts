import type { VectorRows } from '../vector-rows.js';
import { affinitiesOf, neighbourCount } from './affinities.js';
import { exactDivergence } from './divergence.js';
import { mapMemory } from './map-memory.js';
import { mapWorkspace } from './map-workspace.js';
import { neighbourMemory } from './neighbour-memory.js';
import { trustworthiness, type Trustworthiness } from './trustworthiness.js';

/** How good a map is, whoever drew it: by our affinities. */
export interface MapQuality {
  /** Kullback-Leibler divergence in nats, exact over all pairs. */
  readonly divergence: number;
  readonly trustworthiness: Trustworthiness;
}

/**
 * Judges a map of vectors, all of whose values are finite.
 * @param points (rows.length, 2).
 * @returns Undefined when the signal aborted.
 */
export async function judgeMap(
  source: VectorRows,
  rows: ArrayLike<number>,
  points: ArrayLike<number>,
  options: { readonly perplexity: number; readonly threads: number; readonly signal?: AbortSignal },
): Promise<MapQuality | undefined> {
  const { perplexity, threads, signal } = options;
  const workspace = mapWorkspace(threads, rows.length);
  try {
    const k = neighbourCount(perplexity, rows.length);
    const neighbours = await neighbourMemory(workspace, source, rows, k);
    const affinities = await affinitiesOf(neighbours, perplexity, signal);
    if (affinities === undefined) return undefined;
    const memory = mapMemory(affinities, workspace);
    memory.points.set(points);
    const divergence = exactDivergence(memory);
    return { divergence, trustworthiness: await trustworthiness(workspace, source, rows, points) };
  } finally {
    await workspace.team.stop();
  }
}
