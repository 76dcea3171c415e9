import type { Clustering } from './data.js';

/** `K = 6`; with the instance's name when another clustering has the same K. */
export function clusteringName(clustering: Clustering, all: readonly Clustering[]): string {
  const isAlone = all.filter((other) => other.k === clustering.k).length === 1;
  return isAlone ? `K = ${clustering.k}` : `K = ${clustering.k}, ${clustering.id}`;
}
