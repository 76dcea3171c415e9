/**
 * The TypeScript type of the parameters that a literal schema describes: what `run` gets, defaults filled in. It knows what
 * schemas of parameters are made of (`type`, `enum`, `const`, `anyOf`, `oneOf`, `items`, `properties`); anything else is unknown.
 */
export type ParamsOf<S> = S extends { readonly properties: infer P }
  ? { readonly [Name in keyof P]: ValueOf<P[Name]> }
  : never;

type ValueOf<S> = S extends { readonly const: infer C }
  ? C
  : S extends { readonly enum: readonly (infer E)[] }
    ? E
    : S extends { readonly anyOf: readonly (infer B)[] }
      ? ValueOf<B>
      : S extends { readonly oneOf: readonly (infer B)[] }
        ? ValueOf<B>
        : S extends { readonly type: readonly (infer T)[] }
          ? OfType<T, S>
          : S extends { readonly type: infer T }
            ? OfType<T, S>
            : unknown;

type OfType<T, S> = T extends 'string'
  ? string
  : T extends 'integer' | 'number'
    ? number
    : T extends 'boolean'
      ? boolean
      : T extends 'null'
        ? null
        : T extends 'array'
          ? readonly (S extends { readonly items: infer I } ? ValueOf<I> : unknown)[]
          : T extends 'object'
            ? OfObject<S>
            : unknown;

type OfObject<S> = S extends { readonly properties: infer P }
  ? { readonly [Name in keyof P & Needed<S>]: ValueOf<P[Name]> } & {
      readonly [Name in Exclude<keyof P, Needed<S>>]?: ValueOf<P[Name]>;
    }
  : S extends { readonly additionalProperties: infer A extends object }
    ? Readonly<Record<string, ValueOf<A>>>
    : Readonly<Record<string, unknown>>;

type Needed<S> = S extends { readonly required: readonly (infer R)[] } ? R : never;
