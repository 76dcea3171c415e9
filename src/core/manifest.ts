import type { ArtifactType, StoredOutput } from './artifact.js';
import type { Cell } from './cell.js';
import type { InstanceState } from './events.js';
import type { Failure } from './failure.js';
import type { ActionKey, InstanceId, RunId } from './identifiers.js';
import type { JsonObject } from './json.js';

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
  /** For each input, the outputs that it came from, `latents.latents`, or the names of the files. It and `types`: what a report made later needs. */
  readonly inputs?: Readonly<Record<string, readonly string[]>>;
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

/** `file` is relative to the run folder; a folder also lists its files. */
export interface ManifestOutput {
  readonly file: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly files?: readonly { readonly name: string; readonly sha256: string; readonly bytes: number }[];
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
