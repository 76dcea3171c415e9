import type { StepKind } from '../core/step.js';
import type { Findings } from './findings.js';
import type { Address, InputFrame, InputSource } from './frame.js';
import { checkName } from './plain-name.js';
import { checkKeys, readMapping, readText, wrongValue } from './readers.js';
import { childPath, type Mapping, type Tree } from './tree.js';

const inputPhrase = 'an output of another step such as images.catalogue, or { path: … } or { glob: … }';

/**
 * Reads `inputs:`; undefined when it is no mapping.
 * @param kind A kind with inputs of its own allows their names only, which is checked elsewhere.
 */
export function readInputs(
  findings: Findings,
  tree: Tree | undefined,
  path: string,
  kind: StepKind | undefined,
): Map<string, InputFrame> | undefined {
  const inputs = new Map<string, InputFrame>();
  if (tree === undefined) return inputs;
  const mapping = readMapping(findings, tree, path, "a mapping from inputs' names to where they come from");
  if (mapping === undefined) return undefined;
  for (const { key, keyAt, value } of mapping.entries.values()) {
    const here = childPath(path, key);
    const source = readSource(findings, value, here);
    const isNamed = (kind?.inputs ?? 'any') !== 'any' || checkName(findings, { key, keyAt }, here);
    inputs.set(key, { name: key, keyAt, path: here, tree: value, source: isNamed ? source : unknownSource });
  }
  return inputs;
}

const unknownSource: InputSource = { from: 'unknown' };

function readSource(findings: Findings, tree: Tree, path: string): InputSource {
  if (tree.type === 'mapping') return readFiles(findings, tree, path);
  if (tree.type === 'scalar' && typeof tree.value === 'string') {
    const reference = parseReference(tree.value);
    if (reference !== undefined) return reference;
    wrongValue(findings, tree, path, inputPhrase, referenceRemedy(tree.value));
  } else wrongValue(findings, tree, path, inputPhrase);
  return unknownSource;
}

/** `step.output` or `step@axis=value,….output`; undefined when it is neither. */
export function parseReference(text: string): (InputSource & { from: 'step' }) | undefined {
  const match = /^([A-Za-z_][\w-]*)(?:@([^/\s]+))?\.([A-Za-z_][\w-]*)$/.exec(text);
  const [, step, address, output] = match ?? [];
  if (step === undefined || output === undefined) return undefined;
  if (address === undefined) return { from: 'step', step, address: undefined, output };
  const parsed = parseAddress(address);
  return parsed === undefined ? undefined : { from: 'step', step, address: parsed, output };
}

function parseAddress(text: string): Address | undefined {
  const address = new Map<string, string>();
  for (const pair of text.split(',')) {
    const [, axis, value] = /^([^=]+)=(.+)$/.exec(pair) ?? [];
    if (axis === undefined || value === undefined || address.has(axis)) return undefined;
    address.set(axis, value);
  }
  return address;
}

function referenceRemedy(text: string): string | undefined {
  if (/[*?[{]/.test(text)) return `write { glob: ${JSON.stringify(text)} } for files`;
  if (text.includes('/')) return `write { path: ${JSON.stringify(text)} } for a file`;
  if (/^[A-Za-z_][\w-]*$/.test(text)) return `write ${text}. and the name of an output`;
  return undefined;
}

function readFiles(findings: Findings, mapping: Mapping, path: string): InputSource {
  checkKeys(findings, mapping, path, { owner: 'an input', noun: 'field', allowed: ['path', 'glob'] });
  const file = mapping.entries.get('path');
  const glob = mapping.entries.get('glob');
  if (file !== undefined && glob !== undefined) {
    const why = 'an input has either a path or a glob';
    const problem = { kind: 'misplaced-key', name: glob.key, why, remedy: 'remove one of them' } as const;
    findings.add({ at: glob.keyAt }, childPath(path, 'glob'), problem);
    return unknownSource;
  }
  if (file !== undefined) {
    const text = readText(findings, file.value, childPath(path, 'path'), "a file's path");
    return text === undefined ? unknownSource : { from: 'path', path: text, tree: file.value };
  }
  if (glob !== undefined) {
    const text = readText(findings, glob.value, childPath(path, 'glob'), 'a pattern such as data/*.tar');
    return text === undefined ? unknownSource : { from: 'glob', pattern: text, tree: glob.value };
  }
  if (mapping.entries.size === 0) wrongValue(findings, mapping, path, inputPhrase);
  return unknownSource;
}
