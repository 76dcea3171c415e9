import { axisValueText, type Cell } from '../core/cell.js';
import type { InstanceId } from '../core/identifiers.js';
import type { ExpandedStep } from './expand-cells.js';
import type { Findings } from './findings.js';
import type { StepFrame } from './frame.js';
import type { Link, LinkedStep } from './link-steps.js';
import { nearestOf } from './nearest.js';

interface CellWithId {
  readonly id: InstanceId;
  readonly cell: Cell;
}

/** The cells that a reference's address leaves, all without one; undefined after saying that it names none. */
export function addressedCells<T extends CellWithId>(
  link: Link,
  cells: readonly T[],
  axes: readonly string[],
  findings: Findings,
): readonly T[] | undefined {
  const { address } = link.source;
  if (address === undefined) return cells;
  const agrees = ({ cell }: T) =>
    [...address].every(
      ([axis, text]) => Object.hasOwn(cell, axis) && axisValueText(cell[axis] ?? null) === text,
    );
  const named = [...address.keys()].every((axis) => axes.includes(axis)) ? cells.filter(agrees) : [];
  if (named.length > 0) return named;
  const found = `${link.target.name}@${[...address].map(([axis, text]) => `${axis}=${text}`).join(',')}`;
  const ids = cells.slice(0, 1000).map(({ id }) => id);
  const facts = { step: link.target.name, found, cells: ids.slice(0, 8), ...nearestOf(found, ids) };
  findings.add(link.input.tree, link.input.path, { kind: 'unknown-cell', ...facts });
  return undefined;
}

/** Checks `gather:` against the axes that the step's inputs bring; false when it was complained about. */
export function gatheredAxes(
  step: LinkedStep,
  expanded: ReadonlyMap<StepFrame, ExpandedStep>,
  complete: boolean,
  findings: Findings,
): boolean {
  const brought = (link: Link) =>
    (expanded.get(link.target)?.axes ?? []).filter((axis) => link.source.address?.has(axis) !== true);
  let fine = true;
  for (const { name, tree, path } of step.frame.gather) {
    const links = step.links.filter((link) => brought(link).includes(name));
    if (links.length === 0 && complete) {
      fine = false;
      const axes = [...new Set(step.links.flatMap(brought))].sort();
      const owner = `the inputs of ${step.frame.name}`;
      findings.add(tree, path, { kind: 'unknown-axis', name, owner, axes, ...nearestOf(name, axes) });
    }
    for (const link of links) {
      if (link.spec === undefined || link.spec.gathers === true) continue;
      fine = false;
      const facts = { input: link.input.name, stepKind: step.frame.kind?.name ?? '', axis: name };
      findings.add(link.input.tree, link.input.path, { kind: 'cannot-gather', ...facts });
    }
  }
  return fine;
}
