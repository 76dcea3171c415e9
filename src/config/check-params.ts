// Stage 8, the second pass: `with` and each cell's values by the kind's own schema. Cells are checked one by one, since one
// value may be right beside some and wrong beside others; what is wrong in every cell is said once and without naming one.
import { Ajv, type ErrorObject, type ValidateFunction } from './vendor/ajv.js';
import type { Cell } from '../core/cell.js';
import { canonicalJson, isJsonObject, type Json, type JsonObject } from '../core/json.js';
import type { Problem } from '../core/diagnostic.js';
import type { StepKind, StepNames } from '../core/step.js';
import { cellKey } from './cell-order.js';
import type { Findings } from './findings.js';
import type { StepFrame } from './frame.js';
import { nearestOf } from './nearest.js';
import { CellTally } from './cell-tally.js';
import { product, productSize } from './join-cells.js';
import { maxCells } from './limits.js';
import { describeErrors, describeFault, type ParamOrigin } from './param-errors.js';
import { placeOf } from './source.js';
import { hasUnknown, toJson, type Mapping, type Tree } from './tree.js';

/** A cell whose parameters are right. */
export interface CheckedCell {
  /** With defaults filled in. */
  readonly params: JsonObject;
  readonly placeOf: (parameter: string) => string;
}

const compiled = new WeakMap<StepKind, ValidateFunction>();

function validator(kind: StepKind): ValidateFunction {
  const known = compiled.get(kind);
  if (known !== undefined) return known;
  // The schemas are known to be right: a test checks those of skysort's kinds, and a plugin's are checked when it is loaded.
  const trusted = { strict: false, meta: false, validateSchema: false } as const;
  const made = new Ajv({ useDefaults: true, allErrors: true, verbose: true, ...trusted }).compile(
    kind.params,
  );
  compiled.set(kind, made);
  return made;
}

/**
 * Checks a step's parameters in every cell of its own sweep.
 * @param ownCells Undefined when they are not known: then what could be read of the sweep is checked, and nothing is said to be missing.
 * @returns What each own cell came to, by `cellKey`; undefined when something is wrong.
 */
export function checkParams(
  step: StepFrame,
  ownCells: readonly Cell[] | undefined,
  seed: Tree,
  findings: Findings,
): ReadonlyMap<string, CheckedCell> | undefined {
  const { kind } = step;
  if (kind === undefined || step.with === undefined) return undefined;
  const before = findings.count;
  checkSweptNames(step, kind, findings);
  const axes = [...step.axes.keys()];
  const cells = ownCells ?? readableCells(step);
  const checked = new Map<string, CheckedCell>();
  const tally = new CellTally(step.name, cells, axes);
  const given = givenParams(step, kind, seed);
  const names = stepNames(step, kind);
  const indices = new Map(axes.map((axis) => [axis, itemIndices(step, axis)]));
  for (const cell of cells) {
    const origins = new Map(given.origins);
    const free = new Map<string, ParamOrigin>();
    for (const axis of axes) {
      const origin = sweptOrigin(step, axis, indices.get(axis)?.get(canonicalJson(cell[axis] ?? null)));
      if (origin === undefined) continue;
      if (hasParam(kind, axis)) origins.set(axis, origin);
      else free.set(axis, origin);
    }
    const { params, errors } = validate(kind, origins, given.json, free);
    checked.set(cellKey(cell, axes), { params, placeOf: placeFinder(step, origins) });
    const mayLack = ownCells === undefined;
    const context = { step, kind, origins, free, mayLack };
    for (const located of describeErrors(errors, context)) tally.add(cell, located);
    for (const fault of names === undefined ? [] : (kind.paramFaults?.(params, names) ?? []))
      for (const located of describeFault(fault, context)) tally.add(cell, located);
  }
  tally.report(findings);
  return findings.count === before && !hasUnknown(step.with) ? checked : undefined;
}

/** Undefined when they are not all known. */
function stepNames(step: StepFrame, kind: StepKind): StepNames | undefined {
  if (step.inputs === undefined || step.axesKnown === 'nothing') return undefined;
  const swept = [...step.axes.keys()].filter((axis) => !hasParam(kind, axis));
  return { inputs: [...step.inputs.keys()], outputs: step.outputNames, swept };
}

/** The product of those lists that could be read, so that their values are checked even when the cells are not known. */
function readableCells(step: StepFrame): readonly Cell[] {
  const read = [...step.axes].filter(([, { items }]) => items.length > 0);
  const lists = new Map(read.map(([name, { items }]) => [name, items.map(toJson)]));
  return productSize(lists.values()) > maxCells ? [{}] : product(lists).cells;
}

