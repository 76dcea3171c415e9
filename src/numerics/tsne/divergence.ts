import { log } from '../elementary.js';
import type { Affinities } from './affinities.js';
import { mapMemory, type MapMemory } from './map-memory.js';

/**
 * Kullback-Leibler divergence of a map from its affinities, exactly: all pairs, in float64.
 * @param points (nRows, 2).
 * @returns In nats, at least 0 but for rounding; NaN when a point is not finite.
 * @see van der Maaten and Hinton 2008, equation 5.
 */
export function klDivergence(affinities: Affinities, points: ArrayLike<number>): number {
  const memory = mapMemory(affinities);
  memory.points.set(points);
  return exactDivergence(memory);
}

/** `klDivergence` of a map that lies in memory already. */
export function exactDivergence(memory: MapMemory): number {
  memory.workspace.team.run('exactNormalisers', memory.nShards, memory.layout);
  return divergenceGiven(memory, sum(memory.normalisers));
}

/** The divergence when the normaliser (sum of all weights) is known. */
export function divergenceGiven(memory: MapMemory, normaliser: number): number {
  memory.workspace.team.run('divergence', memory.nShards, memory.layout);
  return sum(memory.divergences) + log(normaliser);
}

/** Sum in the order of the values. */
export function sum(values: Float64Array): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
