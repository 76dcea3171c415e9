import type { InstanceId } from '../core/identifiers.js';
import type { ManifestInstance, ManifestOutput } from '../core/manifest.js';
import { mediaTypeOf } from '../core/media-type.js';
import { fragmentId, pathId, reference, type CrateGraph, type Reference } from './graph.js';
import type { RunFacts } from './run-facts.js';

/** What the steps made: files in the crate. */
export interface DescribedOutputs {
  readonly all: readonly Reference[];
  /** Outputs of the workflow's steps, `clusters.labels`, each with what the run made of it: one thing for each cell. */
  readonly byOutput: ReadonlyMap<string, readonly Reference[]>;
  of(instance: InstanceId, output: string): Reference | undefined;
  ofInstance(instance: InstanceId): readonly Reference[];
}

/** The formal parameter of the workflow that an output is an example of. */
export const outputParameterId = (step: string, output: string): string => fragmentId('output', step, output);

export function describeOutputs({ manifest }: RunFacts, graph: CrateGraph): DescribedOutputs {
  const byInstance = new Map<string, Map<string, Reference>>();
  const byOutput = new Map<string, Reference[]>();
  for (const instance of manifest.instances) {
    const described = new Map<string, Reference>();
    for (const [name, output] of Object.entries(instance.outputs)) {
      // Nothing is linked for a folder without a file.
      if (output.files?.length === 0) continue;
      const made = describeOutput(instance, { name, output }, graph);
      described.set(name, made);
      const key = `${instance.step}.${name}`;
      byOutput.set(key, [...(byOutput.get(key) ?? []), made]);
    }
    byInstance.set(instance.id, described);
  }
  return {
    all: [...byInstance.values()].flatMap((outputs) => [...outputs.values()]),
    byOutput,
    of: (id, output) => byInstance.get(id)?.get(output),
    ofInstance: (id) => [...(byInstance.get(id)?.values() ?? [])],
  };
}

function describeOutput(
  { id, step }: ManifestInstance,
  { name, output }: { readonly name: string; readonly output: ManifestOutput },
  graph: CrateGraph,
): Reference {
  const { file, sha256, bytes, files } = output;
  const exampleOfWork = reference(outputParameterId(step, name));
  const title = `${id}.${name}`;
  if (files === undefined)
    return graph.add(pathId(file), 'File', {
      name: title,
      ...fileFacts(file, { sha256, bytes }),
      exampleOfWork,
    });
  const parts = files.map((one) =>
    graph.add(pathId(`${file}/${one.name}`), 'File', {
      name: `${title}: ${one.name}`,
      ...fileFacts(one.name, one),
    }),
  );
  return graph.add(`${pathId(file)}/`, 'Dataset', {
    name: title,
    description: `${files.length} ${files.length === 1 ? 'file' : 'files'}, ${bytes} bytes`,
    hasPart: parts,
    exampleOfWork,
  });
}

const fileFacts = (name: string, { sha256, bytes }: { readonly sha256: string; readonly bytes: number }) => ({
  encodingFormat: mediaTypeOf(name),
  contentSize: String(bytes),
  sha256,
});
