// What a schema's validator found -> what a person is told: the value's own place in the YAML, what is allowed there in words,
// and one finding for a value that fits none of several forms instead of one for each form.
import type { ErrorObject } from './vendor/ajv.js';
import type { Problem } from '../core/diagnostic.js';
import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../core/json.js';
import type { ParamFault, StepKind } from '../core/step.js';
import { describeSchema } from './describe-schema.js';
import type { StepFrame } from './frame.js';
import { nearest, nearestOf } from './nearest.js';
import { reduceUnions } from './param-unions.js';
import { numberRemedy, quotesRemedy } from './readers.js';
import { within, type Span } from './source.js';
import { childPath, shown, toJson, type Tree } from './tree.js';

/** Where a parameter's value stands. */
export interface ParamOrigin {
  readonly tree: Tree;
  readonly path: string;
  /** The axis of the step's own sweep that it is one value of. */
  readonly axis?: string | undefined;
  readonly keyAt?: Span;
}

export interface LocatedProblem {
  readonly origin: { readonly at: Span; readonly usedAt?: Span | undefined };
  readonly path: string;
  readonly problem: Problem;
  readonly axis?: string | undefined;
}

export interface CheckedStep {
  readonly step: StepFrame;
  readonly kind: StepKind;
  readonly origins: ReadonlyMap<string, ParamOrigin>;
  /** Values of axes that go into the parameter which `sweepsInto` names, by axis. */
  readonly free: ReadonlyMap<string, ParamOrigin>;
  /** True when values may come from a sweep that could not be read: then nothing is said to be missing. */
  readonly mayLack: boolean;
}

export function describeErrors(errors: readonly ErrorObject[], checked: CheckedStep): LocatedProblem[] {
  return reduceUnions(errors).flatMap((error) => describeError(error, checked) ?? []);
}

interface Located {
  readonly tree: Tree | undefined;
  readonly path: string;
  readonly at: Span;
  readonly usedAt?: Span | undefined;
  readonly axis?: string | undefined;
  readonly keyAt?: Span | undefined;
}

