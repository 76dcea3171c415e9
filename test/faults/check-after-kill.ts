import { existsSync, readdirSync, readlinkSync, rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { processTable } from '../../src/exec/process-table.js';
import type { Rig } from '../support/rig.js';
import { digestsOf, type Reference } from './unbroken-runs.js';

export interface Killed {
  readonly victim: 'runner' | 'worker';
  readonly index: number;
  readonly momentMs: number;
  readonly rig: Rig;
  readonly reference: Reference;
  readonly waitsForOrphans: boolean;
}

export interface Trial extends Pick<Killed, 'victim' | 'index' | 'momentMs'> {
  /** Steps that were finished when the run was killed. */
  readonly nCommitted: number;
  /** What is wrong, as phrases. */
  readonly faults: readonly string[];
}

const orphanMs = 5000;

/** Resumes a run that was killed and compares how it ends with a run that was not. */
export async function checkAfterKill(killed: Killed): Promise<Trial> {
  const { victim, index, momentMs, rig, reference, waitsForOrphans } = killed;
  const faults: string[] = [];
  if (waitsForOrphans) faults.push(...(await orphans(rig)));
  const committed = committedIds(rig, reference);
  const nBegunBefore = begun(rig).length;

  const resumed = await rig.skysort('run', '--plain', '--jobs', '2', 'flow.yaml');
  if (resumed.code === 0) {
    faults.push(...runTwice(rig, committed, begun(rig).slice(nBegunBefore)));
    const digests = digestsOf(rig.manifest('flow').instances);
    if (JSON.stringify(digests) !== JSON.stringify(reference.digests)) faults.push('other digests');
  } else faults.push(`the resumed run ended with ${String(resumed.code)}: ${resumed.stderr}`);

  const doctor = await rig.skysort('doctor', '--store');
  if (doctor.code !== 0) faults.push(`the store is not valid: ${doctor.stdout}`);
  faults.push(...(await orphans(rig)));
  rmSync(rig.folder, { recursive: true, force: true });
  return { victim, index, momentMs, nCommitted: committed.size, faults };
}

/** The steps whose results the store had committed. */
function committedIds(rig: Rig, { idByKey }: Reference): Set<string> {
  const folder = rig.path('runs/.cache/actions');
  const names = existsSync(folder) ? readdirSync(folder) : [];
  return new Set(names.flatMap((name) => idByKey.get(name.replace(/\.json$/, '')) ?? []));
}

/** The steps' own log, which lies outside their private folders: what has begun, in order. */
function begun(rig: Rig): string[] {
  return rig.read('side.log').split('\n').filter(Boolean);
}

function runTwice(rig: Rig, committed: ReadonlySet<string>, begunAgain: readonly string[]): string[] {
  const { cached = [], ran = [] } = rig.idsByState('flow');
  return [
    ...begunAgain.filter((id) => committed.has(id)).map((id) => `${id} ran again though it was finished`),
    ...ran.filter((id) => committed.has(id)).map((id) => `${id} is said to have run, though it was finished`),
    ...cached
      .filter((id) => !committed.has(id))
      .map((id) => `${id} came from the cache, but was not finished`),
  ];
}

/** Processes that work in the folder and do not go away. */
async function orphans(rig: Rig): Promise<string[]> {
  const deadline = performance.now() + orphanMs;
  for (;;) {
    const left = processTable().filter(({ pid }) => workingFolder(pid)?.startsWith(rig.folder));
    if (left.length === 0) return [];
    if (performance.now() > deadline) return left.map(({ pid }) => `process ${pid} was left behind`);
    await sleep(20);
  }
}

function workingFolder(pid: number): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return undefined;
  }
}
