import type { Result } from '../core/result.js';
import { ok } from '../core/result.js';
import { collectGarbage, type Collected } from '../store/gc/collect-garbage.js';
import { growSize } from '../store/gc/size-estimate.js';
import { storing } from '../store/storage-trouble.js';
import { cacheBounds } from './cache-bounds.js';
import type { Workspace } from './workspace.js';

/**
 * After a run: collects when what it published may have brought the cache above its bounds. A run that published nothing does
 * not even look.
 * @returns What went, if anything was looked at.
 */
export async function keepWithinBounds(
  { layout, files }: Workspace,
  publishedBytes: number,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Result<Collected | undefined>> {
  if (publishedBytes === 0) return ok(undefined);
  const bounds = cacheBounds(environment);
  if (!bounds.ok) return bounds;
  return storing('collect', layout.cacheFolder, async () => {
    const nowMs = Date.now();
    const isDue = await growSize(layout, files, { publishedBytes, bounds: bounds.value, nowMs });
    if (!isDue) return undefined;
    // Not waiting: when another collects already, that will do.
    const signal = AbortSignal.abort();
    return collectGarbage({ layout, files, bounds: bounds.value, nowMs, dryRun: false, signal });
  });
}
