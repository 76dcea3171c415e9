// Small readers of one value each: the value, or undefined after saying what is wrong.
import type { Findings } from './findings.js';
import { nearestOf } from './nearest.js';
import type { Span } from './source.js';
import { childPath, emptyMapping, shown, type Mapping, type Tree } from './tree.js';

/** Says that a value is not what it should be; unknown values were complained about before. */
export function wrongValue(
  findings: Findings,
  tree: Tree,
  path: string,
  expected: string,
  remedy?: string,
): undefined {
  if (tree.type === 'unknown') return undefined;
  const problem = { kind: 'wrong-value', expected, found: shown(tree) } as const;
  findings.add(tree, path, remedy === undefined ? problem : { ...problem, remedy });
  return undefined;
}

/** A mapping; one left empty (`with:` and nothing) reads as a mapping without entries. */
export function readMapping(
  findings: Findings,
  tree: Tree | undefined,
  path: string,
  expected: string,
): Mapping | undefined {
  if (tree === undefined) return undefined;
  if (tree.type === 'mapping') return tree;
  if (tree.type === 'scalar' && tree.value === null) return emptyMapping(tree.at);
  wrongValue(findings, tree, path, expected);
}

/** Complains about every key that is not among the allowed. */
export function checkKeys(
  findings: Findings,
  mapping: Mapping,
  path: string,
  owner: {
    readonly owner: string;
    readonly noun: 'field' | 'parameter' | 'input';
    readonly allowed: readonly string[];
  },
): void {
  for (const { key, keyAt } of mapping.entries.values()) {
    if (owner.allowed.includes(key)) continue;
    const problem = { kind: 'unknown-key', ...owner, name: key, ...nearestOf(key, owner.allowed) } as const;
    findings.add({ at: keyAt, usedAt: mapping.usedAt }, childPath(path, key), problem);
  }
}

export function readText(
  findings: Findings,
  tree: Tree | undefined,
  path: string,
  expected: string,
): string | undefined {
  if (tree === undefined) return undefined;
  if (tree.type === 'scalar' && typeof tree.value === 'string' && tree.value.trim() !== '') return tree.value;
  wrongValue(findings, tree, path, expected, quotesRemedy(tree));
}

export function readInteger(
  findings: Findings,
  tree: Tree | undefined,
  path: string,
  range: { readonly minimum: number; readonly maximum: number },
): number | undefined {
  if (tree === undefined) return undefined;
  const value = tree.type === 'scalar' ? tree.value : undefined;
  if (
    typeof value === 'number' &&
    Number.isInteger(value) &&
    value >= range.minimum &&
    value <= range.maximum
  )
    return value;
  const expected =
    range.maximum === Number.MAX_SAFE_INTEGER
      ? `an integer of at least ${range.minimum}`
      : `an integer from ${range.minimum} to ${range.maximum}`;
  wrongValue(findings, tree, path, expected, numberRemedy(tree));
}

/** For a number that stands where text is wanted. */
export function quotesRemedy(tree: Tree): string | undefined {
  if (tree.type !== 'scalar' || tree.value === null || typeof tree.value === 'string') return undefined;
  return `put quotes around it: "${String(tree.value)}"`;
}

/** For a text that spells a number where a number is wanted. */
export function numberRemedy(tree: Tree): string | undefined {
  if (tree.type !== 'scalar' || typeof tree.value !== 'string') return undefined;
  const text = tree.value.trim();
  if (/^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(text)) {
    return isQuoted(tree.at) ? 'remove the quotes' : `write it as a number: ${String(Number(text))}`;
  }
  const plain = text.replaceAll(/(?<=\d)[_,](?=\d{3})/g, '');
  return plain !== text && /^[-+]?\d+$/.test(plain) ? `write ${plain}` : undefined;
}

export function isQuoted(at: Span): boolean {
  return /["']/.test(at.source.text.charAt(at.start));
}
