import { join } from 'node:path';
import type { Manifest } from '../../core/manifest.js';
import type { FileSystem } from '../file-system.js';
import type { StoreLayout } from '../layout.js';
import { isPinned } from '../pin.js';
import { livenessOf } from '../process-identity.js';
import { runIds, runTime, workflowsWithRuns } from '../run-history.js';
import { inspectRun } from '../run-record.js';
import { graceMs } from './bounds.js';
import { namesIn } from './inventory.js';

/** A run on another machine, or in another container, that wrote no end counts as going on for so long. */
const farRunMs = 7 * 86_400_000;

export interface RunEntry {
  readonly folder: string;
  readonly startedMs: number;
  readonly isGoing: boolean;
  /** Keeps its folder and every result it names. */
  readonly isRoot: boolean;
  readonly keys: readonly string[];
  /** Objects that its links name: what stays of a run whose manifest is damaged. */
  readonly objects: readonly string[];
}

/** The runs, with those marked that keep their results: pinned, young, going on, and each workflow's latest and last good one. */
export async function listRuns(layout: StoreLayout, files: FileSystem, nowMs: number): Promise<RunEntry[]> {
  const runs: RunEntry[] = [];
  for (const workflow of workflowsWithRuns(layout)) {
    let hasLatest = false;
    let hasDone = false;
    for (const run of runIds(layout, workflow)) {
      const folder = join(layout.workflow(workflow), run);
      const found = inspectRun(folder);
      const manifest = found.state === 'whole' ? found.manifest : undefined;
      const startedMs = Date.parse(runTime(run));
      const isGoing = manifest !== undefined && goesOn(manifest, nowMs);
      const isDone = manifest?.state === 'done';
      const isYoung = nowMs - startedMs < graceMs;
      const isRoot = isPinned(folder) || isYoung || isGoing || !hasLatest || (isDone && !hasDone);
      hasLatest = true;
      hasDone ||= isDone;
      runs.push({
        folder,
        startedMs,
        isGoing,
        isRoot,
        keys: manifest?.instances.flatMap(({ key }) => key ?? []) ?? [],
        objects: isRoot && manifest === undefined ? await linkedObjects(join(folder, 'outputs'), files) : [],
      });
    }
  }
  return runs;
}

function goesOn({ state, runner, startedAt }: Manifest, nowMs: number): boolean {
  if (state !== 'running') return false;
  const liveness = livenessOf(runner);
  return liveness === 'there' || (liveness === 'unknown' && nowMs - Date.parse(startedAt) < farRunMs);
}

async function linkedObjects(folder: string, files: FileSystem): Promise<string[]> {
  const objects: string[] = [];
  for (const name of await namesIn(folder, files)) {
    const path = join(folder, name);
    const target = await files.readLink(path).catch(() => undefined);
    const digest = /[0-9a-f]{64}$/.exec(target ?? '')?.[0];
    if (digest !== undefined) objects.push(digest);
    else if (target === undefined) objects.push(...(await linkedObjects(path, files)));
  }
  return objects;
}
