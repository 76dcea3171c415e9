import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type * as MlKmeans from 'ml-kmeans';
import { fail, ok, type Result } from '../../core/result.js';
import type { fitMany } from '../../numerics/kmeans/kmeans.js';
import { fitByMlKmeans } from './fit-by-ml-kmeans.js';

/** Whose arithmetic and order of sums its results are made of. */
const libraries = ['ml-kmeans', 'ml-matrix', 'ml-random', 'ml-spectra-processing'] as const;

/** Loads the library. @returns Failure `engine-unavailable` when it is not there. */
export async function loadMlKmeans(): Promise<Result<typeof fitMany>> {
  let library: typeof MlKmeans;
  try {
    library = await import('ml-kmeans');
  } catch (error) {
    return fail({
      reason: 'engine-unavailable',
      engine: 'ml-kmeans',
      cause: error instanceof Error ? error.message : String(error),
      remedy: 'npm install ml-kmeans@7, or leave `engine` out',
    });
  }
  return ok((vectors, options) => fitByMlKmeans(library.kmeans, vectors, options));
}

/**
 * What the library's bytes depend on beside the step's key: its versions. It uses nothing of the host that engines of JavaScript
 * differ in: sums, products and quotients, its own random numbers, and the floor of a logarithm of k that is never near a whole number.
 */
export function mlKmeansClass(): Readonly<Record<string, string>> {
  const [first, ...others] = libraries;
  const main = entryOf(first, import.meta.url);
  const versions = [first, ...others].map((name) => {
    const entry = name === first ? main : main && entryOf(name, main);
    return [name, (entry && versionAbove(entry)) ?? 'absent'] as const;
  });
  return Object.fromEntries(versions);
}

function entryOf(name: string, from: string): string | undefined {
  try {
    return createRequire(from).resolve(name);
  } catch {
    return undefined;
  }
}

/** The version in the nearest `package.json` that has one. */
function versionAbove(path: string): string | undefined {
  for (let folder = dirname(path); folder !== dirname(folder); folder = dirname(folder)) {
    const manifest = join(folder, 'package.json');
    if (!existsSync(manifest)) continue;
    const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version?: string };
    if (version !== undefined) return version;
  }
  return undefined;
}
