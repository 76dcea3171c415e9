// Stage 1: text -> tree. YAML 1.2's core schema without tags, merge keys and several documents; aliases are allowed and
// counted as often as they are used, so an alias bomb stops at the limit instead of growing. A file with a syntax error goes
// no further, since what the parser then makes of it is a guess.
import {
  Composer,
  CST,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  Parser,
  type Alias,
  type Document,
  type Node,
  type Scalar as YamlScalar,
  type YAMLMap,
} from './vendor/yaml.js';
import type { Findings } from './findings.js';
import { maxCharacters, maxDepth, maxValues } from './limits.js';
import { nearestOf } from './nearest.js';
import type { SourceText, Span } from './source.js';
import { childPath, sizeOf, unknownAt, type Entry, type Tree } from './tree.js';
import { describeSyntaxErrors } from './yaml-syntax.js';

/**
 * Parses the part of a source text from `offset` on.
 * @returns undefined when it is not YAML or too large; otherwise the tree, with unknown parts where something was wrong.
 */
export function parseYaml(source: SourceText, findings: Findings, offset = 0): Tree | undefined {
  const text = source.text.slice(offset);
  const span = (start: number, end: number): Span => ({ source, start: start + offset, end: end + offset });
  if (text.length > maxCharacters) {
    const problem = { kind: 'limit', of: 'characters', found: text.length, limit: maxCharacters } as const;
    findings.add({ at: span(0, 1) }, '', problem);
    return undefined;
  }
  const tokens = [...new Parser().parse(text)];
  const deep = tooDeepAt(tokens);
  if (deep !== undefined) {
    findings.add({ at: span(deep, deep + 1) }, '', { kind: 'limit', of: 'depth', limit: maxDepth });
    return undefined;
  }
  const options = {
    version: '1.2',
    schema: 'core',
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'silent',
  } as const;
  const documents: readonly Document.Parsed[] = [...new Composer(options).compose(tokens)];
  const problems = describeSyntaxErrors(
    source,
    offset,
    documents.flatMap((document) => document.errors),
  );
  for (const { start, end, problem } of problems) findings.add({ at: span(start, end) }, '', problem);
  if (problems.length > 0) return undefined;

  const [first, second] = documents;
  if (second !== undefined) {
    const start = second.range[0];
    const at = span(start, start + 1);
    findings.add({ at }, '', { kind: 'unsupported-yaml', feature: 'several-documents', found: '---' });
  }
  const contents = first?.contents ?? null;
  const directive = /^%\w+/m.exec(text.slice(0, contents?.range[0] ?? 0));
  if (directive !== null) {
    const at = span(directive.index, directive.index + directive[0].length);
    findings.add({ at }, '', { kind: 'unsupported-yaml', feature: 'directive', found: directive[0] });
  }
  const tree = new TreeBuilder(span, findings).build(contents, '');
  if (tree.size <= maxValues) return tree;
  findings.add({ at: span(0, 1) }, '', { kind: 'limit', of: 'values', found: tree.size, limit: maxValues });
  return undefined;
}

/**
 * The offset where nesting goes beyond the limit. The composer recurses, so this looks at the flat tokens of the parser first.
 */
function tooDeepAt(tokens: readonly CST.Token[]): number | undefined {
  const open = tokens.map((token) => ({ token, depth: 0 }));
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { token, depth } = next;
    if ('type' in token && token.type === 'document' && token.value) open.push({ token: token.value, depth });
    if (!('type' in token) || !CST.isCollection(token)) continue;
    if (depth >= maxDepth) return token.offset;
    for (const item of token.items) {
      if (item.key) open.push({ token: item.key, depth: depth + 1 });
      if (item.value) open.push({ token: item.value, depth: depth + 1 });
    }
  }
  return undefined;
}

class TreeBuilder {
  readonly #span: (start: number, end: number) => Span;
  readonly #findings: Findings;
  /** An anchor's tree, or `open` while it is being built. */
  readonly #anchors = new Map<string, Tree | 'open'>();
  #values = 0;

  constructor(span: (start: number, end: number) => Span, findings: Findings) {
    this.#span = span;
    this.#findings = findings;
  }

  build(node: Node | null | undefined, path: string): Tree {
    if (!node) return { type: 'scalar', value: null, at: this.#span(0, 1), size: 1 };
    const at = this.#spanOf(node);
    if (isAlias(node)) return this.#alias(node, at, path);
    const anchor = (node as { anchor?: string }).anchor;
    if (anchor !== undefined) this.#anchors.set(anchor, 'open');
    const tree = this.#tagged(node, at, path) ?? this.#content(node, at, path);
    if (anchor !== undefined) this.#anchors.set(anchor, tree);
    return tree;
  }

  #spanOf(node: Node): Span {
    const [start, end] = node.range ?? [0, 1];
    return this.#span(start, Math.max(end, start + 1));
  }

