import type { ArtifactType } from './artifact.js';
import type { Cell } from './cell.js';
import type { InstanceId } from './identifiers.js';
import type { JsonObject } from './json.js';
import type { OutputSpec, PluginFile, StepKind } from './step.js';

/** A workflow ready to run: every sweep expanded, every reference resolved, every type checked. */
export interface Plan {
  readonly name: string;
  /** The workflow file as the person named it. */
  readonly file: string;
  /** What stood in it; absent from a plan that was made without a file. */
  readonly text?: string;
  readonly seed: number;
  /** The params after `--set`, for the manifest and `diff`. */
  readonly params: JsonObject;
  /** Every kind that its steps may be of: those of skysort and those of its plugins. */
  readonly kinds: ReadonlyMap<string, StepKind>;
  /** In topological order; among the ready, in the file's order, then by cell. */
  readonly instances: readonly Instance[];
}

/** One step, at one cell of its sweep. */
export interface Instance {
  readonly id: InstanceId;
  readonly step: string;
  readonly kind: string;
  /** Where its kind comes from, when it is not one of skysort's. */
  readonly plugin?: PluginFile;
  readonly description?: string;
  readonly cell: Cell;
  /** `with` and the cell's values, defaults filled in, `seed` included for a stochastic kind. */
  readonly params: JsonObject;
  readonly inputs: Readonly<Record<string, Binding>>;
  readonly outputs: Readonly<Record<string, OutputSpec>>;
  /** Where a person can change a parameter, `galaxies.yaml:14:17`: the value itself, or the step when it is a default. */
  readonly placeOf?: (parameter: string) => string;
  /** The instances whose outputs it reads, in the plan's order, without repeats. */
  readonly needs: readonly InstanceId[];
  readonly resources: Resources;
  /** How often a failed attempt is tried again. */
  readonly retries: number;
  readonly timeoutMs?: number;
}

export interface Resources {
  readonly cpus?: number;
  readonly memoryBytes?: number;
  readonly timeMs?: number;
  readonly gpus?: number;
}

/** Where an input comes from. */
export type Binding =
  | ({ readonly from: 'output' } & OutputReference)
  /** `many`: the input takes a list of files, whose base names count; otherwise it is one file whose name does not. */
  | { readonly from: 'files'; readonly many: boolean; readonly files: readonly PlannedFile[] }
  | { readonly from: 'gather'; readonly items: readonly ({ readonly cell: Cell } & OutputReference)[] }
  | { readonly from: 'everything'; readonly instances: readonly InstanceId[] };

export interface OutputReference {
  readonly instance: InstanceId;
  readonly output: string;
  readonly type: ArtifactType;
}

export interface PlannedFile {
  /** Base name: unique in its list. */
  readonly name: string;
  /** Relative to the working directory unless the person wrote an absolute path. */
  readonly path: string;
}
