// JSON Schemas of our own types, which the compiler compares with the types: a field that is added, removed, or becomes optional on
// one side only does not compile.
import type { JsonObject } from './json.js';

type OptionalKeys<T> = { [K in keyof T]-?: object extends Pick<T, K> ? K : never }[keyof T];
type RequiredKeys<T> = Exclude<keyof T, OptionalKeys<T>>;

/** A schema for each field of `T`, those that may be absent apart; `Known` fields are described elsewhere. */
export type Fields<T, Known = never> = {
  readonly description?: string;
  readonly required: { readonly [K in Exclude<RequiredKeys<T>, Known>]: JsonObject };
} & ([OptionalKeys<T>] extends [never]
  ? { readonly optional?: never }
  : { readonly optional: { readonly [K in OptionalKeys<T>]: JsonObject } });

/** One schema a member of the union, by the value of its `Tag`. */
export type TaggedFields<T, Tag extends keyof T, Known = never> = {
  readonly [V in T[Tag] & string]: Fields<Extract<T, Readonly<Record<Tag, V>>>, Tag | Known>;
};

/** The schema of an object that has these fields and no other. */
export function closed<T>(fields: Fields<T>): JsonObject {
  return closedObject(fields, {});
}

/** The schema of a union whose members are told apart by `tag`. */
export function tagged<T, Tag extends keyof T & string, Known = never>(
  tag: Tag,
  members: TaggedFields<T, Tag, Known>,
  shared: JsonObject = {},
): JsonObject {
  const all = members as Readonly<Record<string, LooseFields>>;
  return {
    oneOf: Object.entries(all).map(([value, fields]) =>
      closedObject(fields, { [tag]: { const: value }, ...shared }),
    ),
  };
}

interface LooseFields {
  readonly description?: string;
  readonly required: JsonObject;
  readonly optional?: JsonObject | undefined;
}

function closedObject({ description, required, optional }: LooseFields, shared: JsonObject): JsonObject {
  const names = [...Object.keys(shared), ...Object.keys(required)];
  return {
    type: 'object',
    ...(description === undefined ? {} : { description }),
    additionalProperties: false,
    ...(names.length === 0 ? {} : { required: names }),
    properties: { ...shared, ...required, ...optional },
  };
}
