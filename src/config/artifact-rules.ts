import { artifactTypes, type ArtifactType } from '../core/artifact.js';
import type { InputSpec, OutputSpec, StepKind } from '../core/step.js';

/** The types that an input accepts, as a list. */
export function acceptedTypes(spec: InputSpec): readonly ArtifactType[] {
  if (spec.type === 'any') return artifactTypes;
  return typeof spec.type === 'string' ? [spec.type] : spec.type;
}

/** Whether an output may feed an input: its type is among the accepted, or the input takes any single file and it is one. */
export function accepts(spec: InputSpec, output: OutputSpec): boolean {
  const types = acceptedTypes(spec);
  return types.includes(output.type) || (types.includes('file') && 'file' in output);
}

/**
 * Whether files that a person names may feed an input. A list of runs to gather cannot be named so, and neither can a type
 * that is a folder with parts of its own, such as a model.
 * @param kinds The kinds whose outputs tell which types are folders.
 */
export function isFileLike(spec: InputSpec, kinds: readonly StepKind[] = []): boolean {
  if (spec.gathers === true) return false;
  const folders = new Set<ArtifactType>(['model', 'figure']);
  for (const kind of kinds) {
    if (kind.outputs === 'declared') continue;
    for (const output of Object.values(kind.outputs)) if ('folder' in output) folders.add(output.type);
  }
  folders.delete('files');
  return acceptedTypes(spec).some((type) => !folders.has(type));
}
