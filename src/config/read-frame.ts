// Stage 4, the first pass: the frame of the file. Every field that a workflow and a step may have is read here with its own
// type; `with` is left to the kind's schema, and names of steps, outputs and axes to the stages that know them all.
import type { Findings } from './findings.js';
import type { Frame, StepFrame } from './frame.js';
import type { KnownKinds } from './known-kinds.js';
import { nearest } from './nearest.js';
import { checkName } from './plain-name.js';
import { readStep } from './read-step.js';
import { checkKeys, numberRemedy, readMapping, readInteger, wrongValue } from './readers.js';
import type { SourceText } from './source.js';
import { childPath, shown, type Mapping, type Tree } from './tree.js';

export const workflowFields = ['skysort', 'name', 'seed', 'params', 'plugins', 'steps'];

/** The version of the format that this program reads. */
export const formatVersion = 1;

/** What a workflow may be called: its name is a folder's name. */
export const workflowName = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/** @param root The whole document, interpolated. */
export function readFrame(root: Mapping, known: KnownKinds, findings: Findings): Frame {
  checkKeys(findings, root, '', { owner: 'a workflow', noun: 'field', allowed: workflowFields });
  readVersion(root, findings);
  const seed = root.entries.get('seed')?.value ?? { type: 'scalar', value: 0, at: root.at, size: 1 };
  readInteger(findings, seed, 'seed', { minimum: 0, maximum: Number.MAX_SAFE_INTEGER });
  return { name: readName(root, findings), seed, steps: readSteps(root, known, findings) };
}

function readVersion(root: Mapping, findings: Findings): void {
  const version = root.entries.get('skysort')?.value;
  if (version === undefined) {
    const remedy = `begin the file with "skysort: ${formatVersion}"`;
    const summary = 'the version of its format';
    findings.add(firstKey(root), '', {
      kind: 'missing-key',
      noun: 'field',
      name: 'skysort',
      summary,
      remedy,
    });
  } else if (version.type !== 'scalar' || version.value !== formatVersion) {
    wrongValue(
      findings,
      version,
      'skysort',
      `${formatVersion}, the version of the format that this program reads`,
      numberRemedy(version),
    );
  }
}

function readName(root: Mapping, findings: Findings): string {
  const tree = root.entries.get('name')?.value;
  if (tree === undefined) {
    const remedy = `add "name: ${suggestedName(root.at.source)}"`;
    const summary = "the name of its runs' folder";
    findings.add(firstKey(root), '', {
      kind: 'missing-key',
      noun: 'field',
      name: 'name',
      summary,
      remedy,
    });
    return '';
  }
  if (tree.type === 'scalar' && typeof tree.value === 'string' && workflowName.test(tree.value))
    return tree.value;
  const expected = "a folder's name: up to 64 letters, digits, dots, hyphens and underscores";
  const safe = tree.type === 'scalar' && tree.value !== null ? safeName(String(tree.value)) : '';
  const written = /^\d/.test(safe) ? `"${safe}"` : safe;
  wrongValue(findings, tree, 'name', expected, safe === '' ? undefined : `write ${written}`);
  return '';
}

function suggestedName(source: SourceText): string {
  const base = source.file.replace(/^.*[\\/]/, '').replace(/\.ya?ml$/, '');
  return safeName(base) || 'my-workflow';
}

function safeName(text: string): string {
  return text
    .replaceAll(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[^A-Za-z0-9]+|-+$/g, '')
    .slice(0, 64);
}

/** The first line of a document stands for what is missing from it. */
function firstKey(root: Mapping): { at: Tree['at'] } {
  const first = root.entries.values().next().value;
  return { at: first?.keyAt ?? root.at };
}

function readSteps(root: Mapping, known: KnownKinds, findings: Findings): Map<string, StepFrame> {
  const steps = new Map<string, StepFrame>();
  const entry = root.entries.get('steps');
  if (entry === undefined) {
    // A misspelt field was complained about, and "did you mean steps?" is all there is to say.
    const isMisspelt = [...root.entries.keys()].some(
      (key) => !workflowFields.includes(key) && nearest(key, workflowFields) === 'steps',
    );
    if (isMisspelt) return steps;
    const remedy = 'add "steps:" and below it a name and "uses:" for each step';
    findings.add(firstKey(root), '', {
      kind: 'missing-key',
      noun: 'field',
      name: 'steps',
      remedy,
    });
    return steps;
  }
  const expected = 'a mapping from names to steps';
  const mapping = readMapping(findings, entry.value, 'steps', expected);
  if (mapping === undefined) return steps;
  if (mapping.entries.size === 0) {
    const remedy = 'give it a step: a name, and below it "uses:" with a kind';
    findings.add({ at: entry.keyAt }, 'steps', {
      kind: 'wrong-value',
      expected,
      found: shown(entry.value),
      remedy,
    });
  }
  for (const { key, keyAt, value } of mapping.entries.values()) {
    checkName(findings, { key, keyAt }, childPath('steps', key));
    const step = readStep({ name: key, nameAt: keyAt, index: steps.size, tree: value }, known, findings);
    steps.set(key, step);
  }
  return steps;
}
