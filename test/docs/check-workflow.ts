import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { loadWorkflow } from '../../src/config/load-workflow.js';
import { kindNames, loadKind } from '../../src/steps/load-kind.js';
import { printDiagnostics } from '../../src/ui/print-diagnostics.js';
import { repositoryRoot } from '../support/repository.js';

type Mapping = Record<string, unknown>;

/** Reads a workflow and makes its plan. @returns Everything that is wrong with it; empty when it is right. */
export async function workflowFaults(text: string, folder: string): Promise<string> {
  const loaded = await loadWorkflow({
    file: 'workflow.yaml',
    text,
    sets: [],
    kinds: { names: kindNames, load: loadKind },
    workingDirectory: folder,
  });
  return loaded.ok ? '' : printDiagnostics(loaded.failure, { color: false });
}

/** The demo with a part of a workflow laid over it: steps and params of the same name are replaced. */
export function overDemo(text: string): string {
  const demo = parse(readFileSync(join(repositoryRoot, 'workflows/demo.yaml'), 'utf8')) as Mapping;
  const part = parse(text) as Mapping;
  const merged = { ...demo, ...part };
  for (const field of ['steps', 'params'])
    merged[field] = { ...(demo[field] as Mapping), ...(part[field] as Mapping | undefined) };
  return stringify(merged);
}

/** A part of a workflow: one step of the kind with these parameters, and the inputs that the step of this kind in the demo has. */
export function stepWith(kind: string, text: string): string {
  const demo = parse(readFileSync(join(repositoryRoot, 'workflows/demo.yaml'), 'utf8')) as {
    steps: Record<string, Mapping>;
  };
  const [, like = {}] = Object.entries(demo.steps).find(([, step]) => step['uses'] === kind) ?? [];
  const { uses = kind, inputs } = like;
  return stringify({ steps: { 'of-the-docs': { uses, inputs, with: parse(text) as unknown } } });
}
