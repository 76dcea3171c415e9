import type { ArtifactType, StoredFile } from './artifact.js';
import type { Cell } from './cell.js';
import type { Digest, InstanceId } from './identifiers.js';
import type { JsonObject } from './json.js';
import type { ParamsOf } from './params-of.js';
import type { Result } from './result.js';

export interface InputSpec {
  /** The types that this input accepts; `any` only for kinds that run other programs. */
  readonly type: ArtifactType | readonly ArtifactType[] | 'any';
  readonly summary: string;
  /** True unless said otherwise. */
  readonly required?: boolean;
  /** Whether a sweep's axis can be gathered into this input; then `gathered()` reads it, and one cell reads as a list of one. */
  readonly gathers?: boolean;
}

/** An output is one file with a fixed name, or a folder with a fixed name. */
export type OutputSpec = { readonly type: ArtifactType; readonly summary: string } & (
  { readonly file: string } | { readonly folder: string }
);

/**
 * A JSON Schema of type `object`, written `as const` in the step's file: the one source for the parameters' TypeScript type,
 * validation, editor completion, help and reference. Every property has a `description`; every one that is not required has a `default`.
 */
export interface ParamsSchema {
  readonly type: 'object';
  readonly additionalProperties: false;
  readonly required?: readonly string[];
  readonly properties: Readonly<
    Record<string, { readonly description: string; readonly [keyword: string]: unknown }>
  >;
}

/** The file that a kind of a person's own comes from. */
export interface PluginFile {
  /** Absolute: a worker loads it again. */
  readonly path: string;
  /** Of its content and that of the files that it imports by relative paths; it counts in the key of its kinds' steps. */
  readonly sha256: Digest;
}

/** The names that a step's workflow gives to what it reads and leaves. */
export interface StepNames {
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** The axes whose values go into the parameter that `sweepsInto` names. */
  readonly swept: readonly string[];
}

/** `expected`, `found` and `remedy` are phrases as in a `Diagnostic`. */
export interface ParamFault {
  /** The value, `['command', 2]`. */
  readonly path: readonly (string | number)[];
  readonly expected: string;
  /** The part of a text that is wrong, or the value. */
  readonly found: string;
  readonly remedy?: string;
}

/** A kind of step: what a person names in `uses:`. */
export interface StepKind {
  readonly name: string;
  /** Raised when the same inputs and parameters give other bytes. */
  readonly version: number;
  /** One sentence for `skysort kinds`, the editor and the reference. */
  readonly summary: string;
  /** A stochastic kind has a `seed` parameter, by default the workflow's. */
  readonly stochastic: boolean;
  readonly params: ParamsSchema;
  /** A parameter that is a mapping, and takes the values of a sweep's axes that are no parameters themselves. */
  readonly sweepsInto?: string;
  /** `any`: the workflow names the inputs freely. `everything`: every other output of the workflow. */
  readonly inputs: Readonly<Record<string, InputSpec>> | 'any' | 'everything';
  /** `declared`: the workflow declares them under the step's `outputs:`. */
  readonly outputs: Readonly<Record<string, OutputSpec>> | 'declared';
  /** What the bytes depend on beside the key when an engine is not bit-reproducible; empty otherwise. */
  reproducibility?(params: JsonObject): Readonly<Record<string, string>>;
  /** Names of the environment variables whose values are part of the key. */
  environment?(params: JsonObject): readonly string[];
  /**
   * For a kind that keeps checkpoints: the parameters that, when raised, only make it go further (`epochs`), so that it goes on from
   * where a run with less of them ended. None when every parameter bears on each of its states.
   */
  extendedBy?(params: JsonObject): readonly string[];
  /**
   * What is wrong with the parameters beside what their schema says. Asked even when the schema is not content, so it must
   * take values of any type.
   */
  paramFaults?(params: JsonObject, names: StepNames): readonly ParamFault[];
  run(context: StepContext): Promise<Result<void>>;
  /** Whether it looks at `threads` again while it runs, and so has a use for cores that others have left. */
  readonly borrowsThreads?: boolean;
  /** Parameters: cells of a sweep that differ in nothing else and are due together are done in one go by `runBatch`. */
  readonly batchAxes?: readonly string[];
  /** As `run` for each context, with the same bytes, and in the same order a result for each. */
  runBatch?(contexts: readonly StepContext[]): Promise<readonly Result<void>[]>;
  /** Set when it was loaded from a plugin. */
  readonly plugin?: PluginFile;
}

/** What a running step sees: nothing but its declared parameters and inputs. */
export interface StepContext<P = JsonObject> {
  readonly params: P;
  readonly inputs: StepInputs;
  readonly outputs: StepOutputs;
  /** How many threads the step may use; its bytes do not depend on it. For a kind that borrows threads it changes while it runs. */
  readonly threads: number;
  /** Aborts when the run is cancelled: a long step stops at its next convenient place. */
  readonly signal: AbortSignal;
  /** An empty private folder that goes with the attempt. */
  readonly scratchFolder: string;
  /** Resumable state that outlives the attempt; absent when the kind keeps none, or the person wants it done anew. */
  readonly checkpoints?: Checkpoints;
  progress(progress: Progress): void;
  /** One point of a series that is drawn live: the losses of an epoch. */
  metric(metric: Metric): void;
  /** Something that a person should know about the result; kept with it, so a cached step tells it again. */
  note(note: Note): void;
  /** Figures that sum up the result (inertia, KL): kept with it, shown in tables and compared by `diff`. */
  measure(measures: Readonly<Record<string, number | string>>): void;
  /** A line that a program printed: kept in the step's log, and shown unless there are too many. */
  line(stream: 'stdout' | 'stderr', text: string): void;
  readonly programs: StepPrograms;
}

