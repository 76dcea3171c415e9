/** A value that JSON can hold exactly: what parameters, keys and manifests are made of. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

export interface JsonObject {
  readonly [name: string]: Json;
}

/**
 * The one text for a JSON value: names sorted by UTF-16 code unit, no white space, numbers as ECMAScript prints them.
 * @throws TypeError when a number is not finite, since JSON would quietly turn it into null.
 * @see RFC 8785, whose rules these are.
 */
export function canonicalJson(value: Json): string {
  if (typeof value === 'string') return quoted(value);
  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw new TypeError(`canonicalJson: ${String(value)} is not a JSON number`);
  }
  if (value === null || typeof value !== 'object') return String(value);
  // Put together piece by piece: a key may hold ten thousand files, and lists of pieces cost more than the pieces.
  let text = '';
  if (isJsonArray(value)) {
    for (const item of value) text += text === '' ? canonicalJson(item) : `,${canonicalJson(item)}`;
    return `[${text}]`;
  }
  for (const name of Object.keys(value).sort()) {
    text += `${text === '' ? '' : ','}${quoted(name)}:${canonicalJson(value[name] ?? null)}`;
  }
  return `{${text}}`;
}

/** Printable ASCII but for the quote and the backslash stands for itself. */
const plainText = /^[ !#-[\]-~]*$/;

function quoted(text: string): string {
  return plainText.test(text) ? `"${text}"` : JSON.stringify(text);
}

/** `Array.isArray` widens a readonly array to `any[]`; this keeps its type. */
export function isJsonArray(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

export function isJsonObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
