import type { CacheBounds } from './bounds.js';
import type { ActionEntry, Entry, Inventory } from './inventory.js';

export interface Roots {
  readonly keys: ReadonlySet<string>;
  readonly objects: ReadonlySet<string>;
  /** What was used or made at this time or later stays. */
  readonly keepSinceMs: number;
}

/**
 * The actions to remove, the longest unused first: those unused for longer than the age, then as many as it takes until the
 * objects fit the size. An object that several actions name counts as freed with the last of them.
 */
export function chooseActions(
  inventory: Inventory,
  roots: Roots,
  bounds: CacheBounds,
  nowMs: number,
): ActionEntry[] {
  const users = new Map<string, number>();
  for (const { objects } of inventory.actions)
    for (const object of new Set(objects)) users.set(object, (users.get(object) ?? 0) + 1);
  const orphans = [...inventory.objects].filter(([digest]) => !users.has(digest));
  let bytes = totalBytes(inventory) - orphans.reduce((sum, [, entry]) => sum + entry.bytes, 0);
  const chosen: ActionEntry[] = [];
  const candidates = inventory.actions
    .filter(({ key, modifiedMs }) => !roots.keys.has(key) && modifiedMs < roots.keepSinceMs)
    .sort((a, b) => a.modifiedMs - b.modifiedMs || (a.key < b.key ? -1 : 1));
  for (const action of candidates) {
    if (nowMs - action.modifiedMs <= bounds.maxAgeMs && bytes <= bounds.maxBytes) break;
    chosen.push(action);
    for (const object of new Set(action.objects)) {
      const left = (users.get(object) ?? 0) - 1;
      users.set(object, left);
      if (left === 0 && !roots.objects.has(object)) bytes -= inventory.objects.get(object)?.bytes ?? 0;
    }
  }
  return chosen;
}

/** The objects that no action which stays names, and that nobody has just put there. */
export function chooseObjects(inventory: Inventory, staying: readonly ActionEntry[], roots: Roots): Entry[] {
  const used = new Set(staying.flatMap(({ objects }) => objects));
  return [...inventory.objects]
    .filter(([digest]) => !used.has(digest) && !roots.objects.has(digest))
    .map(([, entry]) => entry)
    .filter(({ changedMs }) => changedMs < roots.keepSinceMs);
}

export function totalBytes({ objects }: Inventory): number {
  return [...objects.values()].reduce((sum, { bytes }) => sum + bytes, 0);
}
