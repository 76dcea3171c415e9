import type { Action } from './action.js';
import { artifactPreimage, type InputPreimage } from './fingerprint.js';
import type { Failure } from './failure.js';
import { parseDigest, type InstanceId } from './identifiers.js';
import { manifestInputs, sourceLabel } from './manifest.js';
import type { Binding, Instance, OutputReference, PlannedFile } from './plan.js';
import type { ActionStore, FileDigest, FileDigests, ResolvedInput } from './ports.js';
import { fail, ok, type Result } from './result.js';
import type { EverythingItem, InputArtifact, InputFile, StepKind } from './step.js';

export interface InputSources {
  readonly store: Pick<ActionStore, 'artifact'>;
  readonly digests: FileDigests;
  readonly instance: (id: InstanceId) => Instance;
  /** The action of an instance that has ended; undefined when it is not known (yet). */
  readonly action: (id: InstanceId) => Action | undefined;
}

/** Turns an instance's bindings into files with digests. Inputs whose upstream is not known are left out and listed. */
export async function resolveInputs(
  instance: Instance,
  kind: StepKind,
  sources: InputSources,
): Promise<Result<{ inputs: Record<string, ResolvedInput>; unknown: string[] }>> {
  const inputs: Record<string, ResolvedInput> = {};
  const unknown: string[] = [];
  for (const [name, binding] of Object.entries(instance.inputs)) {
    const resolved = await resolveBinding(binding, kind, sources);
    if (!resolved.ok) return resolved;
    if (resolved.value === undefined) unknown.push(name);
    else inputs[name] = resolved.value;
  }
  return ok({ inputs, unknown });
}

async function resolveBinding(
  binding: Binding,
  kind: StepKind,
  sources: InputSources,
): Promise<Result<ResolvedInput | undefined>> {
  switch (binding.from) {
    case 'files':
      return resolveFiles(binding.files, binding.many, sources.digests);
    case 'output': {
      const artifact = outputArtifact(binding, kind, sources);
      return ok(artifact && { form: 'one', artifact });
    }
    case 'gather': {
      const items = binding.items.map((item) => ({
        cell: item.cell,
        instance: item.instance,
        artifact: outputArtifact(item, kind, sources),
      }));
      const isKnown = (item: (typeof items)[number]): item is typeof item & { artifact: InputArtifact } =>
        item.artifact !== undefined;
      return ok(items.every(isKnown) ? { form: 'gathered', items } : undefined);
    }
    case 'everything': {
      const items = binding.instances.map((id) => everythingItem(id, sources));
      return ok(items.every((item) => item !== undefined) ? { form: 'everything', items } : undefined);
    }
  }
}

/** Stands in a list until a file has been hashed. */
const unhashed: FileDigest = { sha256: parseDigest('0'.repeat(64)), bytes: 0 };

/** So many files are read at once: enough for a disk, and few enough for the system's limit on open files. */
const nReaders = 8;

/** @returns The first thing that was found to be wrong, which stops the rest. */
async function inParallel(
  items: readonly number[],
  work: (item: number) => Promise<Failure | undefined>,
): Promise<Failure | undefined> {
  let next = 0;
  let failure: Failure | undefined;
  const reader = async (): Promise<void> => {
    for (let at = next++; at < items.length && failure === undefined; at = next++) {
      const found = await work(items[at] ?? 0);
      failure ??= found;
    }
  };
  await Promise.all(Array.from({ length: nReaders }, reader));
  return failure;
}

/** Programs see the names of their input files, so for them a single file is a list of one, whose name counts. */
function asList(artifact: InputArtifact): InputArtifact {
  return artifact.form === 'file' ? { form: 'files', files: [artifact.file] } : artifact;
}

async function resolveFiles(
  planned: readonly PlannedFile[],
  many: boolean,
  digests: FileDigests,
): Promise<Result<ResolvedInput>> {
  const files: InputFile[] = [];
  const unknown: number[] = [];
  // Most files are known most of the time, and ten thousand promises take longer than looking at ten thousand files.
  for (const [i, { name, path }] of planned.entries()) {
    const known = digests.known(path);
    if (known === undefined) unknown.push(i);
    const { sha256, bytes } = known ?? unhashed;
    files.push({ name, path, sha256, bytes });
  }
  const failure = await inParallel(unknown, async (i) => {
    const { name, path } = planned[i] ?? { name: '', path: '' };
    const digest = await digests.digest(path);
    if (!digest.ok) return digest.failure;
    files[i] = { name, path, ...digest.value };
    return undefined;
  });
  if (failure !== undefined) return fail(failure);
  const [first] = files;
  return ok({
    form: 'one',
    artifact: many || first === undefined ? { form: 'files', files } : { form: 'file', file: first },
  });
}

function outputArtifact(
  reference: OutputReference,
  kind: StepKind,
  sources: InputSources,
): InputArtifact | undefined {
  const output = sources.action(reference.instance)?.outputs[reference.output];
  const artifact = output && sources.store.artifact(output);
  return artifact && kind.inputs === 'any' ? asList(artifact) : artifact;
}

function everythingItem(id: InstanceId, sources: InputSources): EverythingItem | undefined {
  const action = sources.action(id);
  if (action === undefined) return undefined;
  const { step, kind, cell, description, params, inputs, outputs } = sources.instance(id);
  const described = Object.entries(outputs).flatMap(([name, spec]) => {
    const stored = action.outputs[name];
    return stored === undefined
      ? []
      : [[name, { type: spec.type, artifact: sources.store.artifact(stored) }] as const];
  });
  return {
    instance: id,
    step,
    kind,
    cell,
    ...(description === undefined ? {} : { description }),
    params,
    inputs: Object.fromEntries(
      Object.entries(manifestInputs(inputs)).map(([name, sources]) => [name, sources.map(sourceLabel)]),
    ),
    outputs: Object.fromEntries(described),
  };
}

/** What of a resolved input goes into the key: no path. */
export function inputPreimage(input: ResolvedInput): InputPreimage {
  switch (input.form) {
    case 'one':
      return artifactPreimage(input.artifact);
    case 'gathered':
      return {
        cells: input.items.map(({ cell, artifact }) => ({ cell, artifact: artifactPreimage(artifact) })),
      };
    case 'everything':
      return {
        everything: input.items.map((item) => ({
          instance: item.instance,
          step: item.step,
          kind: item.kind,
          cell: item.cell,
          description: item.description ?? '',
          params: item.params,
          inputs: item.inputs,
          outputs: Object.fromEntries(
            Object.entries(item.outputs).map(([name, { type, artifact }]) => [
              name,
              { type, artifact: artifactPreimage(artifact) },
            ]),
          ),
        })),
      };
  }
}
