import type { StepKind } from '../core/step.js';
import type { Mapping } from './tree.js';

/** The kinds of skysort itself. Each is loaded when a workflow uses it. */
export interface KindSource {
  /** In the order in which a person reads them. */
  readonly names: readonly string[];
  /** @returns undefined for a name that is not among the names. */
  load(name: string): Promise<StepKind | undefined>;
}

export interface KnownKinds {
  /** Those that the workflow uses, and all of its plugins. */
  readonly kinds: ReadonlyMap<string, StepKind>;
  /** The names of all that it could use. */
  readonly names: readonly string[];
  /** False when a plugin could not be used: an unknown kind may then be one of its own. */
  readonly isComplete: boolean;
}

/** Loads what stands after `uses:`, as far as it is known. */
export async function usedKinds(document: Mapping, source: KindSource): Promise<KnownKinds> {
  const steps = document.entries.get('steps')?.value;
  const used = new Set<string>();
  for (const { value: step } of steps?.type === 'mapping' ? steps.entries.values() : []) {
    const uses = step.type === 'mapping' ? step.entries.get('uses')?.value : undefined;
    if (uses?.type === 'scalar' && typeof uses.value === 'string') used.add(uses.value);
  }
  const loaded = await Promise.all([...used].map((name) => source.load(name)));
  const kinds = new Map(loaded.flatMap((kind) => (kind === undefined ? [] : [[kind.name, kind]])));
  return { kinds, names: source.names, isComplete: true };
}
