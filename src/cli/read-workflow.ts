import { maxBytes } from '../config/limits.js';
import { loadWorkflow } from '../config/load-workflow.js';
import type { Plan } from '../core/plan.js';
import { fail, ok, type Result } from '../core/result.js';
import { kindNames, loadKind } from '../steps/load-kind.js';
import { nearest } from '../config/nearest.js';
import { readText } from './read-text.js';

/** Reads a workflow file and makes its plan, or tells everything that is wrong with it. */
export async function readWorkflow(file: string, sets: readonly string[]): Promise<Result<Plan>> {
  let text: string | undefined;
  try {
    text = await readText(file, maxBytes);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    return fail({
      reason: 'usage',
      found: unreadable(file, code),
      expected: 'a workflow file',
      remedy: 'skysort init writes one to start from',
    });
  }
  if (text === undefined) {
    return fail({
      reason: 'usage',
      found: `${file}, which is larger than ${maxBytes / 1024 / 1024} MiB`,
      expected: 'a workflow file, written by hand',
    });
  }
  const loaded = await loadWorkflow({
    file,
    text,
    sets,
    kinds: { names: kindNames, load: loadKind },
    workingDirectory: process.cwd(),
  });
  return loaded.ok
    ? ok({ ...loaded.value, text })
    : fail({ reason: 'invalid-workflow', diagnostics: loaded.failure });
}

function unreadable(file: string, code: string): string {
  if (code === 'ENOENT') return `no file ${file}`;
  return code === 'EISDIR' ? `${file}, which is a folder` : `${file}, which cannot be read (${code})`;
}

/** Which part of a plan a command is about: `--target`, `--force`. */
export interface Choice {
  readonly targets: readonly string[];
  readonly force: readonly string[];
}

/** The part of a plan that the targets need, after checking all names. A forced step outside it would not run. */
export function choosePart(plan: Plan, { targets, force }: Choice): Result<Plan> {
  const checked = [checkNames(plan, '--target', targets), checkNames(plan, '--force', force)];
  for (const result of checked) if (!result.ok) return result;
  const part = restrictPlan(plan, targets);
  const outside = force.find((name) => !part.instances.some(({ step, id }) => step === name || id === name));
  if (outside === undefined) return ok(part);
  return fail({
    reason: 'usage',
    found: `--force ${outside}, which --target ${targets.join(' --target ')} does not need`,
    expected: [...new Set(part.instances.map(({ step }) => step))].join(', '),
    remedy: `add --target ${outside}`,
  });
}

/** Checks that names are of steps or instances of the plan. @param as How the person gave them: `--force`, `step`. */
export function checkNames(plan: Plan, as: string, names: readonly string[]): Result<void> {
  const known = [...new Set(plan.instances.flatMap(({ step, id }) => [step, id as string]))];
  const unknown = names.find((name) => !known.includes(name));
  if (unknown === undefined) return ok();
  const near = nearest(unknown, known);
  return fail({
    reason: 'usage',
    found: `${as} ${unknown}`,
    expected: [...new Set(plan.instances.map(({ step }) => step))].join(', '),
    ...(near === undefined ? {} : { remedy: `did you mean ${near}?` }),
  });
}

/** The part of a plan that the targets need; the whole when there are none. */
function restrictPlan(plan: Plan, targets: readonly string[]): Plan {
  if (targets.length === 0) return plan;
  const wanted = new Set<string>();
  for (const instance of [...plan.instances].reverse()) {
    if (targets.includes(instance.step) || targets.includes(instance.id)) wanted.add(instance.id);
    if (wanted.has(instance.id)) for (const id of instance.needs) wanted.add(id);
  }
  return { ...plan, instances: plan.instances.filter(({ id }) => wanted.has(id)) };
}
