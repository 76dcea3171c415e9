// Stage 3: `${name}` -> the param's value. A value that is only a reference becomes the param's tree with the param's place
// (what a person must change) and the reference's place (where it is used); inside text it becomes text. Params may refer to
// params; a circle is an error. Sizes are checked before anything is copied, so references cannot grow like an alias bomb.
import { overrideFile } from './apply-overrides.js';
import type { Findings } from './findings.js';
import { maxDepth, maxText, maxValues } from './limits.js';
import { nearestOf } from './nearest.js';
import { within, type Span } from './source.js';
import { parseTemplate, type Part } from './template.js';
import {
  childPath,
  shown,
  sizeOf,
  unknownAt,
  type Entry,
  type Mapping,
  type Scalar,
  type Tree,
} from './tree.js';

export class Interpolator {
  readonly #params: Mapping;
  readonly #findings: Findings;
  readonly #resolved = new Map<Tree, Tree>();
  /** The params being resolved, outermost first, as they were named. */
  readonly #open: { readonly tree: Tree; readonly name: string }[] = [];
  #values = 0;

  /** @param params As written, after `--set`. */
  constructor(params: Mapping, findings: Findings) {
    this.#params = params;
    this.#findings = findings;
  }

  /** All params, references among them replaced. */
  resolveParams(): Mapping {
    const entries = new Map(this.#params.entries);
    for (const [name, entry] of entries) {
      entries.set(name, { ...entry, value: this.#follow(name, entry.value, childPath('params', name)) });
    }
    return { ...this.#params, entries, size: sizeOf([...entries.values()].map((entry) => entry.value)) };
  }

  /** Replaces every reference below a tree. `path` names the tree in findings. */
  resolve(tree: Tree, path: string): Tree {
    const known = this.#resolved.get(tree);
    if (known !== undefined) return known;
    const resolved = this.#resolveNew(tree, path);
    this.#resolved.set(tree, resolved);
    return resolved;
  }

  #resolveNew(tree: Tree, path: string): Tree {
    switch (tree.type) {
      case 'unknown':
        return tree;
      case 'scalar':
        return typeof tree.value === 'string' && tree.value.includes('${')
          ? this.#text(tree, tree.value, path)
          : tree;
      case 'list': {
        const items = tree.items.map((item, index) => this.resolve(item, childPath(path, index)));
        return { ...tree, items, size: sizeOf(items) };
      }
      case 'mapping': {
        const entries = new Map(tree.entries);
        for (const [key, entry] of entries) {
          entries.set(key, { ...entry, value: this.resolve(entry.value, childPath(path, key)) });
        }
        return { ...tree, entries, size: sizeOf([...entries.values()].map((entry) => entry.value)) };
      }
    }
  }

  #text(tree: Scalar, text: string, path: string): Tree {
    const parts = parseTemplate(text);
    const [only] = parts;
    if (parts.length === 1 && only?.type === 'reference') return this.#whole(tree, only.name, path);
    let joined = '';
    let wrong = false;
    for (const part of parts) {
      const piece = this.#piece(tree, part, path);
      if (piece === undefined) wrong = true;
      else joined += piece;
      if (joined.length <= maxText) continue;
      this.#findings.add(tree, path, { kind: 'limit', of: 'text', limit: maxText });
      return unknownAt(tree.at);
    }
    return wrong ? unknownAt(tree.at) : { ...tree, value: joined };
  }

  #whole(tree: Scalar, name: string, path: string): Tree {
    const value = this.#lookUp(tree, name, path);
    this.#values += value.size;
    if (this.#values > maxValues) {
      this.#findings.add(tree, path, { kind: 'limit', of: 'values', found: this.#values, limit: maxValues });
      return unknownAt(tree.at);
    }
    return usedAt(value, tree.at);
  }

  #piece(tree: Scalar, part: Part, path: string): string | undefined {
    switch (part.type) {
      case 'text':
        return part.text;
      case 'broken':
        this.#findings.add({ at: within(tree.at, part.text) }, path, {
          kind: 'bad-reference',
          found: part.text,
        });
        return undefined;
      case 'reference': {
        const value = this.#lookUp(tree, part.name, path);
        if (value.type === 'unknown') return undefined;
        if (value.type === 'scalar' && value.value !== null) return String(value.value);
        const at = within(tree.at, part.name);
        // A value of a `--set` option was meant to be a text: the option is what a person must change.
        const isOption = value.at.source.file === overrideFile;
        const origin = isOption ? { at: value.at, usedAt: at } : { at };
        const problem = { kind: 'not-text', name: part.name, found: shown(value) } as const;
        const quoted = `put quotes around the text: '${part.name}="…"'`;
        this.#findings.add(origin, path, isOption ? { ...problem, remedy: quoted } : problem);
        return undefined;
      }
    }
  }

  /** The resolved tree that a dotted name stands for. */
  #lookUp(user: Scalar, name: string, path: string): Tree {
    let here: Tree = this.#params;
    let below = '';
    // What a reference led to, or a text, is resolved: what it says must not be resolved a second time.
    let isResolved = false;
    for (const part of name.split('.')) {
      const entry: Entry | undefined = here.type === 'mapping' ? here.entries.get(part) : undefined;
      if (entry === undefined)
        return here.type === 'unknown' ? here : this.#unknown(user, name, here, below, path);
      below = below === '' ? part : `${below}.${part}`;
      here = entry.value;
      // A reference on the way is followed first; a list or a mapping only at the end, so that `a.x` may be used inside `a`.
      if (isResolved || here.type !== 'scalar') continue;
      here = this.#follow(below, here, childPath('params', below), user, path);
      isResolved = true;
    }
    return isResolved ? here : this.#follow(name, here, childPath('params', name), user, path);
  }

  #follow(name: string, tree: Tree, path: string, user?: Scalar, userPath?: string): Tree {
    const known = this.#resolved.get(tree);
    if (known !== undefined) return known;
    const start = this.#open.findIndex((open) => open.tree === tree);
    if (start !== -1 && user !== undefined) {
      const cycle = [...this.#open.slice(start).map((open) => open.name), name];
      this.#findings.add(user, userPath ?? path, { kind: 'param-cycle', cycle });
      return unknownAt(user.at);
    }
    if (this.#open.length >= maxDepth) {
      this.#findings.add(user ?? tree, userPath ?? path, { kind: 'limit', of: 'depth', limit: maxDepth });
      return unknownAt(tree.at);
    }
    this.#open.push({ tree, name });
    const resolved = this.resolve(tree, path);
    this.#open.pop();
    return resolved;
  }

  #unknown(user: Scalar, name: string, here: Tree, below: string, path: string): Tree {
    const keys = here.type === 'mapping' ? [...here.entries.keys()] : [];
    const known = keys.map((key) => (below === '' ? key : `${below}.${key}`));
    const at = within(user.at, name);
    this.#findings.add({ at }, path, {
      kind: 'unknown-param',
      name,
      known,
      ...nearestOf(name, known),
      by: 'reference',
    });
    return unknownAt(user.at);
  }
}

function usedAt(tree: Tree, place: Span): Tree {
  switch (tree.type) {
    case 'scalar':
    case 'unknown':
      return { ...tree, usedAt: place };
    case 'list':
      return { ...tree, usedAt: place, items: tree.items.map((item) => usedAt(item, place)) };
    case 'mapping': {
      const entries = new Map(tree.entries);
      for (const [key, entry] of entries) entries.set(key, { ...entry, value: usedAt(entry.value, place) });
      return { ...tree, usedAt: place, entries };
    }
  }
}
