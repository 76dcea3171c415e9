import { instanceId, type Cell } from '../core/cell.js';
import { canonicalJson } from '../core/json.js';
import type { Findings } from './findings.js';
import type { LocatedProblem } from './param-errors.js';

/**
 * Counts in how many cells each problem occurs. A cell is named only when the value alone does not tell: when a fixed value is
 * wrong in some cells and right in others, or a swept one is wrong beside some values of another axis.
 */
export class CellTally {
  readonly #step: string;
  readonly #nCells: number;
  /** For each axis, how many cells have each of its values. */
  readonly #values: ReadonlyMap<string, Map<string, number>>;
  readonly #found = new Map<
    string,
    { readonly located: LocatedProblem; readonly cell: Cell; count: number }
  >();

  constructor(step: string, cells: readonly Cell[], axes: readonly string[]) {
    this.#step = step;
    this.#nCells = cells.length;
    this.#values = new Map(axes.map((axis) => [axis, countValues(cells, axis)]));
  }

  add(cell: Cell, located: LocatedProblem): void {
    const { source, start, end } = located.origin.at;
    const identity = JSON.stringify([source.file, start, end, located.path, located.problem]);
    const known = this.#found.get(identity);
    if (known === undefined) this.#found.set(identity, { located, cell, count: 1 });
    else known.count += 1;
  }

  report(findings: Findings): void {
    for (const { located, cell, count } of this.#found.values()) {
      const everywhere = count === this.#cellsLike(cell, located.axis);
      findings.add(
        located.origin,
        located.path,
        located.problem,
        everywhere ? undefined : instanceId(this.#step, cell),
      );
    }
  }

  #cellsLike(cell: Cell, axis: string | undefined): number | undefined {
    if (axis === undefined) return this.#nCells;
    return this.#values.get(axis)?.get(canonicalJson(cell[axis] ?? null));
  }
}

function countValues(cells: readonly Cell[], axis: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const cell of cells) {
    const value = canonicalJson(cell[axis] ?? null);
    counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return counts;
}
