// What a command of skysort names is there: a workflow, its params and steps, a template, a kind.
import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parse } from 'yaml';
import type { Invocation } from '../../src/cli/command.js';
import { loadWorkflow } from '../../src/config/load-workflow.js';
import { kindNames, loadKind } from '../../src/steps/load-kind.js';
import { printDiagnostics } from '../../src/ui/print-diagnostics.js';
import { repositoryRoot } from '../support/repository.js';

/** A file that the page itself writes, by its name; undefined when it writes none. */
export type OwnFile = (name: string) => string | undefined;

/** The text of a workflow: the page's own, else that of the package; a page that only appends to a template goes on from it. */
export function workflowText(name: string, own: OwnFile): string | undefined {
  const written = own(name);
  if (written !== undefined && /^skysort:/m.test(written)) return written;
  const template = join(repositoryRoot, 'workflows', basename(name));
  return existsSync(template) ? readFileSync(template, 'utf8') + (written ?? '') : undefined;
}

/** @returns What is wrong with the names in a command; undefined when nothing is. */
export async function namesFault(
  command: string,
  invocation: Invocation,
  own: OwnFile,
): Promise<string | undefined> {
  const { args } = invocation;
  const template = command === 'init' ? invocation.value('template') : undefined;
  if (template !== undefined && isGiven(template) && !isTemplate(template)) return `no template ${template}`;
  const [first = ''] = args;
  if (command === 'kinds' && first !== '' && isGiven(first) && invocation.value('workflow') === undefined)
    return kindNames.includes(first) ? undefined : `no kind ${first}`;
  const file = command === 'init' ? undefined : (invocation.value('workflow') ?? first);
  if (file?.endsWith('.yaml') !== true) return undefined;
  const text = workflowText(file, own);
  if (text === undefined) return `neither the page nor the package has ${file}`;
  const named = ['target', 'force', 'step']
    .flatMap((option) => invocation.values(option))
    .concat(command === 'why' ? args.slice(1) : []);
  const { steps } = parse(text) as { steps: Record<string, unknown> };
  const missing = named.find((step) => isGiven(step) && !((step.split('@')[0] ?? '') in steps));
  return missing === undefined ? setsFault(text, invocation.values('set')) : `${file} has no step ${missing}`;
}

/** Capitals stand for a name that the reader gives. */
const isGiven = (word: string): boolean => !/^[A-Z]+$/.test(word);

const isTemplate = (name: string): boolean => existsSync(join(repositoryRoot, 'workflows', `${name}.yaml`));

const isAboutFiles = new Set(['no-match', 'missing-file']);

/**
 * @param sets `NAME=VALUE` as `--set` takes them; of a value that is `…` only the name counts.
 * @returns What is wrong with the workflow as they make it; whether its files are there is not asked.
 */
export async function setsFault(text: string, sets: readonly string[]): Promise<string | undefined> {
  if (sets.length === 0) return undefined;
  const { params = {} } = parse(text) as { params?: Record<string, unknown> };
  const open = sets.filter((one) => one.endsWith('=…')).map((one) => one.slice(0, -2));
  const unknown = open.find((name) => !(name in params));
  if (unknown !== undefined) return `no param ${unknown}`;
  const loaded = await loadWorkflow({
    file: 'workflow.yaml',
    text,
    sets: sets.filter((one) => !one.endsWith('=…')),
    kinds: { names: kindNames, load: loadKind },
    workingDirectory: repositoryRoot,
  });
  const faults = loaded.ok ? [] : loaded.failure.filter(({ problem }) => !isAboutFiles.has(problem.kind));
  return faults.length === 0 ? undefined : printDiagnostics(faults, { color: false });
}
