import type { Cell } from '../core/cell.js';
import { canonicalJson } from '../core/json.js';
import type { Findings } from './findings.js';
import type { StepFrame } from './frame.js';
import { nearestOf } from './nearest.js';
import { childPath, hasUnknown, toJson } from './tree.js';

/** A partial cell: every cell that agrees with it is dropped. Values are canonical JSON. */
export type Excluded = ReadonlyMap<string, string>;

/**
 * The step's `exclude`, after complaining about axes that it does not have.
 * @param complete Whether all axes are known; otherwise an unfamiliar one may be one of those that are not.
 */
export function checkExclude(
  frame: StepFrame,
  axes: readonly string[],
  complete: boolean,
  findings: Findings,
): Excluded[] {
  return frame.exclude.map((mapping, index) => {
    const path = `${frame.name}.exclude[${index}]`;
    for (const { key, keyAt } of mapping.entries.values()) {
      if (axes.includes(key) || !complete) continue;
      const problem = {
        kind: 'unknown-axis',
        name: key,
        owner: `the cells of ${frame.name}`,
        axes,
        ...nearestOf(key, axes),
      } as const;
      findings.add({ at: keyAt }, childPath(path, key), problem);
    }
    const known = [...mapping.entries.values()].filter((entry) => !hasUnknown(entry.value));
    return new Map(known.map((entry) => [entry.key, canonicalJson(toJson(entry.value))]));
  });
}

/** The cells that no partial cell covers; one that names an axis which a cell lacks does not cover it. */
export function dropExcluded(cells: readonly Cell[], excluded: readonly Excluded[]): Cell[] {
  if (excluded.length === 0) return [...cells];
  // Grouped by their axes, so that a long list costs one look-up a cell and not one comparison each.
  const groups = new Map<string, { axes: string[]; values: Set<string> }>();
  for (const partial of excluded) {
    const axes = [...partial.keys()].sort();
    const group = groups.get(axes.join('\n')) ?? { axes, values: new Set() };
    group.values.add(axes.map((axis) => partial.get(axis) ?? '').join('\n'));
    groups.set(axes.join('\n'), group);
  }
  const covers = (cell: Cell, group: { axes: string[]; values: Set<string> }) =>
    group.axes.every((axis) => Object.hasOwn(cell, axis)) &&
    group.values.has(group.axes.map((axis) => canonicalJson(cell[axis] ?? null)).join('\n'));
  return cells.filter((cell) => ![...groups.values()].some((group) => covers(cell, group)));
}
