import type { StepKind } from '../core/step.js';
import type { Findings } from './findings.js';
import type { AxesKnown, AxisFrame, NamedAxis, StepFrame } from './frame.js';
import { checkName } from './plain-name.js';
import { readMapping, wrongValue } from './readers.js';
import { childPath, toJson, type Mapping, type Tree } from './tree.js';

/**
 * Reads `sweep:`.
 * @param kind One whose axes are parameters allows their names only, which is checked elsewhere.
 */
export function readAxes(
  findings: Findings,
  tree: Tree | undefined,
  path: string,
  kind: StepKind | undefined,
): Pick<StepFrame, 'axes' | 'axesKnown'> {
  const axes = new Map<string, AxisFrame>();
  if (tree === undefined) return { axes, axesKnown: 'values' };
  const mapping = readMapping(findings, tree, path, "a mapping from parameters' names to lists of values");
  if (mapping === undefined) return { axes, axesKnown: 'nothing' };
  let axesKnown: AxesKnown = 'values';
  for (const { key, keyAt, value } of mapping.entries.values()) {
    const here = childPath(path, key);
    const isFree = kind === undefined || kind.sweepsInto !== undefined;
    if (isFree && !checkName(findings, { key, keyAt }, here)) {
      axesKnown = 'nothing';
      continue;
    }
    const items = value.type === 'list' ? value.items : [];
    axes.set(key, { name: key, keyAt, path: here, items });
    if (items.length > 0 && !items.some((item) => item.type === 'unknown')) continue;
    if (axesKnown === 'values') axesKnown = 'names';
    if (items.length === 0)
      wrongValue(findings, value, here, 'a list of at least one value', listRemedy(value));
  }
  return { axes, axesKnown };
}

function listRemedy(tree: Tree): string | undefined {
  return tree.type === 'scalar' && tree.value !== null
    ? `write [${JSON.stringify(toJson(tree))}]`
    : undefined;
}

/** Reads `gather:`, a list of axes' names. */
export function readGather(findings: Findings, tree: Tree | undefined, path: string): NamedAxis[] {
  if (tree === undefined) return [];
  const expected = "a list of axes' names such as [k]";
  if (tree.type !== 'list') {
    const name = tree.type === 'scalar' && typeof tree.value === 'string' ? tree.value : undefined;
    wrongValue(findings, tree, path, expected, name === undefined ? undefined : `write [${name}]`);
    return [];
  }
  const axes: NamedAxis[] = [];
  tree.items.forEach((item, index) => {
    const here = childPath(path, index);
    if (item.type !== 'scalar' || typeof item.value !== 'string')
      wrongValue(findings, item, here, "an axis's name");
    else if (axes.some((axis) => axis.name === item.value))
      wrongValue(findings, item, here, 'named once', 'remove the second');
    else axes.push({ name: item.value, tree: item, path: here });
  });
  return axes;
}

/** Reads `exclude:`, a list of partial cells. */
export function readExclude(findings: Findings, tree: Tree | undefined, path: string): Mapping[] {
  if (tree === undefined) return [];
  if (tree.type !== 'list') {
    const remedy = tree.type === 'mapping' ? 'put it into a list: [{ … }]' : undefined;
    wrongValue(findings, tree, path, 'a list of cells such as [{ k: 3, seed: 1 }]', remedy);
    return [];
  }
  const cells: Mapping[] = [];
  tree.items.forEach((item, index) => {
    if (item.type === 'mapping' && item.entries.size > 0) cells.push(item);
    else wrongValue(findings, item, childPath(path, index), "a mapping from axes' names to values");
  });
  return cells;
}
