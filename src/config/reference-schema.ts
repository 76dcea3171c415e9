import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../core/json.js';

/** Keywords that only describe: they stay outside, where editors look for them. */
const annotations = ['description', 'title', 'default', 'examples'];

/**
 * A parameter's schema that also allows a `${reference}` for the value and for every value inside it.
 * `oneOf` becomes `anyOf`, since a reference in the place of a discriminating constant would fit several branches.
 */
export function allowReferences(schema: JsonObject, reference: JsonObject): JsonObject {
  const kept: Record<string, Json> = {};
  const inner: Record<string, Json> = {};
  for (const [keyword, value] of Object.entries(schema)) {
    if (annotations.includes(keyword)) kept[keyword] = value;
    else inner[keyword === 'oneOf' ? 'anyOf' : keyword] = insideOf(keyword, value, reference);
  }
  const branches = inner['anyOf'];
  const alone = Object.keys(inner).length === 1 && branches !== undefined && isJsonArray(branches);
  return { ...kept, anyOf: alone ? [...branches, reference] : [inner, reference] };
}

function insideOf(keyword: string, value: Json, reference: JsonObject): Json {
  const open = (each: Json) => (isJsonObject(each) ? allowReferences(each, reference) : each);
  switch (keyword) {
    case 'properties':
      return isJsonObject(value)
        ? Object.fromEntries(Object.entries(value).map(([name, each]) => [name, open(each)]))
        : value;
    case 'items':
    case 'additionalProperties':
      return open(value);
    case 'anyOf':
    case 'oneOf':
      // The whole may be a reference already: only what lies inside the branches is opened.
      return isJsonArray(value)
        ? value.map((each) => (isJsonObject(each) ? openInside(each, reference) : each))
        : value;
    default:
      return value;
  }
}

function openInside(schema: JsonObject, reference: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(schema).map(([keyword, value]) => [
      keyword === 'oneOf' ? 'anyOf' : keyword,
      insideOf(keyword, value, reference),
    ]),
  );
}
