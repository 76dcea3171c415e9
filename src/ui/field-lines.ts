// The fields of parameters that are mappings, of lists of mappings, and of unions of either: one alternative below another.
import { canonicalJson, type Json } from '../core/json.js';
import { alternativesOf, orList, schemaText, type Schema } from './schema-text.js';
import { wrapHanging, wrapText } from './text-width.js';

const columns = 80;

/** A way to write a mapping. */
interface Form {
  /** The values of the field that tells the forms apart: `["max-pool", "average-pool"]`. */
  readonly tags: readonly Json[];
  readonly fields: Readonly<Record<string, Schema>>;
  readonly required: readonly string[];
}

/** Every field of every form that a parameter has as a mapping; nothing for one that is none. */
export function fieldLines(schema: Schema, indent: number): string[] {
  const direct = mappings(alternatives(schema));
  const isList = direct.length === 0;
  const found = isList ? mappings(alternatives(schema).flatMap(itemsOf)) : direct;
  const [first] = found;
  if (first === undefined) return [];
  if (found.length === 1) {
    const lines = formLines(formOf(first, undefined), indent + (first === schema ? 0 : 2));
    return first === schema
      ? lines
      : [`${' '.repeat(indent)}${isList ? 'Each of the list' : 'A mapping'} has`, ...lines];
  }
  const tag = tagOf(found);
  const shared = sharedFields(found, tag);
  const forms = merged(found.map((one) => formOf(one, tag, shared)));
  const heading = isList ? 'Each of the list is one of' : 'A mapping is one of';
  return [
    `${' '.repeat(indent)}${heading}`,
    ...forms.flatMap((form) => [
      ...hanging(`${tag ?? 'a mapping'}: ${orList(form.tags.map(canonicalJson))}`, indent + 2),
      ...formLines(form, indent + 6),
    ]),
    ...(shared.size === 0 ? [] : [`${' '.repeat(indent)}and any of them may have`]),
    ...formLines({ tags: [], fields: Object.fromEntries(shared), required: [] }, indent + 6),
  ];
}

function alternatives(schema: Schema): readonly Schema[] {
  return alternativesOf(schema) ?? [schema];
}

function itemsOf(schema: Schema): readonly Schema[] {
  const items = schema['items'];
  return typeof items === 'object' && items !== null ? alternatives(items as Schema) : [];
}

function mappings(schemas: readonly Schema[]): readonly Schema[] {
  return schemas.filter((schema) => Object.keys(fieldsOf(schema)).length > 0);
}

function fieldsOf(schema: Schema): Readonly<Record<string, Schema>> {
  // A plugin's schema may have `true` for a field that can be anything.
  const fields = Object.entries((schema['properties'] ?? {}) as Readonly<Record<string, unknown>>);
  return Object.fromEntries(
    fields.map(([name, field]) => [
      name,
      typeof field === 'object' && field !== null ? (field as Schema) : {},
    ]),
  );
}

/** The field that has one value in each. */
function tagOf(found: readonly Schema[]): string | undefined {
  const [first = {}] = found;
  return Object.keys(fieldsOf(first)).find((name) =>
    found.every((one) => 'const' in (fieldsOf(one)[name] ?? {})),
  );
}

/** Fields that all have alike and none needs. */
function sharedFields(found: readonly Schema[], tag: string | undefined): ReadonlyMap<string, Schema> {
  const [first = {}] = found;
  return new Map(
    Object.entries(fieldsOf(first)).filter(([name, field]) =>
      found.every(
        (one) => name !== tag && !requiredOf(one).includes(name) && text(fieldsOf(one)[name]) === text(field),
      ),
    ),
  );
}

const text = (schema: Schema | undefined): string => JSON.stringify(schema ?? null);

function requiredOf(schema: Schema): readonly string[] {
  return (schema['required'] ?? []) as readonly string[];
}

function formOf(
  schema: Schema,
  tag: string | undefined,
  shared: ReadonlyMap<string, Schema> = new Map(),
): Form {
  const fields = Object.entries(fieldsOf(schema)).filter(([name]) => name !== tag && !shared.has(name));
  const value = tag === undefined ? undefined : (fieldsOf(schema)[tag]?.['const'] as Json);
  return {
    tags: value === undefined ? [] : [value],
    fields: Object.fromEntries(fields),
    required: requiredOf(schema),
  };
}

/** Forms with the same fields, told once. */
function merged(forms: readonly Form[]): readonly Form[] {
  const byFields = new Map<string, Form>();
  for (const form of forms) {
    const key = JSON.stringify([form.fields, form.required]);
    const before = byFields.get(key);
    byFields.set(key, before === undefined ? form : { ...form, tags: [...before.tags, ...form.tags] });
  }
  return [...byFields.values()];
}

function formLines({ fields, required }: Form, indent: number): string[] {
  return Object.entries(fields).flatMap(([name, schema]) => [
    ...hanging(`${name}: ${schemaText(schema)}${presence(schema, required.includes(name))}`, indent),
    ...described(schema, indent + 4),
    ...fieldLines(schema, indent + 4),
  ]);
}

function presence(schema: Schema, isRequired: boolean): string {
  if (isRequired) return ', required';
  return 'default' in schema ? `, by default ${canonicalJson(schema['default'] as Json)}` : '';
}

function described(schema: Schema, indent: number): string[] {
  const description = schema['description'];
  if (typeof description !== 'string') return [];
  return wrapText(description, columns - indent).map((line) => ' '.repeat(indent) + line);
}

function hanging(line: string, indent: number): string[] {
  return wrapHanging(' '.repeat(indent) + line, columns);
}
