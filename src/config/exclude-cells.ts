import type { Cell } from '../core/cell.js';
import { canonicalJson } from '../core/json.js';
import { cellKey } from './cell-order.js';
import type { Findings } from './findings.js';
import type { StepFrame } from './frame.js';
import { nearestOf } from './nearest.js';
import { childPath, hasUnknown, shown, toJson } from './tree.js';

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

/** Complains about every partial cell that no cell agrees with: it would leave nothing out. */
export function checkUsed(
  frame: StepFrame,
  cells: readonly Cell[],
  excluded: readonly Excluded[],
  findings: Findings,
): void {
  const found = new Map<string, ReadonlySet<string>>();
  const valuesOn = (axes: readonly string[]): ReadonlySet<string> => {
    const known = found.get(axes.join('\n'));
    if (known !== undefined) return known;
    const values = new Set(cells.map((cell) => cellKey(cell, axes)));
    found.set(axes.join('\n'), values);
    return values;
  };
  for (const [index, partial] of excluded.entries()) {
    const mapping = frame.exclude[index];
    const axes = [...partial.keys()];
    const isKnown = cells.every((cell) => axes.every((axis) => Object.hasOwn(cell, axis)));
    // What was complained about before is not all there.
    if (mapping?.entries.size !== axes.length || cells.length === 0 || !isKnown) continue;
    if (valuesOn(axes).has(axes.map((axis) => partial.get(axis) ?? '').join('\n'))) continue;
    const lonely = axes.find((axis) => !valuesOn([axis]).has(partial.get(axis) ?? ''));
    const path = `${frame.name}.exclude[${index}]`;
    const entry = lonely === undefined ? undefined : mapping.entries.get(lonely);
    if (lonely === undefined || entry === undefined)
      findings.add(mapping, path, { kind: 'excludes-nothing', step: frame.name });
    else {
      const values = [...valuesOn([lonely])];
      const twin = values.find((value) => plainText(value) === plainText(partial.get(lonely) ?? ''));
      findings.add(entry.value, childPath(path, lonely), {
        kind: 'excludes-nothing',
        step: frame.name,
        axis: lonely,
        found: shown(entry.value),
        values: values.slice(0, 8),
        ...(twin === undefined ? {} : { twin }),
      });
    }
  }
}

/** What a value reads as, whether it is a number or a text: `1` and `"1"`. */
function plainText(canonical: string): string {
  const value: unknown = JSON.parse(canonical);
  return typeof value === 'string' ? value : canonical;
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