  #content(node: Node, at: Span, path: string): Tree {
    if (isMap(node)) return this.#mapping(node as YAMLMap<Node, Node | null>, at, path);
    if (isSeq(node)) {
      const items = node.items.map((item, index) => this.build(item as Node, childPath(path, index)));
      return { type: 'list', items, at, size: sizeOf(items) };
    }
    return this.#scalar(node as YamlScalar, at, path);
  }

  #tagged(node: Node, at: Span, path: string): Tree | undefined {
    const spelled = (node as { tag?: string }).tag === undefined ? undefined : tagBefore(at);
    if (spelled === undefined) return undefined;
    return this.#wrong(at, path, { kind: 'unsupported-yaml', feature: 'tag', found: spelled });
  }

  #scalar(node: YamlScalar, at: Span, path: string): Tree {
    const { value } = node;
    if (typeof value === 'number') {
      const found = node.source ?? String(value);
      if (!Number.isFinite(value))
        return this.#wrong(at, path, { kind: 'bad-number', found, why: 'not-finite' });
      if (/^[-+]?\d+$/.test(found) && !Number.isSafeInteger(value))
        return this.#wrong(at, path, { kind: 'bad-number', found, why: 'not-exact' });
    }
    return { type: 'scalar', value: (value ?? null) as null | boolean | number | string, at, size: 1 };
  }

  #mapping(node: YAMLMap<Node, Node | null>, at: Span, path: string): Tree {
    const entries = new Map<string, Entry>();
    for (const { key, value } of node.items) {
      const name = this.#key(key, at, path);
      if (name === undefined) continue;
      const keyAt = this.#spanOf(key);
      const here = childPath(path === 'steps' ? '' : path, name);
      const first = entries.get(name);
      if (first !== undefined) {
        const firstLine = first.keyAt.source.place(first.keyAt.start, first.keyAt.end).line;
        this.#findings.add({ at: keyAt }, here, { kind: 'duplicate-key', name, firstLine });
        continue;
      }
      const tree: Tree = value
        ? this.build(value, here)
        : { type: 'scalar', value: null, at: keyAt, size: 1 };
      // An empty value has no width of its own: its key stands for it.
      const seen = tree.type === 'scalar' && tree.value === null && value?.range?.[0] === value?.range?.[1];
      entries.set(name, { key: name, keyAt, value: seen ? { ...tree, at: keyAt } : tree });
    }
    return { type: 'mapping', entries, at, size: sizeOf([...entries.values()].map((entry) => entry.value)) };
  }

  /** The key's name, or undefined when it was reported. */
  #key(key: Node | null, mapAt: Span, path: string): string | undefined {
    const at = key?.range ? this.#spanOf(key) : mapAt;
    const unsupported = keyTrouble(key, at);
    if (unsupported !== undefined) {
      this.#findings.add({ at }, path, { kind: 'unsupported-yaml', ...unsupported });
      return undefined;
    }
    const name = keyName(key);
    if (name === '__proto__') {
      this.#findings.add({ at }, childPath(path, name), { kind: 'forbidden-key', name });
      return undefined;
    }
    return name;
  }

  #alias(node: Alias, at: Span, path: string): Tree {
    const name = node.source;
    const target = this.#anchors.get(name);
    if (target === 'open') return this.#wrong(at, path, { kind: 'recursive-alias', name });
    if (target === undefined) {
      const near = nearestOf(name, this.#anchors.keys());
      return this.#wrong(at, path, { kind: 'unknown-alias', name, ...near });
    }
    this.#values += target.size;
    if (this.#values > maxValues) {
      return this.#wrong(at, path, { kind: 'limit', of: 'values', found: this.#values, limit: maxValues });
    }
    return target;
  }

  #wrong(at: Span, path: string, problem: Parameters<Findings['add']>[2]): Tree {
    this.#findings.add({ at }, path, problem);
    return unknownAt(at);
  }
}

/** The tag that is written before a place, if there is one. */
function tagBefore(at: Span): string | undefined {
  const written = at.source.text.slice(Math.max(0, at.start - 80), at.start);
  return /(!\S*)\s*(?:&\S+\s*)?$/.exec(written)?.[1];
}

function keyTrouble(
  key: Node | null,
  at: Span,
): { feature: 'key' | 'merge-key' | 'tag'; found: string } | undefined {
  if (!isScalar(key)) return { feature: 'key', found: isAlias(key) ? 'an alias' : 'a list or a mapping' };
  const tag = key.tag === undefined ? undefined : tagBefore(at);
  if (tag !== undefined) return { feature: 'tag', found: tag };
  if (keyName(key) === '') return { feature: 'key', found: 'nothing' };
  if (key.anchor !== undefined) return { feature: 'key', found: `the anchor &${key.anchor}` };
  return key.value === '<<' && key.type === 'PLAIN' ? { feature: 'merge-key', found: '<<' } : undefined;
}

/** A key as it is written: `1`, `true` and `null` are names too. */
function keyName(key: Node | null): string {
  if (!isScalar(key)) return '';
  return typeof key.value === 'string' ? key.value : (key.source ?? '');
}
