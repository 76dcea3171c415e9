import { artifactTypes, type ArtifactType } from '../core/artifact.js';
import type { OutputSpec } from '../core/step.js';
import type { Findings } from './findings.js';
import { checkName } from './plain-name.js';
import { checkKeys, readMapping, readText, wrongValue } from './readers.js';
import { childPath, shown, type Entry, type Mapping, type Tree } from './tree.js';

const filePhrase = "a file's plain name such as table.csv";

/** Reads `outputs:` of a kind whose outputs the workflow declares. */
export function readOutputs(
  findings: Findings,
  entry: Entry,
  path: string,
): Readonly<Record<string, OutputSpec>> | undefined {
  const mapping = readMapping(findings, entry.value, path, "a mapping from outputs' names to files' names");
  if (mapping === undefined) return undefined;
  if (mapping.entries.size === 0) {
    const remedy = 'declare at least one: "table: table.csv"';
    const expected = 'a mapping with at least one output';
    findings.add({ at: entry.keyAt }, path, {
      kind: 'wrong-value',
      expected,
      found: shown(entry.value),
      remedy,
    });
    return undefined;
  }
  const outputs: Record<string, OutputSpec> = {};
  const owners = new Map<string, string>();
  for (const { key, keyAt, value } of mapping.entries.values()) {
    const here = childPath(path, key);
    if (!checkName(findings, { key, keyAt }, here)) continue;
    const spec = readOutput(findings, value, here);
    if (spec === undefined) continue;
    const file = 'file' in spec ? spec.file : spec.folder;
    // A run folder holds the files of one step side by side, and some file systems do not tell A from a.
    const first = owners.get(file.toLowerCase());
    if (first === undefined) owners.set(file.toLowerCase(), key);
    else
      findings.add(value, here, {
        kind: 'equal-names',
        name: file,
        first: `the output ${first}`,
        second: `the output ${key}`,
      });
    outputs[key] = spec;
  }
  return outputs;
}

function readOutput(findings: Findings, tree: Tree, path: string): OutputSpec | undefined {
  if (tree.type !== 'mapping') {
    const file = readFileName(findings, tree, path);
    return file === undefined ? undefined : { file, type: typeOf(file), summary: declared };
  }
  checkKeys(findings, tree, path, { owner: 'an output', noun: 'field', allowed: ['file', 'folder', 'type'] });
  const type = readType(findings, tree, path);
  const file = tree.entries.get('file');
  const folder = tree.entries.get('folder');
  if ((file === undefined) === (folder === undefined)) {
    wrongValue(findings, tree, path, 'a mapping with either "file" or "folder"');
    return;
  }
  const name = readFileName(
    findings,
    (file ?? folder)?.value ?? tree,
    childPath(path, file ? 'file' : 'folder'),
  );
  if (name === undefined || type === 'wrong') return undefined;
  return file === undefined
    ? { folder: name, type: type ?? 'files', summary: declared }
    : { file: name, type: type ?? typeOf(name), summary: declared };
}

const declared = 'declared by the workflow';

function typeOf(file: string): ArtifactType {
  return file.toLowerCase().endsWith('.csv') ? 'table' : 'file';
}

function readType(findings: Findings, tree: Mapping, path: string): ArtifactType | 'wrong' | undefined {
  const value = tree.entries.get('type')?.value;
  if (value === undefined) return undefined;
  const type = artifactTypes.find((known) => value.type === 'scalar' && value.value === known);
  if (type !== undefined) return type;
  wrongValue(findings, value, childPath(path, 'type'), `one of ${artifactTypes.join(', ')}`);
  return 'wrong';
}

/** A name without a folder: an output cannot leave its own folder, and looks the same on every file system. */
function readFileName(findings: Findings, tree: Tree, path: string): string | undefined {
  const text = readText(findings, tree, path, filePhrase);
  if (text === undefined) return undefined;
  if (/^[A-Za-z0-9_][A-Za-z0-9._+-]{0,99}$/.test(text)) return text;
  const base = text.replace(/^.*[\\/]/, '');
  const remedy =
    base !== text && /^[A-Za-z0-9_]/.test(base)
      ? `write ${base}: every output has a folder of its own`
      : undefined;
  wrongValue(findings, tree, path, `${filePhrase}, without folders or spaces`, remedy);
}
