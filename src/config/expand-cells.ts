// Stage 7: sweeps -> step instances. A step's cells are the product of its own lists, joined with the cells of every step it
// reads: axes of the same name join, different names multiply, gathered axes fall away, addressed ones are fixed, excluded
// cells are dropped. An own value that no input has a cell for is an error, since it would vanish without a word.
import { instanceId, type Cell } from '../core/cell.js';
import type { InstanceId } from '../core/identifiers.js';
import { canonicalJson } from '../core/json.js';
import { cellKey, compareCells, project } from './cell-order.js';
import { checkExclude, checkUsed, dropExcluded } from './exclude-cells.js';
import type { Findings } from './findings.js';
import type { AxisFrame, StepFrame } from './frame.js';
import { join, product, productSize, singleCell, type Relation } from './join-cells.js';
import { maxCells, maxId } from './limits.js';
import type { Link, LinkedStep } from './link-steps.js';
import { addressedCells, gatheredAxes } from './swept-links.js';
import { shown, toJson } from './tree.js';

export interface ExpandedStep {
  readonly step: LinkedStep;
  /** Undefined when they are not known, because of something that was complained about. */
  readonly cells: readonly ExpandedCell[] | undefined;
  readonly axes: readonly string[];
  /** Whether these are all of its axes, even where their values are not known. */
  readonly namesKnown: boolean;
  /** The cells of the step's own sweep that are left, for checking parameters; undefined when they are not known. */
  readonly ownCells: readonly Cell[] | undefined;
}

export interface ExpandedCell {
  readonly id: InstanceId;
  readonly cell: Cell;
  /** What feeds each linked input: one cell, or several when it gathers. */
  readonly sources: ReadonlyMap<Link, readonly SourceCell[]>;
}

export interface SourceCell {
  readonly id: InstanceId;
  /** The gathered part of its cell. */
  readonly gathered: Cell;
}

/** Cells of one link's target, grouped by the axes that are left of it. */
interface Supply {
  readonly link: Link;
  readonly axes: readonly string[];
  readonly groups: ReadonlyMap<string, { readonly rest: Cell; readonly items: readonly SourceCell[] }>;
}

/** @param ordered In topological order. */
export function expandSteps(
  ordered: readonly LinkedStep[],
  findings: Findings,
): ReadonlyMap<StepFrame, ExpandedStep> {
  const expanded = new Map<StepFrame, ExpandedStep>();
  let room = maxCells;
  for (const step of ordered) {
    const result = expandStep(step, expanded, room, findings);
    room -= result.cells?.length ?? 0;
    expanded.set(step.frame, result);
  }
  return expanded;
}

function expandStep(
  step: LinkedStep,
  expanded: ReadonlyMap<StepFrame, ExpandedStep>,
  room: number,
  findings: Findings,
): ExpandedStep {
  const own = ownRelation(step.frame, room, findings);
  const supplies = step.links.map((link) => supply(step, link, expanded.get(link.target), findings));
  const known = supplies.filter((each) => each !== undefined);
  const complete = step.complete && known.length === step.links.length;
  const inputsKnown = step.complete && step.links.every(({ target }) => expanded.get(target)?.namesKnown);
  const namesKnown = inputsKnown && step.frame.axesKnown !== 'nothing';
  const gatherable = gatheredAxes(step, expanded, inputsKnown, findings);
  const ownAxes = [...step.frame.axes.keys()];
  const linked = step.links.flatMap((link) => remainingAxes(step, link, expanded.get(link.target)));
  const axes = [...new Set([...ownAxes, ...linked])];
  const excludes = checkExclude(step.frame, axes, namesKnown, findings);
  const unknown = (ownCells: readonly Cell[] | undefined) => ({
    ...{ step, cells: undefined, axes, namesKnown, ownCells },
  });
  if (own === undefined) return unknown(undefined);

  const alone = dropExcluded(own.cells, excludes);
  if (!complete || !gatherable) return unknown(alone);
  const joined = joinAll(own, known, room, step.frame, findings);
  if (joined === undefined) return unknown(alone);
  const cells = dropExcluded(joined.cells, excludes);
  checkUsed(step.frame, joined.cells, excludes, findings);
  if (!checkLeft(step.frame, joined, cells, known, findings)) return unknown(alone);
  const ownKeys = new Set(cells.map((cell) => cellKey(cell, ownAxes)));
  const sorted = [...cells].sort(compareCells).map((cell) => expandedCell(step.frame, cell, known));
  checkClashes(step.frame, sorted, findings);
  return {
    step,
    cells: sorted,
    axes,
    namesKnown,
    ownCells: own.cells.filter((cell) => ownKeys.has(cellKey(cell, ownAxes))),
  };
}

