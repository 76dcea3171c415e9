import { sha256, type ArtifactPreimage } from '../core/fingerprint.js';
import type { Digest, InstanceId } from '../core/identifiers.js';
import { canonicalJson } from '../core/json.js';
import { mediaTypeOf } from '../core/media-type.js';
import type { Instance } from '../core/plan.js';
import { fragmentId, type CrateGraph, type Reference } from './graph.js';
import type { RunFacts } from './run-facts.js';

/** The files that a person gave to a workflow: they lie outside the run, and are told by name and content. */
export interface DescribedInputs {
  readonly files: readonly Reference[];
  /** Lists of several files, as a glob gives them. */
  readonly collections: readonly Reference[];
  /** What the inputs are, one thing for each: a file, or a list of files. */
  readonly all: readonly Reference[];
  /** By step and input, `images.files`: cells of a sweep share them. */
  readonly byInput: ReadonlyMap<string, Reference>;
  of(instance: Instance, input: string): Reference | undefined;
}

export function describeInputs({ plan, actions }: RunFacts, graph: CrateGraph): DescribedInputs {
  const files = new Map<string, Reference>();
  const collections = new Map<string, Reference>();
  const byInput = new Map<string, Reference>();
  const byInstance = new Map<string, Reference>();
  for (const instance of plan.instances) {
    for (const [name, binding] of Object.entries(instance.inputs)) {
      const preimage = actions.get(instance.id)?.preimage.inputs[name];
      if (binding.from !== 'files' || preimage === undefined) continue;
      if ('cells' in preimage || 'everything' in preimage) continue;
      const named = namedFiles(preimage, binding.files[0]?.name ?? name);
      const parts = named.map((file) => describeFile(file, graph));
      for (const part of parts) files.set(part['@id'], part);
      const [only] = parts;
      const whole = parts.length === 1 && only !== undefined ? only : describeList(named, parts, graph);
      if (whole !== only) collections.set(whole['@id'], whole);
      byInput.set(`${instance.step}.${name}`, whole);
      byInstance.set(keyOf(instance.id, name), whole);
    }
  }
  const all = new Map([...byInput.values()].map((one) => [one['@id'], one]));
  return {
    files: [...files.values()],
    collections: [...collections.values()],
    all: [...all.values()],
    byInput,
    of: ({ id }, input) => byInstance.get(keyOf(id, input)),
  };
}

const keyOf = (id: InstanceId, input: string): string => `${id}\n${input}`;

interface NamedFile {
  readonly name: string;
  readonly sha256: Digest;
}

const namedFiles = (preimage: ArtifactPreimage, nameOfOne: string): readonly NamedFile[] =>
  'file' in preimage ? [{ name: nameOfOne, sha256: preimage.file }] : preimage.files;

/** A file outside the crate has no path in it: what it is called is its content, by RFC 6920. */
function describeFile({ name, sha256 }: NamedFile, graph: CrateGraph): Reference {
  const id = `ni:///sha-256;${Buffer.from(sha256, 'hex').toString('base64url')}`;
  return graph.add(id, 'File', { name, sha256, encodingFormat: mediaTypeOf(name) });
}

function describeList(
  named: readonly NamedFile[],
  parts: readonly Reference[],
  graph: CrateGraph,
): Reference {
  const digest = sha256(canonicalJson(named.map(({ name, sha256 }) => ({ name, sha256 }))));
  return graph.add(fragmentId('files', digest), 'Collection', {
    name: `${parts.length} input files`,
    hasPart: parts,
  });
}