function hasParam(kind: StepKind, name: string): boolean {
  return Object.hasOwn(kind.params.properties, name);
}

/** A swept parameter must be one of the kind's, and cannot have a fixed value too. */
function checkSweptNames(step: StepFrame, kind: StepKind, findings: Findings): void {
  const allowed = Object.keys(kind.params.properties);
  for (const { name, keyAt, path } of step.axes.values()) {
    const fixed = fixedValues(step, kind, name)?.get(name);
    if (!hasParam(kind, name) && kind.sweepsInto === undefined) {
      const facts = {
        owner: kind.name,
        noun: 'parameter',
        name,
        allowed,
        ...nearestOf(name, allowed),
      } as const;
      findings.add({ at: keyAt }, path, { kind: 'unknown-key', ...facts });
    } else if (fixed !== undefined) {
      const withLine = placeOf(fixed.keyAt).line;
      const problem: Problem = { kind: 'sweep-and-with', name, withLine };
      findings.add({ at: keyAt }, path, problem);
    }
  }
}

/** The entries of `with`, or those of the mapping in it that an axis which is no parameter goes into. */
function fixedValues(step: StepFrame, kind: StepKind, axis: string): Mapping['entries'] | undefined {
  const fixed = step.with?.entries;
  if (hasParam(kind, axis)) return fixed;
  const tree = fixed?.get(kind.sweepsInto ?? '')?.value;
  return tree?.type === 'mapping' ? tree.entries : undefined;
}

/** Made into a place only when something turns out wrong there. */
function placeFinder(
  step: StepFrame,
  origins: ReadonlyMap<string, ParamOrigin>,
): (parameter: string) => string {
  return (parameter) => {
    const { file, line, column } = placeOf(origins.get(parameter)?.tree.at ?? step.nameAt);
    return `${file}:${line}:${column}`;
  };
}

interface GivenParams {
  readonly origins: ReadonlyMap<string, ParamOrigin>;
  readonly json: ReadonlyMap<string, Json>;
}

/** What all cells share: `with`, and the workflow's seed for a stochastic kind that has none of its own. */
function givenParams(step: StepFrame, kind: StepKind, seed: Tree): GivenParams {
  const origins = new Map<string, ParamOrigin>();
  if (kind.stochastic && hasParam(kind, 'seed')) origins.set('seed', { tree: seed, path: 'seed' });
  for (const { key, keyAt, value } of step.with?.entries.values() ?? []) {
    origins.set(key, { tree: value, path: `${step.name}.with.${key}`, keyAt });
  }
  const json = new Map([...origins].map(([name, { tree }]) => [name, toJson(tree)]));
  return { origins, json };
}

function itemIndices(step: StepFrame, axis: string): Map<string, number> {
  const indices = new Map<string, number>();
  for (const [index, item] of (step.axes.get(axis)?.items ?? []).entries()) {
    const value = canonicalJson(toJson(item));
    if (!indices.has(value)) indices.set(value, index);
  }
  return indices;
}

function sweptOrigin(step: StepFrame, axis: string, index: number | undefined): ParamOrigin | undefined {
  const frame = step.axes.get(axis);
  const tree = index === undefined ? undefined : frame?.items[index];
  if (frame === undefined || tree === undefined) return undefined;
  return { tree, path: `${frame.path}[${index ?? 0}]`, axis };
}

function validate(
  kind: StepKind,
  origins: ReadonlyMap<string, ParamOrigin>,
  json: ReadonlyMap<string, Json>,
  free: ReadonlyMap<string, ParamOrigin>,
): { params: JsonObject; errors: readonly ErrorObject[] } {
  const params: Record<string, Json> = {};
  for (const [name, { tree, axis }] of origins) {
    // Filling in defaults writes into nested values, which cells must not share.
    params[name] = axis === undefined ? structuredClone<Json>(json.get(name) ?? null) : toJson(tree);
  }
  if (kind.sweepsInto !== undefined && free.size > 0) {
    const fixed = params[kind.sweepsInto] ?? {};
    const swept = Object.fromEntries([...free].map(([axis, { tree }]) => [axis, toJson(tree)]));
    params[kind.sweepsInto] = isJsonObject(fixed) ? { ...fixed, ...swept } : fixed;
  }
  const check = validator(kind);
  check(params);
  return { params, errors: check.errors ?? [] };
}