function ownRelation(frame: StepFrame, room: number, findings: Findings): Relation | undefined {
  if (frame.axesKnown !== 'values') return undefined;
  const lists = new Map([...frame.axes].map(([name, axis]) => [name, axis.items.map(toJson)]));
  const size = productSize(lists.values());
  if (size <= room) return product(lists);
  const first = frame.axes.values().next().value;
  const at = first?.keyAt ?? frame.nameAt;
  findings.add({ at }, `${frame.name}.sweep`, { kind: 'limit', of: 'cells', found: size, limit: maxCells });
  return undefined;
}

/** Undefined when the target's cells are not known, or the address names none. */
function supply(
  step: LinkedStep,
  link: Link,
  target: ExpandedStep | undefined,
  findings: Findings,
): Supply | undefined {
  const cells = target?.cells && addressedCells(link, target.cells, target.axes, findings);
  if (target === undefined || cells === undefined) return undefined;
  const gathered = step.frame.gather.map((axis) => axis.name);
  const free = target.axes.filter((axis) => link.source.address?.has(axis) !== true);
  const axes = remainingAxes(step, link, target);
  const collected = free.filter((axis) => gathered.includes(axis));
  const groups = new Map<string, { rest: Cell; items: SourceCell[] }>();
  // The target's cells are in canonical order, and so are the items of every group.
  for (const { id, cell } of cells) {
    const key = cellKey(cell, axes);
    const item = { id, gathered: project(cell, collected) };
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { rest: project(cell, axes), items: [item] });
    else group.items.push(item);
  }
  for (const group of groups.values()) group.items.sort((a, b) => compareCells(a.gathered, b.gathered));
  return { link, axes, groups };
}

/** The axes of a link's target that are neither addressed nor gathered. */
function remainingAxes(step: LinkedStep, link: Link, target: ExpandedStep | undefined): string[] {
  const gathered = step.frame.gather.map((axis) => axis.name);
  return (target?.axes ?? []).filter(
    (axis) => link.source.address?.has(axis) !== true && !gathered.includes(axis),
  );
}

function joinAll(
  own: Relation,
  supplies: readonly Supply[],
  room: number,
  frame: StepFrame,
  findings: Findings,
): Relation | undefined {
  let joined: Relation = own;
  for (const { axes, groups } of supplies) {
    const relation =
      axes.length === 0 ? singleCell : { axes, cells: [...groups.values()].map((group) => group.rest) };
    const next = join(joined, relation, room);
    if (next === undefined) {
      findings.add({ at: frame.nameAt }, frame.name, { kind: 'limit', of: 'cells', limit: maxCells });
      return undefined;
    }
    joined = next;
  }
  return joined;
}

/** Says so when no cell is left, or when a value of the step's own lists found no partner. */
function checkLeft(
  frame: StepFrame,
  joined: Relation,
  left: readonly Cell[],
  supplies: readonly Supply[],
  findings: Findings,
): boolean {
  let fine = true;
  for (const axis of frame.axes.values()) {
    const used = new Set(joined.cells.map((cell) => canonicalJson(cell[axis.name] ?? null)));
    for (const [index, item] of axis.items.entries()) {
      if (used.has(canonicalJson(toJson(item)))) continue;
      if (reportLonely(axis, index, supplies, findings)) fine = false;
    }
  }
  if (left.length > 0 || !fine) return fine && left.length > 0;
  const isEmpty = joined.cells.length === 0;
  const at = isEmpty ? frame.nameAt : frame.excludeAt;
  const path = isEmpty ? frame.name : `${frame.name}.exclude`;
  findings.add({ at }, path, { kind: 'no-cells', why: isEmpty ? 'disjoint' : 'excluded' });
  return false;
}

