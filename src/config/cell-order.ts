import { cellAxes, type Cell } from '../core/cell.js';
import { canonicalJson, type Json } from '../core/json.js';

/**
 * The canonical order of cells: axis by axis in the order of their names, numbers by size, other values by their canonical
 * JSON. It depends on values only, so that reordering a sweep's list changes nothing.
 */
export function compareCells(a: Cell, b: Cell): number {
  for (const axis of cellAxes({ ...a, ...b })) {
    const order = compareValues(a[axis] ?? null, b[axis] ?? null);
    if (order !== 0) return order;
  }
  return 0;
}

function compareValues(a: Json, b: Json): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a === 'number' || typeof b === 'number') return typeof a === 'number' ? -1 : 1;
  const [left, right] = [canonicalJson(a), canonicalJson(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}

/** A text that two cells share exactly when they agree on these axes. */
export function cellKey(cell: Cell, axes: readonly string[]): string {
  return axes.map((axis) => canonicalJson(cell[axis] ?? null)).join('\n');
}

/** The cell's values on these axes. */
export function project(cell: Cell, axes: readonly string[]): Cell {
  return Object.fromEntries(axes.map((axis) => [axis, cell[axis] ?? null]));
}
