import type { OutputSpec, StepKind } from '../core/step.js';
import type { Findings } from './findings.js';
import type { StepFrame } from './frame.js';
import { nearestOf } from './nearest.js';
import type { KnownKinds } from './known-kinds.js';
import { readInputs } from './read-inputs.js';
import { readOutputs } from './read-outputs.js';
import { readResources, readTimeout } from './read-resources.js';
import { readAxes, readExclude, readGather } from './read-sweep.js';
import { checkKeys, readInteger, readMapping, readText, wrongValue } from './readers.js';
import type { Span } from './source.js';
import { childPath, emptyMapping, type Mapping, type Tree } from './tree.js';

export const stepFields = [
  'uses',
  'description',
  'inputs',
  'with',
  'sweep',
  'gather',
  'exclude',
  'outputs',
  'resources',
  'retries',
  'timeout',
];

/** How often a failed attempt may be tried again. */
export const maxRetries = 100;

interface NamedStep {
  readonly name: string;
  readonly nameAt: Span;
  readonly index: number;
  readonly tree: Tree;
}

/** Reads one step; what cannot be read is left out after it was complained about. */
export function readStep(named: NamedStep, known: KnownKinds, findings: Findings): StepFrame {
  const { name, nameAt, index } = named;
  const path = childPath('', name);
  const read = readMapping(findings, named.tree, path, 'a mapping with "uses:" and what the step needs');
  const isRead = read !== undefined;
  const mapping = read ?? emptyMapping(nameAt);
  checkKeys(findings, mapping, path, { owner: 'a step', noun: 'field', allowed: stepFields });

  const value = (field: string) => mapping.entries.get(field)?.value;
  const at = (field: string) => childPath(path, field);
  const kind = isRead ? readKind(mapping, nameAt, path, known, findings) : undefined;
  const description = readText(findings, value('description'), at('description'), 'text');
  const withParams = readMapping(
    findings,
    value('with'),
    at('with'),
    "a mapping from parameters' names to values",
  );
  const retries = readInteger(findings, value('retries'), at('retries'), { minimum: 0, maximum: maxRetries });
  const timeoutMs = readTimeout(findings, value('timeout'), at('timeout'));
  return {
    name,
    nameAt,
    index,
    kind,
    ...(description === undefined ? {} : { description }),
    inputs: isRead ? readInputs(findings, value('inputs'), at('inputs'), kind) : undefined,
    inputsAt: mapping.entries.get('inputs')?.keyAt ?? nameAt,
    with: value('with') === undefined ? emptyMapping(nameAt) : withParams,
    ...(isRead
      ? readAxes(findings, value('sweep'), at('sweep'), kind)
      : { axes: new Map(), axesKnown: 'nothing' as const }),
    gather: readGather(findings, value('gather'), at('gather')),
    exclude: readExclude(findings, value('exclude'), at('exclude')),
    excludeAt: mapping.entries.get('exclude')?.keyAt ?? nameAt,
    outputs: readKindOutputs(mapping, nameAt, path, kind, findings),
    outputNames: outputNames(value('outputs'), kind),
    resources: readResources(findings, value('resources'), at('resources')),
    retries: retries ?? 0,
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
  };
}

function readKind(
  mapping: Mapping,
  nameAt: Span,
  path: string,
  known: KnownKinds,
  findings: Findings,
): StepKind | undefined {
  const tree = mapping.entries.get('uses')?.value;
  if (tree === undefined) {
    const remedy = 'add "uses:" and a kind; `skysort kinds` lists them';
    const summary = 'what the step does';
    findings.add({ at: nameAt }, path, {
      kind: 'missing-key',
      noun: 'field',
      name: 'uses',
      summary,
      remedy,
    });
    return undefined;
  }
  if (tree.type !== 'scalar' || typeof tree.value !== 'string') {
    wrongValue(findings, tree, childPath(path, 'uses'), 'the name of a kind; `skysort kinds` lists them');
    return;
  }
  const { kinds, names, isComplete } = known;
  const kind = kinds.get(tree.value);
  if (kind === undefined && isComplete) {
    const problem = { kind: 'unknown-kind', name: tree.value, kinds: names } as const;
    findings.add(tree, childPath(path, 'uses'), { ...problem, ...nearestOf(tree.value, names) });
  }
  return kind;
}

function outputNames(tree: Tree | undefined, kind: StepKind | undefined): readonly string[] {
  if (kind !== undefined && kind.outputs !== 'declared') return Object.keys(kind.outputs);
  return tree?.type === 'mapping' ? [...tree.entries.keys()] : [];
}

function readKindOutputs(
  mapping: Mapping,
  nameAt: Span,
  path: string,
  kind: StepKind | undefined,
  findings: Findings,
): Readonly<Record<string, OutputSpec>> | undefined {
  const entry = mapping.entries.get('outputs');
  if (kind === undefined) return undefined;
  if (kind.outputs === 'declared') {
    if (entry !== undefined) return readOutputs(findings, entry, childPath(path, 'outputs'));
    const remedy = 'add "outputs: { table: table.csv }", a name and a file for each';
    const summary = 'the files that the program leaves';
    findings.add({ at: nameAt }, path, {
      kind: 'missing-key',
      noun: 'field',
      name: 'outputs',
      summary,
      remedy,
    });
    return undefined;
  }
  if (entry !== undefined) {
    const why = `${kind.name} has its own: ${Object.keys(kind.outputs).join(', ')}`;
    const problem = { kind: 'misplaced-key', name: 'outputs', why, remedy: 'remove this' } as const;
    findings.add({ at: entry.keyAt }, childPath(path, 'outputs'), problem);
  }
  return kind.outputs;
}
