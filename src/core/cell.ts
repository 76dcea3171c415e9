import { canonicalJson, type Json } from './json.js';
import type { InstanceId } from './identifiers.js';

/** One point of a sweep: a value for each axis. Empty for a step that is not swept. */
export type Cell = Readonly<Record<string, Json>>;

/** The names of a cell's axes, sorted, the order in which ids and lists show them. */
export function cellAxes(cell: Cell): string[] {
  return Object.keys(cell).sort();
}

/** A step instance's id: the step's name, then its cell with sorted axes, `clusters@k=6,seed=1`. */
export function instanceId(step: string, cell: Cell): InstanceId {
  const text = cellText(cell);
  return (text === '' ? step : `${step}@${text}`) as InstanceId;
}

/** A cell in an id and in a folder's name: `k=6,seed=1`. */
export function cellText(cell: Cell): string {
  return cellAxes(cell)
    .map((axis) => `${axis}=${axisValueText(cell[axis] ?? null)}`)
    .join(',');
}

/** Text that names a swept value in an id and a folder name: only letters, digits, `.`, `_`, `+`, `-`. */
export function axisValueText(value: Json): string {
  const text = typeof value === 'string' ? value : canonicalJson(value);
  return (
    text
      .replace(/[^A-Za-z0-9._+-]+/g, '_')
      .replace(/^\.+/, '_')
      .slice(0, 60) || '_'
  );
}
