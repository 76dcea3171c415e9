import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunEvent, StepFinished, StepNote } from '../core/events.js';
import { manifestOutputs, type Manifest, type ManifestInstance } from '../core/manifest.js';
import { inspectManifest, type FoundManifest } from './manifest-file.js';

/**
 * What a run folder tells of its run. The manifest is written when a run begins and when it ends; what a run that goes on, or
 * was killed, has finished until now stands in its events.
 */
export function inspectRun(runFolder: string): FoundManifest {
  const found = inspectManifest(runFolder);
  if (found.state !== 'whole' || found.manifest.state !== 'running') return found;
  const lines = linesOf(join(runFolder, 'events.ndjson'));
  return { state: 'whole', manifest: withEvents(found.manifest, finishedSteps(lines), lastEventMs(lines)) };
}

/** A run's manifest, as `inspectRun` finds it; undefined when it is absent or damaged. */
export function readManifest(runFolder: string): Manifest | undefined {
  const found = inspectRun(runFolder);
  return found.state === 'whole' ? found.manifest : undefined;
}

function withEvents(
  manifest: Manifest,
  finished: ReadonlyMap<string, StepFinished & { at: string }>,
  lastMs: number | undefined,
): Manifest {
  const instances = manifest.instances.map((instance) => {
    const event = finished.get(instance.id);
    return event === undefined ? instance : finishedInstance(instance, event);
  });
  const savedSeconds = instances.reduce((sum, instance) => sum + (instance.savedSeconds ?? 0), 0);
  const startMs = Date.parse(manifest.startedAt);
  const seconds = Math.max(0, (lastMs ?? startMs) - startMs) / 1000;
  return { ...manifest, seconds, savedSeconds, instances };
}

function finishedInstance(instance: ManifestInstance, event: StepFinished): ManifestInstance {
  const { state, seconds, key, savedSeconds, outputs, measures, failure } = event;
  return {
    ...instance,
    state,
    seconds,
    ...(key === undefined ? {} : { key }),
    ...(savedSeconds === undefined ? {} : { savedSeconds }),
    ...(measures === undefined ? {} : { measures }),
    ...(outputs === undefined ? {} : { outputs: manifestOutputs(instance.id, outputs) }),
    ...(failure === undefined ? {} : { failure }),
  };
}

function finishedSteps(lines: readonly string[]): Map<string, StepFinished & { at: string }> {
  const finished = new Map<string, StepFinished & { at: string }>();
  for (const line of lines) {
    if (!line.includes('"type":"step-finished"')) continue;
    const event = parseEvent(line);
    if (event?.type === 'step-finished' && isSound(event)) finished.set(event.id, event);
  }
  return finished;
}

/** When the run last said a word: as far as it is known to have come. */
function lastEventMs(lines: readonly string[]): number | undefined {
  for (const line of lines.toReversed()) {
    const ms = Date.parse(parseEvent(line)?.at ?? '');
    if (!Number.isNaN(ms)) return ms;
  }
  return undefined;
}

/** What the steps of a run have noted, in the order in which they did. */
export function runNotes(runFolder: string): StepNote[] {
  return linesOf(join(runFolder, 'events.ndjson')).flatMap((line) => {
    if (!line.includes('"type":"step-note"')) return [];
    const event = parseEvent(line);
    return event?.type === 'step-note' ? [event] : [];
  });
}

function linesOf(path: string): string[] {
  try {
    return readFileSync(path, 'utf8').split('\n');
  } catch {
    return [];
  }
}

/** The last line of a killed run may be torn. */
function parseEvent(line: string): RunEvent | undefined {
  try {
    return JSON.parse(line) as RunEvent;
  } catch {
    return undefined;
  }
}

/** Events have no digest of their own: what names no result is not taken for one. */
function isSound({ key, outputs }: StepFinished): boolean {
  const digests = Object.values(outputs ?? {}).flatMap((output) =>
    output.form === 'file' ? [output.sha256] : [output.sha256, ...output.files.map(({ sha256 }) => sha256)],
  );
  return [...(key === undefined ? [] : [key]), ...digests].every((digest) => /^[0-9a-f]{64}$/.test(digest));
}
