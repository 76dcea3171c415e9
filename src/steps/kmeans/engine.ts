import { ok, type Result } from '../../core/result.js';
import { fitMany } from '../../numerics/kmeans/kmeans.js';
import { loadMlKmeans, mlKmeansClass } from './ml-kmeans.js';

/** JSON Schema of the parameter that says what computes the clusters. */
export const engineSchema = {
  enum: ['wasm', 'ml-kmeans'],
  default: 'wasm',
  description:
    'What computes it: `wasm` is skysort’s own; `ml-kmeans` is the reference, slow and large: it keeps two float64 copies of the vectors to fit, at most 50 million numbers, on one thread, and a fit under way cannot be stopped. It has one start only, so skysort calls it `n_init` times, with seeds that derive from seed, k and restart, and keeps the least inertia; its `tolerance` bounds each centre’s squared shift alone; an emptied cluster keeps its centre.',
} as const;

export type EngineName = (typeof engineSchema.enum)[number];

/** The engine asked for, never another. @returns Failure `engine-unavailable` when it cannot be loaded. */
export async function kmeansEngine(name: EngineName): Promise<Result<typeof fitMany>> {
  return name === 'wasm' ? ok(fitMany) : loadMlKmeans();
}

/** What an engine's bytes depend on beside the step's key: nothing for our own. */
export function engineClass({ engine }: { readonly engine: EngineName }): Readonly<Record<string, string>> {
  return engine === 'ml-kmeans' ? mlKmeansClass() : {};
}
