import { createHash } from 'node:crypto';
import type { ArtifactType } from './artifact.js';
import type { Cell } from './cell.js';
import { parseActionKey, parseDigest, type ActionKey, type Digest, type InstanceId } from './identifiers.js';
import { canonicalJson, type Json, type JsonObject } from './json.js';
import type { Instance } from './plan.js';
import type { InputArtifact, StepKind } from './step.js';

/** Raised when the preimage's own form changes, so that no old key can be taken for a new one. */
const keySchema = 2;

/**
 * Everything that a step instance's result depends on, and nothing else: no path, no time of a file, no run, no resources,
 * not the step's name. Kept beside the result, so that `why` can name the field that changed.
 */
export interface Preimage {
  readonly schema: number;
  readonly kind: string;
  /** The kind's version: raised when its code gives other bytes. */
  readonly version: number;
  /** With defaults filled in, so that writing a default down changes nothing. A stochastic kind's seed is one of them. */
  readonly params: JsonObject;
  readonly inputs: Readonly<Record<string, InputPreimage>>;
  /** Environment variables that the step declares to depend on; one that is not set is not an empty one. */
  readonly environment: Readonly<Record<string, string | null>>;
  /** Output names with the names of their files: a program may write another file under another name. */
  readonly outputs: Readonly<Record<string, string>>;
  /** What an engine that is not bit-reproducible depends on; empty for our own. */
  readonly reproducibility: Readonly<Record<string, string>>;
  /** The content of the plugin that its kind comes from; absent for skysort's own kinds. */
  readonly plugin?: Digest;
}

export type InputPreimage =
  | ArtifactPreimage
  | { readonly cells: readonly { readonly cell: Cell; readonly artifact: ArtifactPreimage }[] }
  | { readonly everything: readonly EverythingPreimage[] };

/** A file counts by its content alone; a list or a folder by its files' names and contents, in order. */
export type ArtifactPreimage =
  | { readonly file: Digest }
  | { readonly files: readonly { readonly name: string; readonly sha256: Digest }[] };

/** What a report shows of an instance counts for it: its id and parameters too. */
export interface EverythingPreimage {
  readonly instance: InstanceId;
  readonly step: string;
  readonly kind: string;
  readonly cell: Cell;
  readonly description: string;
  readonly params: JsonObject;
  readonly inputs: Readonly<Record<string, readonly string[]>>;
  readonly outputs: Readonly<
    Record<string, { readonly type: ArtifactType; readonly artifact: ArtifactPreimage }>
  >;
}

export function sha256(text: string | Uint8Array): Digest {
  return parseDigest(createHash('sha256').update(text).digest('hex'));
}

/** The digest of a folder: that of its files' names and digests, which are sorted by name. */
export function folderDigest(files: readonly { readonly name: string; readonly sha256: Digest }[]): Digest {
  return sha256(canonicalJson(files.map(({ name, sha256 }) => ({ name, sha256 }))));
}

export function actionKey(preimage: Preimage): ActionKey {
  return parseActionKey(sha256(canonicalJson(preimage as unknown as Json)));
}

/**
 * What a step's checkpoints are filed under: its key without the parameters that only make it go further.
 * @returns undefined for a kind that keeps none.
 */
export function checkpointFamily(kind: StepKind, preimage: Preimage): Digest | undefined {
  const extending = kind.extendedBy?.(preimage.params);
  if (extending === undefined) return undefined;
  const params = Object.entries(preimage.params).filter(([name]) => !extending.includes(name));
  return sha256(canonicalJson({ ...preimage, params: Object.fromEntries(params) } as unknown as Json));
}

export function artifactPreimage(artifact: InputArtifact): ArtifactPreimage {
  return artifact.form === 'file'
    ? { file: artifact.file.sha256 }
    : { files: artifact.files.map(({ name, sha256 }) => ({ name, sha256 })) };
}

/** The preimage of an instance whose inputs are known. */
export function preimageOf(
  instance: Instance,
  kind: StepKind,
  inputs: Readonly<Record<string, InputPreimage>>,
  environment: Readonly<Record<string, string | undefined>>,
): Preimage {
  const declared = kind.environment?.(instance.params) ?? [];
  const outputs = Object.entries(instance.outputs).map(([name, spec]) => [
    name,
    'file' in spec ? spec.file : `${spec.folder}/`,
  ]);
  return {
    schema: keySchema,
    kind: kind.name,
    version: kind.version,
    params: instance.params,
    inputs,
    environment: Object.fromEntries(declared.map((name) => [name, environment[name] ?? null])),
    outputs: Object.fromEntries(outputs) as Record<string, string>,
    reproducibility: kind.reproducibility?.(instance.params) ?? {},
    ...(kind.plugin === undefined ? {} : { plugin: kind.plugin.sha256 }),
  };
}
