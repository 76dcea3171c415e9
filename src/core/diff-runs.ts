import { compareOutputs, type OutputDifference } from './compare-outputs.js';
import { explainStaleness } from './explain-staleness.js';
import type { Preimage } from './fingerprint.js';
import type { InstanceId } from './identifiers.js';
import { canonicalJson, type Json, type JsonObject } from './json.js';
import type { Manifest, ManifestInstance } from './manifest.js';
import type { Staleness } from './staleness.js';

/** A run with what its results were made from, as far as the store still knows. */
export interface RecordedRun {
  readonly manifest: Manifest;
  readonly preimages: ReadonlyMap<InstanceId, Preimage>;
}

/** One thing in which two runs differ. An absent side does not have it. Times, hosts and ids of runs are no differences. */
export type RunDifference =
  | { readonly about: 'param'; readonly name: string; readonly before?: Json; readonly now?: Json }
  | {
      readonly about: 'run';
      readonly name: 'workflow' | 'seed' | 'skysort' | 'node' | 'platform';
      readonly before: string;
      readonly now: string;
    }
  | { readonly about: 'instance'; readonly id: InstanceId; readonly change: 'added' | 'removed' }
  /** Kind, version, parameters, inputs, environment: whatever makes it another result. */
  | { readonly about: 'cause'; readonly id: InstanceId; readonly cause: Staleness }
  | { readonly about: 'ending'; readonly id: InstanceId; readonly before: string; readonly now: string }
  | {
      readonly about: 'measure';
      readonly id: InstanceId;
      readonly name: string;
      readonly before?: number | string;
      readonly now?: number | string;
    }
  | ({ readonly about: 'output'; readonly id: InstanceId } & OutputDifference);

/** Names what differs between two runs: first what holds for all, then instance by instance in the order of the second. */
export function diffRuns(before: RecordedRun, now: RecordedRun): RunDifference[] {
  const old = new Map(before.manifest.instances.map((instance) => [instance.id, instance]));
  const young = new Set(now.manifest.instances.map(({ id }) => id));
  return [
    ...runFacts(before.manifest, now.manifest),
    ...params(before.manifest.params, now.manifest.params),
    ...now.manifest.instances.flatMap((instance): RunDifference[] => {
      const { id } = instance;
      const was = old.get(id);
      if (was === undefined) return [{ about: 'instance', id, change: 'added' }];
      const causes = causesOf(was, instance, before.preimages.get(id), now.preimages.get(id));
      return [
        ...causes.map((cause) => ({ about: 'cause' as const, id, cause })),
        ...endings(was, instance),
        ...measures(was, instance),
        ...outputs(was, instance),
      ];
    }),
    ...before.manifest.instances
      .filter(({ id }) => !young.has(id))
      .map(({ id }) => ({ about: 'instance' as const, id, change: 'removed' as const })),
  ];
}

function runFacts(before: Manifest, now: Manifest): RunDifference[] {
  const names = ['workflow', 'seed', 'skysort', 'node', 'platform'] as const;
  return names
    .filter((name) => before[name] !== now[name])
    .map((name) => ({ about: 'run', name, before: String(before[name]), now: String(now[name]) }));
}

function params(before: JsonObject, now: JsonObject): RunDifference[] {
  return union(before, now)
    .filter((name) => text(before[name]) !== text(now[name]))
    .map((name) => ({ about: 'param', name, ...sides(before[name], now[name]) }));
}

/** From the preimages where both are known; otherwise from what the manifests themselves hold. */
function causesOf(
  before: ManifestInstance,
  now: ManifestInstance,
  old: Preimage | undefined,
  young: Preimage | undefined,
): Staleness[] {
  if (before.key !== undefined && before.key === now.key) return [];
  if (old !== undefined && young !== undefined) return explainStaleness(old, young);
  const bare = ({ kind, params }: ManifestInstance): Preimage => ({
    ...{ schema: 0, kind, version: 0, params },
    ...{ inputs: {}, environment: {}, outputs: {}, reproducibility: {} },
  });
  return explainStaleness(bare(before), bare(now));
}

function endings(before: ManifestInstance, now: ManifestInstance): RunDifference[] {
  const ending = ({ state }: ManifestInstance): string =>
    state === 'ran' || state === 'cached' ? 'done' : state;
  return ending(before) === ending(now)
    ? []
    : [{ about: 'ending', id: now.id, before: ending(before), now: ending(now) }];
}

function measures(before: ManifestInstance, now: ManifestInstance): RunDifference[] {
  const [old, young] = [before.measures ?? {}, now.measures ?? {}];
  return union(old, young)
    .filter((name) => old[name] !== young[name])
    .map((name) => ({ about: 'measure', id: now.id, name, ...sides(old[name], young[name]) }));
}

function outputs(before: ManifestInstance, now: ManifestInstance): RunDifference[] {
  const listed = ({ id, outputs }: ManifestInstance) =>
    Object.fromEntries(
      Object.entries(outputs).map(([name, output]) => [
        name,
        { ...output, name: output.file.slice(`outputs/${id}/`.length) },
      ]),
    );
  return compareOutputs(listed(before), listed(now)).map((difference) => ({
    about: 'output',
    id: now.id,
    ...difference,
  }));
}

function text(value: Json | undefined): string | undefined {
  return value === undefined ? undefined : canonicalJson(value);
}

function union(a: object, b: object): string[] {
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].sort();
}

function sides<T>(before: T | undefined, now: T | undefined): { before?: T; now?: T } {
  return { ...(before === undefined ? {} : { before }), ...(now === undefined ? {} : { now }) };
}
