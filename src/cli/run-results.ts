import { existsSync } from 'node:fs';
import { parseDigest } from '../core/identifiers.js';
import { canonicalJson, type Json } from '../core/json.js';
import { joinWithin } from '../core/join-within.js';
import { sourceLabel, type Manifest, type ManifestInstance, type ManifestOutput } from '../core/manifest.js';
import { fail, ok, type Result } from '../core/result.js';
import type { EverythingItem, InputArtifact, InputFile } from '../core/step.js';
import type { Workspace } from './workspace.js';

/**
 * What a run has left, as the report step is given it: every output that its manifest names, each with its bytes vouched for.
 * @returns Failure `storage` for an output that is gone or is not what it was; `usage` for a run that recorded too little.
 */
export async function runResults(
  { instances, run, skysort }: Manifest,
  folder: string,
  workspace: Workspace,
): Promise<Result<EverythingItem[]>> {
  const items: EverythingItem[] = [];
  for (const instance of reportOrder(instances)) {
    if (instance.kind === 'report' || Object.keys(instance.outputs).length === 0) continue;
    const { id, step, kind, cell, params, inputs, types, description } = instance;
    if (inputs === undefined || types === undefined) {
      return fail({
        reason: 'usage',
        found: `run ${run}, made by skysort ${skysort}, which did not keep what a report needs`,
        expected: 'a run of a newer version',
        remedy: 'run the workflow again: what is fresh comes from the cache',
      });
    }
    const outputs: Record<string, EverythingItem['outputs'][string]> = {};
    for (const [name, output] of Object.entries(instance.outputs)) {
      const artifact = await foundArtifact(instance, output, { folder, workspace });
      if (!artifact.ok) return artifact;
      outputs[name] = { type: types[name] ?? 'file', artifact: artifact.value };
    }
    const told = description === undefined ? {} : { description };
    const labels = Object.entries(inputs).map(([name, sources]) => [name, sources.map(sourceLabel)] as const);
    items.push({
      instance: id,
      step,
      kind,
      cell,
      params,
      inputs: Object.fromEntries(labels),
      ...told,
      outputs,
    });
  }
  // The order of names within an item is that of a job's file too.
  return ok(JSON.parse(canonicalJson(items as unknown as Json)) as EverythingItem[]);
}

/**
 * The order in which a report step is given everything, which does not depend on the file's: of the steps whose needs come before, the
 * first by name. So the same version makes the same page.
 */
function reportOrder(instances: readonly ManifestInstance[]): ManifestInstance[] {
  const stepOf = new Map<string, string>(instances.map(({ id, step }) => [id, step]));
  const needs = new Map<string, Set<string>>();
  for (const { step, inputs = {} } of instances) {
    const known = needs.get(step) ?? new Set<string>();
    for (const source of Object.values(inputs).flat()) {
      const needed = 'instance' in source ? stepOf.get(source.instance) : undefined;
      if (needed !== undefined && needed !== step) known.add(needed);
    }
    needs.set(step, known);
  }
  const waiting = [...needs.keys()].sort();
  const ordered = new Set<string>();
  while (waiting.length > 0) {
    const ready = waiting.findIndex((step) =>
      [...(needs.get(step) ?? [])].every((need) => ordered.has(need)),
    );
    // Were there a circle, which no plan has, the first by name would go on.
    for (const step of waiting.splice(Math.max(0, ready), 1)) ordered.add(step);
  }
  return [...ordered].flatMap((step) => instances.filter((instance) => instance.step === step));
}

interface Where {
  readonly folder: string;
  readonly workspace: Workspace;
}

async function foundArtifact(
  { id }: ManifestInstance,
  { file, sha256, bytes, files }: ManifestOutput,
  where: Where,
): Promise<Result<InputArtifact>> {
  if (files === undefined) {
    const name = file.slice(`outputs/${id}/`.length);
    const found = await foundFile({ name, sha256, bytes }, file, where);
    return found.ok ? ok({ form: 'file', file: found.value }) : found;
  }
  const found: InputFile[] = [];
  for (const part of files) {
    const one = await foundFile(part, `${file}/${part.name}`, where);
    if (!one.ok) return one;
    found.push(one.value);
  }
  return ok({ form: 'files', files: found });
}

/** In the run folder, which may be a copy without a store; or in the store, of a run that was killed before it was linked. */
async function foundFile(
  { name, sha256, bytes }: { readonly name: string; readonly sha256: string; readonly bytes: number },
  path: string,
  { folder, workspace }: Where,
): Promise<Result<InputFile>> {
  const digest = parseDigest(sha256);
  const own = joinWithin(folder, path);
  const place = existsSync(own) ? own : workspace.layout.object(digest);
  if (!existsSync(place)) return fail({ reason: 'storage', operation: 'read', path: own, code: 'missing' });
  const known = await workspace.memo.digest(place);
  if (!known.ok) return known;
  if (known.value.sha256 !== sha256)
    return fail({ reason: 'storage', operation: 'read', path: own, code: 'corrupt' });
  return ok({ name, sha256: digest, bytes, path: place });
}
