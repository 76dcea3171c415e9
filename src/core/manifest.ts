import type { ArtifactType, StoredOutput } from './artifact.js';
import type { Cell } from './cell.js';
import type { InstanceState } from './events.js';
import type { Failure } from './failure.js';
import type { ActionKey, InstanceId, RunId } from './identifiers.js';
import type { JsonObject } from './json.js';
import type { Binding } from './plan.js';

/** What tells one process from every other, on this machine or another, before or after a restart. */
export interface ProcessIdentity {
  readonly host: string;
  /** Differs after each start of the machine; empty where the system does not tell. */
  readonly boot: string;
  /** The space in which `pid` counts: containers on one machine may share all else. Empty where unknown. */
  readonly pidSpace: string;
  readonly pid: number;
  /** When the process started, in the system's ticks, since a pid is used again. Empty where unknown. */
  readonly started: string;
}

/** `manifest.json` of a run folder. */
export interface Manifest {
  readonly version: 1;
  readonly run: RunId;
  readonly workflow: string;
  readonly file: string;
  readonly params: JsonObject;
  readonly seed: number;
  /** `running` stands in the manifest of a run that has not ended, or was killed. */
  readonly state: 'running' | 'done' | 'failed' | 'cancelled';
  readonly startedAt: string;
  readonly seconds: number;
  readonly savedSeconds: number;
  readonly skysort: string;
  readonly node: string;
  readonly platform: string;
  /** The process that ran it: tells whether a run that has written no end is still going. */
  readonly runner: ProcessIdentity;
  /** What a person types to do it again; absent from manifests of before it was kept. */
  readonly command?: string;
  readonly instances: readonly ManifestInstance[];
}

export interface ManifestInstance {
  readonly id: InstanceId;
  readonly step: string;
  readonly kind: string;
  readonly cell: Cell;
  readonly params: JsonObject;
  readonly description?: string;
  /**
   * Where each input comes from, a gathered one's parts in the order of its cells. It and `types` are absent in the manifests that
   * skysort wrote before it had `apply` and `report`.
   */
  readonly inputs?: Readonly<Record<string, readonly InputSource[]>>;
  /** The type of each output. */
  readonly types?: Readonly<Record<string, ArtifactType>>;
  readonly state: InstanceState | 'waiting';
  readonly key?: ActionKey;
  readonly seconds: number;
  readonly savedSeconds?: number;
  readonly measures?: Readonly<Record<string, number | string>>;
  readonly outputs: Readonly<Record<string, ManifestOutput>>;
  readonly failure?: Failure;
}

/** What an input is: an output of an instance, a file of the person's own by its base name, or every output of the run. */
export type InputSource =
  | { readonly instance: InstanceId; readonly output: string }
  | { readonly file: string }
  | { readonly everything: true };

/** `file` is relative to the run folder; a folder also lists its files. */
export interface ManifestOutput {
  readonly file: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly files?: readonly { readonly name: string; readonly sha256: string; readonly bytes: number }[];
}

/** What a manifest tells of an instance's bindings. */
export function manifestInputs(bindings: Readonly<Record<string, Binding>>): Record<string, InputSource[]> {
  return Object.fromEntries(Object.entries(bindings).map(([name, binding]) => [name, inputSources(binding)]));
}

function inputSources(binding: Binding): InputSource[] {
  switch (binding.from) {
    case 'files':
      return binding.files.map(({ name }) => ({ file: name }));
    case 'output':
      return [{ instance: binding.instance, output: binding.output }];
    case 'gather':
      return binding.items.map(({ instance, output }) => ({ instance, output }));
    case 'everything':
      return [{ everything: true }];
  }
}

/** An input's source in a word: `latents.latents`, or the base name of a file. */
export function sourceLabel(source: InputSource): string {
  if ('file' in source) return source.file;
  return 'everything' in source ? 'everything' : `${source.instance}.${source.output}`;
}

/** Where an instance's output lies in a run folder. */
export function outputPath(instance: InstanceId, name: string): string {
  return `outputs/${instance}/${name}`;
}

export function manifestOutputs(
  instance: InstanceId,
  outputs: Readonly<Record<string, StoredOutput>>,
): Record<string, ManifestOutput> {
  return Object.fromEntries(
    Object.entries(outputs).map(([name, output]) => {
      const { sha256, bytes } = output;
      const described = { file: outputPath(instance, output.name), sha256, bytes };
      if (output.form === 'file') return [name, described];
      return [
        name,
        { ...described, files: output.files.map(({ name, sha256, bytes }) => ({ name, sha256, bytes })) },
      ];
    }),
  );
}
