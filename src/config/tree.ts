// The tree that all later stages read: YAML without its spellings, every value with the place where a person can change it.
import type { Json } from '../core/json.js';
import type { Span } from './source.js';

export type Tree = Scalar | List | Mapping | Unknown;

interface Origin {
  /** Where the value stands. */
  readonly at: Span;
  /** Where a `${reference}` brought it to, when that is elsewhere. */
  readonly usedAt?: Span;
  /** How many values it holds, itself included, shared ones as often as they occur. */
  readonly size: number;
}

export interface Scalar extends Origin {
  readonly type: 'scalar';
  readonly value: null | boolean | number | string;
}

export interface List extends Origin {
  readonly type: 'list';
  readonly items: readonly Tree[];
}

export interface Mapping extends Origin {
  readonly type: 'mapping';
  readonly entries: ReadonlyMap<string, Entry>;
}

/** Stands for a value that was found to be wrong already, so that nothing further is said about it. */
export interface Unknown extends Origin {
  readonly type: 'unknown';
}

export interface Entry {
  readonly key: string;
  readonly keyAt: Span;
  readonly value: Tree;
}

export function unknownAt(at: Span): Unknown {
  return { type: 'unknown', at, size: 1 };
}

export function emptyMapping(at: Span): Mapping {
  return { type: 'mapping', at, size: 1, entries: new Map() };
}

/** The size of a list or mapping with these members. */
export function sizeOf(members: Iterable<Tree>): number {
  let size = 1;
  for (const member of members) size += member.size;
  return size;
}

/** The plain value; an unknown part reads as null, which no plan is made of. */
export function toJson(tree: Tree): Json {
  switch (tree.type) {
    case 'scalar':
      return tree.value;
    case 'list':
      return tree.items.map(toJson);
    case 'mapping':
      return Object.fromEntries([...tree.entries.values()].map((entry) => [entry.key, toJson(entry.value)]));
    case 'unknown':
      return null;
  }
}

export function hasUnknown(tree: Tree): boolean {
  switch (tree.type) {
    case 'scalar':
      return false;
    case 'list':
      return tree.items.some(hasUnknown);
    case 'mapping':
      return [...tree.entries.values()].some((entry) => hasUnknown(entry.value));
    case 'unknown':
      return true;
  }
}

/** A value as a message shows it: short, strings in quotes. */
export function shown(tree: Tree): string {
  switch (tree.type) {
    case 'scalar':
      return tree.value === null ? 'nothing' : shownScalar(tree.value);
    case 'list':
      return tree.items.length === 0 ? 'an empty list' : `a list of ${tree.items.length}`;
    case 'mapping':
      return tree.entries.size === 0 ? 'an empty mapping' : 'a mapping';
    case 'unknown':
      return 'something unknown';
  }
}

function shownScalar(value: boolean | number | string): string {
  if (typeof value !== 'string') return String(value);
  const text = JSON.stringify(value);
  return text.length <= 60 ? text : `${text.slice(0, 56)}…"`;
}

/** `base.key`, with quotes around a key that is not a plain name. */
export function childPath(base: string, key: string | number): string {
  if (typeof key === 'number') return `${base}[${key}]`;
  if (!/^[A-Za-z_][A-Za-z0-9_-]*$/.test(key)) return `${base}[${JSON.stringify(key)}]`;
  return base === '' ? key : `${base}.${key}`;
}
