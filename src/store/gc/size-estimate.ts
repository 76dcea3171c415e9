import { writeAtomically } from '../atomic-file.js';
import type { FileSystem } from '../file-system.js';
import type { StoreLayout } from '../layout.js';
import type { CacheBounds } from './bounds.js';

/** About how much the cache holds, so that a run need not look at every object to know. Losing it costs one look. */
export interface SizeEstimate {
  readonly bytes: number;
  /** When all was last looked at. */
  readonly atMs: number;
  /** What was left then. */
  readonly floorBytes: number;
}

const lookAgainMs = 86_400_000;

/** Some growth above what could not be removed, before it is tried again. */
const growth = 1.05;

/** Notes what a run has published. @returns Whether it is time to collect. @throws the system's error. */
export async function growSize(
  layout: StoreLayout,
  files: FileSystem,
  { publishedBytes, bounds, nowMs }: { publishedBytes: number; bounds: CacheBounds; nowMs: number },
): Promise<boolean> {
  const known = await readSize(layout, files);
  if (known === undefined || nowMs - known.atMs > lookAgainMs || known.atMs > nowMs) return true;
  const bytes = known.bytes + publishedBytes;
  await writeSize(layout, files, { ...known, bytes });
  return bytes > bounds.maxBytes && bytes > known.floorBytes * growth;
}

export async function writeSize(layout: StoreLayout, files: FileSystem, size: SizeEstimate): Promise<void> {
  await files.mkdir(layout.cacheFolder);
  await writeAtomically(layout.sizeEstimate, JSON.stringify(size), files);
}

async function readSize(layout: StoreLayout, files: FileSystem): Promise<SizeEstimate | undefined> {
  try {
    const size = JSON.parse(await files.read(layout.sizeEstimate)) as Partial<SizeEstimate> | null;
    const isWhole = [size?.bytes, size?.atMs, size?.floorBytes].every((value) => typeof value === 'number');
    return isWhole ? (size as SizeEstimate) : undefined;
  } catch {
    return undefined;
  }
}
