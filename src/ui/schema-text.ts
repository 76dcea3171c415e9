import { canonicalJson, type Json } from '../core/json.js';

export type Schema = Readonly<Record<string, unknown>>;

/** What a parameter may be, in words: `integer, at least 2`, `"elu" or "relu"`, `list of integer, at least 1`. */
export function schemaText(schema: Schema): string {
  return orList([...new Set(alternativeTexts(schema))]);
}

/** One phrase for each alternative, whether they are listed as values or as schemas. */
function alternativeTexts(schema: Schema): string[] {
  const choices = schema['enum'];
  if (Array.isArray(choices)) return choices.map((choice) => canonicalJson(choice as Json));
  if ('const' in schema) return [canonicalJson(schema['const'] as Json)];
  const alternatives = alternativesOf(schema);
  if (alternatives !== undefined) return alternatives.flatMap(alternativeTexts);
  const type = schema['type'];
  const names = (Array.isArray(type) ? type : [type ?? 'anything']).map(String);
  return [[orList(names.map((name) => typeText(name, schema))), ...limits(schema)].join(', ')];
}

/** The schemas of a union; undefined when it is none. */
export function alternativesOf(schema: Schema): readonly Schema[] | undefined {
  const alternatives = schema['anyOf'] ?? schema['oneOf'];
  if (!Array.isArray(alternatives)) return undefined;
  // `true`, in a plugin's schema, is anything.
  return alternatives.map((one: unknown) => (typeof one === 'object' && one !== null ? (one as Schema) : {}));
}

/** As errors have it, what JSON calls an object is a mapping. */
function typeText(name: string, schema: Schema): string {
  if (name === 'object') return 'mapping';
  const items = schema['items'];
  if (name !== 'array') return name;
  return typeof items === 'object' && items !== null ? `list of (${schemaText(items as Schema)})` : 'list';
}

const limitTexts: Readonly<Record<string, (limit: string) => string>> = {
  minimum: (limit) => `at least ${limit}`,
  exclusiveMinimum: (limit) => `above ${limit}`,
  maximum: (limit) => `at most ${limit}`,
  exclusiveMaximum: (limit) => `below ${limit}`,
  multipleOf: (limit) => `a multiple of ${limit}`,
  minLength: (limit) => (limit === '1' ? 'not empty' : `at least ${limit} characters`),
  maxLength: (limit) => `at most ${limit} characters`,
  pattern: (limit) => `matching ${limit}`,
  minItems: (limit) => `at least ${limit} of them`,
  maxItems: (limit) => `at most ${limit} of them`,
};

function limits(schema: Schema): string[] {
  const texts = Object.entries(limitTexts).flatMap(([keyword, text]) => {
    const limit = schema[keyword];
    return typeof limit === 'number' || typeof limit === 'string' ? [text(String(limit))] : [];
  });
  return schema['uniqueItems'] === true ? [...texts, 'no two alike'] : texts;
}

/** `a`, `a or b`, `a, b or c`. */
export function orList(texts: readonly string[]): string {
  return texts.length < 2 ? (texts[0] ?? '') : `${texts.slice(0, -1).join(', ')} or ${texts.at(-1) ?? ''}`;
}
