import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../core/json.js';

/** What a JSON Schema allows, as a phrase that follows "must be": `an integer of at least 2`. */
export function describeSchema(schema: JsonObject): string {
  if ('const' in schema) return literal(schema['const'] ?? null);
  const choices = schema['enum'];
  if (choices !== undefined && isJsonArray(choices)) {
    return choices.length === 1
      ? literal(choices[0] ?? null)
      : `one of ${alternatives(choices.map(literal))}`;
  }
  for (const keyword of ['anyOf', 'oneOf']) {
    const branches = schema[keyword];
    if (branches !== undefined && isJsonArray(branches)) {
      return alternatives([...new Set(branches.filter(isJsonObject).map(describeSchema))]);
    }
  }
  const type = schema['type'];
  if (type !== undefined && isJsonArray(type)) {
    return alternatives(type.map((each) => describeType({ ...schema, type: each })));
  }
  return describeType(schema);
}

function describeType(schema: JsonObject): string {
  switch (schema['type']) {
    case 'integer':
      return `an integer${range(schema)}`;
    case 'number':
      return `a number${range(schema)}`;
    case 'boolean':
      return 'true or false';
    case 'string':
      return describeText(schema);
    case 'array':
      return describeList(schema);
    case 'object':
      return 'a mapping';
    case 'null':
      return 'nothing (null)';
    default:
      return 'another value';
  }
}

function range(schema: JsonObject): string {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = schema;
  const multiple = typeof multipleOf === 'number' ? `, a multiple of ${multipleOf}` : '';
  if (typeof minimum === 'number' && typeof maximum === 'number')
    return ` from ${minimum} to ${maximum}${multiple}`;
  const low =
    typeof minimum === 'number'
      ? ` of at least ${minimum}`
      : typeof exclusiveMinimum === 'number'
        ? ` above ${exclusiveMinimum}`
        : '';
  const high =
    typeof maximum === 'number'
      ? ` at most ${maximum}`
      : typeof exclusiveMaximum === 'number'
        ? ` below ${exclusiveMaximum}`
        : '';
  if (low === '' && high !== '') return `${high.replace(' at most', ' of at most')}${multiple}`;
  return `${low}${low !== '' && high !== '' ? ' and' : ''}${high}${multiple}`;
}

function describeText(schema: JsonObject): string {
  const { pattern, minLength, maxLength } = schema;
  if (typeof pattern === 'string') return `text that matches ${pattern}`;
  if (typeof maxLength === 'number') return `text of at most ${maxLength} characters`;
  return minLength === 1
    ? 'text that is not empty'
    : typeof minLength === 'number'
      ? `text of at least ${minLength} characters`
      : 'text';
}

function describeList(schema: JsonObject): string {
  const { items, minItems, maxItems } = schema;
  const count =
    typeof minItems === 'number' && minItems === maxItems
      ? ` of ${minItems}`
      : typeof minItems === 'number' && typeof maxItems === 'number'
        ? ` of ${minItems} to ${maxItems}`
        : typeof minItems === 'number'
          ? ` of at least ${minItems}`
          : typeof maxItems === 'number'
            ? ` of at most ${maxItems}`
            : '';
  const distinct = schema['uniqueItems'] === true ? ' without repeats' : '';
  const each = isJsonObject(items) && items['type'] !== 'object' ? `, each ${describeSchema(items)}` : '';
  return `a list${count}${count === '' ? '' : count.endsWith(' 1') ? ' value' : ' values'}${distinct}${each}`;
}

function literal(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** `a`, `a or b`, `a, b or c`. */
export function alternatives(phrases: readonly string[]): string {
  const last = phrases.at(-1) ?? '';
  return phrases.length < 2 ? last : `${phrases.slice(0, -1).join(', ')} or ${last}`;
}