function reportLonely(
  axis: AxisFrame,
  index: number,
  supplies: readonly Supply[],
  findings: Findings,
): boolean {
  const item = axis.items[index];
  if (item === undefined) return false;
  const value = canonicalJson(toJson(item));
  for (const { link, axes, groups } of supplies) {
    if (!axes.includes(axis.name)) continue;
    const values = new Set([...groups.values()].map((group) => canonicalJson(group.rest[axis.name] ?? null)));
    if (values.has(value)) continue;
    const facts = {
      axis: axis.name,
      found: shown(item),
      input: link.input.name,
      values: [...values].slice(0, 8),
    };
    findings.add(item, `${axis.path}[${index}]`, { kind: 'no-partner', ...facts });
    return true;
  }
  return false;
}

function expandedCell(frame: StepFrame, cell: Cell, supplies: readonly Supply[]): ExpandedCell {
  const sources = new Map(
    supplies.map(({ link, axes, groups }) => [link, groups.get(cellKey(cell, axes))?.items ?? []]),
  );
  return { id: instanceId(frame.name, cell), cell, sources };
}

/** Two cells whose ids read the same would share a folder: `[3, "3"]`, `[3, 3]`, or long values that begin alike. */
function checkClashes(frame: StepFrame, cells: readonly ExpandedCell[], findings: Findings): void {
  const first = new Map<string, Cell>();
  for (const { id, cell } of cells) {
    if (id.length > maxId) {
      findings.add({ at: frame.nameAt }, frame.name, {
        kind: 'limit',
        of: 'id',
        found: id.length,
        limit: maxId,
      });
    }
    const other = first.get(id);
    if (other === undefined) first.set(id, cell);
    else reportClash(frame, id, [other, cell], findings);
  }
}

function reportClash(frame: StepFrame, id: string, cells: readonly [Cell, Cell], findings: Findings): void {
  const texts = cells.map((cell) => canonicalJson(cell)) as [string, string];
  for (const axis of frame.axes.values()) {
    const clash = clashingItems(axis, cells);
    if (clash === undefined) continue;
    const [firstIndex, secondIndex] = clash;
    const item = axis.items[secondIndex];
    if (item === undefined) continue;
    const describe = (index: number) => canonicalJson(toJson(axis.items[index] ?? item));
    const [first, second] = [describe(firstIndex), describe(secondIndex)];
    // A value that stands twice clashes in every cell: the step's name stands for all of them.
    const facts = { id: first === second ? frame.name : id, first, second };
    findings.add(item, `${axis.path}[${secondIndex}]`, { kind: 'clashing-cells', ...facts });
    return;
  }
  findings.add({ at: frame.nameAt }, frame.name, {
    kind: 'clashing-cells',
    id,
    first: texts[0],
    second: texts[1],
  });
}

/** The positions of two different items of a list, or of one value that stands in it twice, that the cells differ by. */
function clashingItems(axis: AxisFrame, cells: readonly [Cell, Cell]): readonly [number, number] | undefined {
  const values = axis.items.map((item) => canonicalJson(toJson(item)));
  const [left, right] = cells.map((cell) => canonicalJson(cell[axis.name] ?? null));
  if (left !== right) {
    const positions = [values.indexOf(left ?? ''), values.indexOf(right ?? '')].sort((a, b) => a - b);
    return [positions[0] ?? 0, positions[1] ?? 0];
  }
  const firstIndex = values.indexOf(left ?? '');
  const secondIndex = values.indexOf(left ?? '', firstIndex + 1);
  return secondIndex === -1 ? undefined : [firstIndex, secondIndex];
}
