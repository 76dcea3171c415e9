import type { ErrorObject } from './vendor/ajv.js';
import { canonicalJson, isJsonArray, isJsonObject, type Json, type JsonObject } from '../core/json.js';

/**
 * For every `anyOf` and `oneOf`, keeps either the errors of the one branch that the value was meant for, or one error for the
 * whole. A branch is meant when its discriminating constant is the value's (`type: conv2d`), or when it alone has the value's type.
 */
export function reduceUnions(errors: readonly ErrorObject[]): ErrorObject[] {
  const union = errors
    .filter((error) => error.keyword === 'anyOf' || error.keyword === 'oneOf')
    .sort(
      (a, b) => a.schemaPath.length - b.schemaPath.length || a.instancePath.length - b.instancePath.length,
    )
    .at(0);
  if (union === undefined) return [...errors];
  const isBelow = (error: ErrorObject) =>
    error.schemaPath.startsWith(`${union.schemaPath}/`) &&
    (error.instancePath === union.instancePath || error.instancePath.startsWith(`${union.instancePath}/`));
  const below = errors.filter(isBelow);
  const others = errors.filter((error) => error !== union && !isBelow(error));
  return [...decide(union, below), ...reduceUnions(others)];
}

function decide(union: ErrorObject, below: readonly ErrorObject[]): ErrorObject[] {
  const branches = branchesOf(union);
  const data = union.data as Json;
  const ofBranch = (index: number) =>
    below.filter((error) => error.schemaPath.startsWith(`${union.schemaPath}/${index}/`));
  const alike = branches.flatMap((branch, index) => (hasType(branch, data) ? [index] : []));
  const [first] = alike;
  if (alike.length === 1 && first !== undefined && !isChoice(branches[first]))
    return reduceUnions(ofBranch(first));
  if (!isJsonObject(data)) return [{ ...union, params: { ...union.params, ...mappingHint(branches, data) } }];

  const objects = alike.map((index) => branches[index] ?? {});
  const tag = discriminator(objects);
  if (tag === undefined) return [union];
  const value = data[tag];
  if (value === undefined) return [missing(union, tag, objects)];
  const meant = alike.find((index) =>
    constants(branches[index], tag).some((each) => canonicalJson(each) === canonicalJson(value)),
  );
  return meant === undefined ? [wrongTag(union, tag, objects, value)] : reduceUnions(ofBranch(meant));
}

function branchesOf(union: ErrorObject): JsonObject[] {
  const schema: unknown = union.schema;
  return Array.isArray(schema) ? (schema as JsonObject[]) : [];
}

/** Whether a branch names its values one by one: then the whole union says more than that branch. */
function isChoice(branch: JsonObject | undefined): boolean {
  return branch !== undefined && ('const' in branch || 'enum' in branch);
}

function hasType(branch: JsonObject, data: Json): boolean {
  const type = branch['type'];
  const types = type === undefined ? [] : isJsonArray(type) ? type : [type];
  if (types.length === 0) {
    const choices = branch['enum'];
    const listed =
      choices !== undefined && isJsonArray(choices)
        ? choices
        : 'const' in branch
          ? [branch['const'] ?? null]
          : [];
    return listed.some((choice) => typeof choice === typeof data);
  }
  return types.some((each) => {
    if (each === 'integer' || each === 'number') return typeof data === 'number';
    if (each === 'array') return isJsonArray(data);
    if (each === 'object') return isJsonObject(data);
    return each === 'null' ? data === null : typeof data === each;
  });
}

/** The property for which every branch names constants. */
function discriminator(branches: readonly JsonObject[]): string | undefined {
  const properties = branches[0]?.['properties'];
  if (branches.length < 2 || !isJsonObject(properties)) return undefined;
  return Object.keys(properties).find((name) =>
    branches.every((branch) => constants(branch, name).length > 0),
  );
}

function constants(branch: JsonObject | undefined, name: string): readonly Json[] {
  const properties = branch?.['properties'];
  const property = isJsonObject(properties) ? properties[name] : undefined;
  if (!isJsonObject(property)) return [];
  const choices = property['enum'];
  if (choices !== undefined && isJsonArray(choices)) return choices;
  return 'const' in property ? [property['const'] ?? null] : [];
}

function missing(union: ErrorObject, tag: string, branches: readonly JsonObject[]): ErrorObject {
  const choices = branches.flatMap((branch) => constants(branch, tag));
  const parentSchema = { properties: { [tag]: { enum: choices } } };
  return { ...union, keyword: 'required', params: { missingProperty: tag }, parentSchema };
}

function wrongTag(
  union: ErrorObject,
  tag: string,
  branches: readonly JsonObject[],
  value: Json,
): ErrorObject {
  const choices = branches.flatMap((branch) => constants(branch, tag));
  const instancePath = `${union.instancePath}/${tag.replaceAll('~', '~0').replaceAll('/', '~1')}`;
  return {
    ...union,
    keyword: 'enum',
    instancePath,
    params: fieldHint(tag, branches, value),
    parentSchema: { enum: choices },
    data: value,
  };
}

interface Hint {
  readonly remedy?: string;
}

/** `step` where only `{ name: step, every: … }` has a meaning. */
function mappingHint(branches: readonly JsonObject[], data: Json): Hint {
  const objects = branches.filter((branch) => branch['type'] === 'object');
  const tag = discriminator(objects);
  const meant =
    tag === undefined ? undefined : objects.find((branch) => constants(branch, tag).includes(data));
  if (tag === undefined || meant === undefined) return {};
  return { remedy: `${literal(data)} needs a mapping: ${mapping(tag, data, meant)}` };
}

/** `kind: relu` where relu is a value of the field that one branch needs: `{ kind: activation, activation: relu }`. */
function fieldHint(tag: string, branches: readonly JsonObject[], value: Json): Hint {
  for (const branch of branches) {
    const field = required(branch).find((name) => name !== tag && constants(branch, name).includes(value));
    const [kind] = constants(branch, tag);
    if (field === undefined || kind === undefined) continue;
    return { remedy: `write ${mapping(tag, kind, branch, { [field]: value })}` };
  }
  return {};
}

function required(branch: JsonObject): readonly string[] {
  const names = branch['required'];
  return names !== undefined && isJsonArray(names) ? names.map(String) : [];
}

const literal = (value: Json): string => (typeof value === 'string' ? value : canonicalJson(value));

/** A mapping with what its branch requires, `…` for what is not known. */
function mapping(tag: string, kind: Json, branch: JsonObject, known: JsonObject = {}): string {
  const others = required(branch).filter((name) => name !== tag);
  const fields = others.map((name) => `${name}: ${name in known ? literal(known[name] ?? null) : '…'}`);
  return `{ ${[`${tag}: ${literal(kind)}`, ...fields].join(', ')} }`;
}