/** States of a long step, each kept under how far it had come. What is kept never bears on the result: only on the time that it takes. */
export interface Checkpoints {
  /**
   * Whether keeping a state of so many bytes now costs little beside the time that the step has taken.
   * @param isBoundary At a natural boundary (the end of an epoch) a state is kept sooner than in between.
   */
  isDue(bytes: number, isBoundary: boolean): boolean;
  /** Keeps a state; those that had not come as far are removed. When it cannot be written, a note says so and the step goes on. */
  save(position: number, facts: JsonObject, parts: readonly Uint8Array[]): Promise<void>;
  /**
   * Fills `parts` from the whole state that came furthest, but not beyond `limit`. Damaged ones are passed over, with a note.
   * @returns Where it stands and what was told of it; undefined, and the parts as they were, when there is none.
   */
  restore(
    limit: number,
    parts: readonly Uint8Array[],
  ): Promise<{ readonly position: number; readonly facts: JsonObject } | undefined>;
}

/** For a step that starts programs: how what they leave running is found and ended. */
export interface StepPrograms {
  /** Variables that every program must see: by them it is known, wherever it forks to. */
  environment(): Readonly<Record<string, string>>;
  /** Ends every process that has these variables, where the system lets them be seen. */
  endLeftBehind(): void;
}

export interface Progress {
  readonly done: number;
  readonly total: number;
  /** Plural noun: `images`, `batches`, `iterations`. */
  readonly unit: string;
}

export interface Metric {
  readonly step: number;
  readonly total: number;
  /** What a step is: `epoch`, `iteration`. */
  readonly unit: string;
  readonly values: Readonly<Record<string, number>>;
}

export interface Note {
  readonly level: 'info' | 'warning';
  readonly text: string;
}

/** A file that a step may read. */
export interface InputFile extends StoredFile {
  readonly path: string;
}

/** An input as the step finds it: one file, or files in order (a glob's matches, a folder's files by name). */
export type InputArtifact =
  | { readonly form: 'file'; readonly file: InputFile }
  | { readonly form: 'files'; readonly files: readonly InputFile[] };

export interface GatheredInput {
  readonly cell: Cell;
  readonly instance: InstanceId;
  readonly artifact: InputArtifact;
}

/** One step instance of the workflow as `report` sees it. */
export interface EverythingItem {
  readonly instance: InstanceId;
  readonly step: string;
  readonly kind: string;
  readonly cell: Cell;
  readonly description?: string;
  readonly params: JsonObject;
  /** For each input, the instances and outputs that it came from, `latents.latents`, or the names of the files. */
  readonly inputs: Readonly<Record<string, readonly string[]>>;
  readonly outputs: Readonly<
    Record<string, { readonly type: ArtifactType; readonly artifact: InputArtifact }>
  >;
}

/** Every accessor throws when the kind's declaration and the call disagree: that is a defect in the step. */
export interface StepInputs {
  has(name: string): boolean;
  names(): readonly string[];
  /** Whether an input is several cells, which `gathered` reads; for kinds that take any input. */
  isGathered(name: string): boolean;
  /** The single file of an input. */
  file(name: string): InputFile;
  /** The files of an input: a glob's matches, a folder's files; a single file is a list of one. */
  files(name: string): readonly InputFile[];
  /** One file of a folder by its name in it: `model`, `model.json`. */
  folderFile(name: string, file: string): InputFile;
  /** The cells of a gathered input, in the canonical order. */
  gathered(name: string): readonly GatheredInput[];
  everything(): readonly EverythingItem[];
}

export interface StepOutputs {
  names(): readonly string[];
  /** Where to write an output: a file that does not exist yet, or an empty folder. */
  path(name: string): string;
}

/** A kind as its file writes it, with its parameters' type. */
type TypedKind<P> = Omit<
  StepKind,
  'run' | 'runBatch' | 'reproducibility' | 'environment' | 'extendedBy' | 'plugin'
> & {
  reproducibility?(params: P): Readonly<Record<string, string>>;
  environment?(params: P): readonly string[];
  extendedBy?(params: P): readonly string[];
  run(context: StepContext<P>): Promise<Result<void>>;
  runBatch?(contexts: readonly StepContext<P>[]): Promise<readonly Result<void>[]>;
};

/**
 * Declares a kind. The parameters reach `run` checked by `params` and with defaults filled in, which is what makes the cast here
 * true. Their type is inferred from a schema that is written in the call; a schema elsewhere is `as const` and its type given.
 */
export function defineStep<const S extends ParamsSchema>(
  kind: TypedKind<ParamsOf<S>> & { readonly params: S },
): StepKind;
export function defineStep<P>(kind: TypedKind<P>): StepKind;
export function defineStep(kind: unknown): StepKind {
  return kind as StepKind;
}
