import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as assert from 'uvu/assert';
import { loadWorkflow } from '../../src/config/load-workflow.js';
import type { Diagnostic } from '../../src/core/diagnostic.js';
import type { Instance, Plan } from '../../src/core/plan.js';
import { printDiagnostics } from '../../src/ui/print-diagnostics.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { sampleKinds } from './sample-kinds.js';

export interface Setting {
  readonly sets?: readonly string[];
  /** Files to make in the working directory, by their paths. */
  readonly files?: readonly string[];
  readonly workingDirectory?: string;
}

const root = temporaryFolder();

function workingDirectoryOf(setting: Setting): string {
  const folder = setting.workingDirectory ?? mkdtempSync(join(root, 'work-'));
  for (const path of setting.files ?? []) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), path);
  }
  return folder;
}

const load = (text: string, setting: Setting, workingDirectory: string) =>
  loadWorkflow({
    file: 'sky.yaml',
    text,
    sets: setting.sets ?? [],
    kinds: { names: [...sampleKinds.keys()], load: (name) => Promise.resolve(sampleKinds.get(name)) },
    workingDirectory,
  });

/** The plan of a workflow that is right; the messages when it is not. */
export async function planOf(text: string, setting: Setting = {}): Promise<Plan> {
  const loaded = await load(text, setting, workingDirectoryOf(setting));
  if (!loaded.ok) assert.unreachable(printDiagnostics(loaded.failure, { color: false }));
  return (loaded as { value: Plan }).value;
}

/** What is wrong with a workflow. */
export async function diagnosticsOf(text: string, setting: Setting = {}): Promise<readonly Diagnostic[]> {
  const loaded = await load(text, setting, workingDirectoryOf(setting));
  return loaded.ok ? [] : loaded.failure;
}

/** What a person reads about a workflow; `DIR` stands for the working directory. */
export async function messagesOf(text: string, setting: Setting = {}): Promise<string> {
  const workingDirectory = workingDirectoryOf(setting);
  const loaded = await load(text, setting, workingDirectory);
  if (loaded.ok) return 'no problem';
  return printDiagnostics(loaded.failure, { color: false }).replaceAll(workingDirectory, 'DIR');
}

export function ids(plan: Plan): string[] {
  return plan.instances.map((instance) => instance.id);
}

/** One instance of a plan by its id. */
export function instanceOf(plan: Plan, id: string): Instance {
  const found = plan.instances.find((instance) => instance.id === id);
  if (found === undefined) throw new Error(`no ${id} among ${ids(plan).join(', ')}`);
  return found;
}

/** A workflow with these steps, written from the first column. */
export function workflow(steps: string, params = ''): string {
  const indented = (text: string) => text.replace(/^(?=.)/gm, '  ');
  return [
    'skysort: 1',
    'name: sky',
    ...(params === '' ? [] : [`params:\n${indented(params)}`]),
    `steps:\n${indented(steps)}`,
  ].join('\n');
}