function pointerParts(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** What the kind itself found, in the form of what its schema's validator found. */
export function describeFault(fault: ParamFault, checked: CheckedStep): LocatedProblem[] {
  const { path: parts, expected, found, remedy } = fault;
  const located = locate(parts.map(String), checked);
  if (located === 'unknown') return [];
  const { path, at, usedAt, axis } = located;
  const problem = {
    kind: 'wrong-value',
    expected,
    found,
    ...(remedy === undefined ? {} : { remedy }),
  } as const;
  return [{ origin: { at: within(at, found), usedAt }, path, problem, axis }];
}

/** The tree that the parts of a JSON pointer lead to, or the nearest above it. */
function locate(parts: readonly string[], { step, kind, origins, free }: CheckedStep): Located | 'unknown' {
  const swept = parts[0] !== undefined && parts[0] === kind.sweepsInto ? free.get(parts[1] ?? '') : undefined;
  const [first, ...rest] = swept === undefined ? parts : parts.slice(1);
  const withAt = step.with === undefined ? step.nameAt : step.with.at;
  if (first === undefined) return { tree: undefined, path: `${step.name}.with`, at: withAt };
  const origin = swept ?? origins.get(first);
  if (origin === undefined) return { tree: undefined, path: `${step.name}.with.${first}`, at: withAt };
  let { tree, path, keyAt } = { keyAt: undefined, ...origin } as {
    tree: Tree;
    path: string;
    keyAt: Span | undefined;
  };
  for (const part of rest) {
    const entry = tree.type === 'mapping' ? tree.entries.get(part) : undefined;
    const next = tree.type === 'list' ? tree.items[Number(part)] : entry?.value;
    if (next === undefined) break;
    path = childPath(path, tree.type === 'list' ? Number(part) : part);
    keyAt = entry?.keyAt;
    tree = next;
  }
  if (tree.type === 'unknown') return 'unknown';
  return { tree, path, at: tree.at, usedAt: tree.usedAt, axis: origin.axis, keyAt };
}

function describeError(error: ErrorObject, checked: CheckedStep): LocatedProblem | undefined {
  const located = locate(pointerParts(error.instancePath), checked);
  if (located === 'unknown' || error.keyword === 'if') return undefined;
  const params = error.params as Record<string, unknown>;
  const parent = (error.parentSchema ?? {}) as JsonObject;
  if (error.keyword === 'additionalProperties') {
    return unknownKey(String(params['additionalProperty']), parent, located, checked);
  }
  if (error.keyword === 'required' || error.keyword === 'dependentRequired') {
    return missingKey(String(params['missingProperty']), parent, located, checked);
  }
  const { tree, path, at, usedAt, axis, keyAt } = located;
  if (error.keyword === 'false schema') {
    const name = path.slice(path.lastIndexOf('.') + 1);
    const problem = {
      kind: 'misplaced-key',
      name,
      why: 'it has no meaning beside the other values',
      remedy: 'remove this',
    } as const;
    return { origin: { at: keyAt ?? at, usedAt }, path, problem, axis };
  }
  if (error.keyword === 'uniqueItems') return repeatedItem(params, located);
  const expected = describeSchema(completed(parent, error));
  const found = tree === undefined ? 'nothing' : shown(tree);
  const hint = params['remedy'];
  const byTree = tree === undefined ? undefined : remedyFor(tree, parent, located);
  const remedy = typeof hint === 'string' ? hint : byTree;
  const problem = {
    kind: 'wrong-value',
    expected,
    found,
    ...(remedy === undefined ? {} : { remedy }),
  } as const;
  return { origin: { at, usedAt }, path, problem, axis };
}

function repeatedItem(
  params: Record<string, unknown>,
  { tree, path, at, usedAt, axis }: Located,
): LocatedProblem {
  const index = Math.max(Number(params['i']), Number(params['j']));
  const item = tree?.type === 'list' ? tree.items[index] : undefined;
  const found = item === undefined ? 'one twice' : shown(item);
  const problem = {
    kind: 'wrong-value',
    expected: 'unlike the values before it',
    found,
    remedy: 'remove it',
  } as const;
  return { origin: item ?? { at, usedAt }, path: `${path}[${index}]`, problem, axis };
}

/** A condition's schema may hold a bound only: its type is then the value's own. */
function completed(schema: JsonObject, error: ErrorObject): JsonObject {
  if (['type', 'enum', 'const', 'anyOf', 'oneOf'].some((keyword) => keyword in schema)) return schema;
  const data: unknown = error.data;
  const type = Array.isArray(data) ? 'array' : typeof data === 'object' ? 'object' : typeof data;
  return { ...schema, type };
}

function unknownKey(
  name: string,
  schema: JsonObject,
  located: Located,
  checked: CheckedStep,
): LocatedProblem | undefined {
  const top = located.path === `${checked.step.name}.with`;
  const properties = schema['properties'];
  const allowed = isJsonObject(properties) ? Object.keys(properties) : [];
  const mapping = top ? checked.step.with : located.tree;
  const entry = mapping?.type === 'mapping' ? mapping.entries.get(name) : undefined;
  const owner = top ? checked.kind.name : 'its mapping';
  const facts = {
    owner,
    noun: top ? 'parameter' : 'field',
    name,
    allowed,
    ...nearestOf(name, allowed),
  } as const;
  return {
    origin: { at: entry?.keyAt ?? located.at, usedAt: mapping?.usedAt },
    path: childPath(located.path, name),
    problem: { kind: 'unknown-key', ...facts },
    axis: located.axis,
  };
}

function missingKey(
  name: string,
  schema: JsonObject,
  located: Located,
  checked: CheckedStep,
): LocatedProblem | undefined {
  const top = located.path === `${checked.step.name}.with`;
  if (top && checked.mayLack) return undefined;
  const properties = top ? (checked.kind.params.properties as unknown as JsonObject) : schema['properties'];
  const property = isJsonObject(properties) ? properties[name] : undefined;
  const description = isJsonObject(property) ? property['description'] : undefined;
  const phrase = isJsonObject(property) ? describeSchema(property) : 'a value';
  const hasWith = !top || checked.step.with?.at !== checked.step.nameAt;
  const remedy = hasWith ? `add "${name}: …", ${phrase}` : `add "with: { ${name}: … }", ${phrase}`;
  const owner = top ? { owner: checked.kind.name } : {};
  const summary = typeof description === 'string' ? { summary: description } : {};
  return {
    origin: { at: hasWith ? located.at : checked.step.nameAt, usedAt: located.usedAt },
    path: top && !hasWith ? checked.step.name : located.path,
    problem: { kind: 'missing-key', ...owner, noun: top ? 'parameter' : 'field', name, ...summary, remedy },
    axis: located.axis,
  };
}

function remedyFor(tree: Tree, schema: JsonObject, located: Located): string | undefined {
  const types = typesOf(schema);
  const value = toJson(tree);
  if (typeof value === 'string') {
    const near = nearest(value, choicesOf(schema));
    if (near !== undefined) return `did you mean ${near}?`;
    if (types.has('boolean') && /^(yes|no|on|off|true|false|y|n)$/i.test(value)) {
      return `write ${/^(yes|on|true|y)$/i.test(value) ? 'true' : 'false'}`;
    }
    if (types.has('integer') || types.has('number')) {
      const remedy = numberRemedy(tree);
      if (remedy !== undefined) return remedy;
    }
  }
  // A number where numbers are allowed too is out of their bounds: in quotes it would be another thing.
  const isStrayNumber = typeof value === 'number' && !types.has('integer') && !types.has('number');
  if (types.has('string') && (isStrayNumber || typeof value === 'boolean')) return quotesRemedy(tree);
  // A word where one of a few is wanted, or a list of other things, is a wrong word: no list that lacks its brackets.
  const isWrongChoice = typeof value === 'string' && choicesOf(schema).length > 0 && !listsWords(schema);
  if (types.has('array') && !isJsonArray(value) && value !== null)
    return isWrongChoice ? undefined : listRemedy(value);
  if (
    isJsonArray(value) &&
    !types.has('array') &&
    located.axis === undefined &&
    /^[^.]+\.with\.[^.[]+$/.test(located.path)
  ) {
    return 'to try each of these values, move the list to "sweep:"';
  }
  return undefined;
}

/** A command line is a list of words, or a text for the shell. */
function listRemedy(value: Json): string {
  const isLine = typeof value === 'string' && /\S\s+\S/.test(value);
  if (!isLine) return `write it as a list: [${JSON.stringify(value)}]`;
  if (/^[\w@%+=:./\s-]+$/.test(value)) return `write it as a list: [${value.trim().split(/\s+/).join(', ')}]`;
  return `write it as a list of words, or for a shell [${JSON.stringify(value)}] with "shell: true"`;
}

function branchesOf(schema: JsonObject): JsonObject[] {
  return ['anyOf', 'oneOf'].flatMap((keyword) => {
    const branches: Json | undefined = schema[keyword];
    return branches !== undefined && isJsonArray(branches) ? branches.filter(isJsonObject) : [];
  });
}

function typesOf(schema: JsonObject): Set<string> {
  const type = schema['type'];
  const own =
    type !== undefined && isJsonArray(type) ? type.map(String) : typeof type === 'string' ? [type] : [];
  return new Set([...own, ...branchesOf(schema).flatMap((branch) => [...typesOf(branch)])]);
}

/** Whether a list of words would do. */
function listsWords(schema: JsonObject): boolean {
  const { items } = schema;
  return (isJsonObject(items) && typesOf(items).has('string')) || branchesOf(schema).some(listsWords);
}

/** The texts that a schema names one by one. */
function choicesOf(schema: JsonObject): string[] {
  const { const: only, enum: choices } = schema;
  const listed = choices !== undefined && isJsonArray(choices) ? choices : only === undefined ? [] : [only];
  return [...listed.filter((choice) => typeof choice === 'string'), ...branchesOf(schema).flatMap(choicesOf)];
}
