import type { Cell } from '../core/cell.js';
import type { Json } from '../core/json.js';
import { cellKey } from './cell-order.js';

/** Cells with the axes that all of them have. */
export interface Relation {
  readonly axes: readonly string[];
  readonly cells: readonly Cell[];
}

/** One cell without axes: what a step that is not swept has. */
export const singleCell: Relation = { axes: [], cells: [{}] };

/** How many cells the product of these lists has, without making them. */
export function productSize(lists: Iterable<readonly Json[]>): number {
  let size = 1;
  for (const list of lists) size *= list.length;
  return size;
}

/** All combinations of one value from each list. */
export function product(lists: ReadonlyMap<string, readonly Json[]>): Relation {
  let cells: Cell[] = [{}];
  for (const [axis, values] of lists) {
    cells = cells.flatMap((cell) => values.map((value) => ({ ...cell, [axis]: value })));
  }
  return { axes: [...lists.keys()], cells };
}

/**
 * The cells that agree on the axes that both have: axes of the same name join, different names multiply.
 * @returns undefined when there would be more than `limit`.
 */
export function join(left: Relation, right: Relation, limit: number): Relation | undefined {
  const shared = left.axes.filter((axis) => right.axes.includes(axis));
  const byShared = new Map<string, Cell[]>();
  for (const cell of right.cells) {
    const key = cellKey(cell, shared);
    const group = byShared.get(key);
    if (group === undefined) byShared.set(key, [cell]);
    else group.push(cell);
  }
  const partners = left.cells.map((cell) => byShared.get(cellKey(cell, shared)) ?? []);
  if (partners.reduce((count, group) => count + group.length, 0) > limit) return undefined;
  const cells = left.cells.flatMap((cell, index) =>
    (partners[index] ?? []).map((partner) => ({ ...cell, ...partner })),
  );
  return { axes: [...new Set([...left.axes, ...right.axes])], cells };
}
