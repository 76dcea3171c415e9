import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RunEvent, RunEventBody, RunFinished, StepNote } from '../core/events.js';
import type { Failure } from '../core/failure.js';
import type { InstanceId } from '../core/identifiers.js';
import type { Manifest } from '../core/manifest.js';
import type { Plan } from '../core/plan.js';
import { fail, ok, type Result } from '../core/result.js';
import { runPlan, type InstanceOutcome } from '../core/run-plan.js';
import { crateName, describeRun } from '../crate/describe-run.js';
import { workflowCopy, type WorkedTimes } from '../crate/run-facts.js';
import { LocalExecutor } from '../exec/local-executor.js';
import { machineMemoryBytes } from '../exec/memory-use.js';
import { withExecution } from '../report/execution.js';
import { RunFolder } from '../store/run-folder.js';
import { RunHistory } from '../store/run-history.js';
import { storageTrouble } from '../store/storage-trouble.js';
import { executionOf, reportPage } from './execution-of.js';
import { runFinished, runStarted } from './run-ends.js';
import { closingManifest, openingManifest } from './run-manifest.js';
import type { Workspace } from './workspace.js';

export interface RunRequest {
  readonly plan: Plan;
  readonly workspace: Workspace;
  /** Cores in all; by default as many as there are. */
  readonly jobs?: number;
  readonly keepGoing?: boolean;
  readonly force?: ReadonlySet<string>;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The command that a person would type to do it again. */
  readonly command: string;
  /** Aborts when the run is to stop cleanly. */
  readonly signal: AbortSignal;
  /** Aborts when it is to stop at once. */
  readonly killSignal: AbortSignal;
  onEvent(event: RunEvent): void;
}

export interface RunReport {
  readonly state: RunFinished['state'];
  readonly runFolder: string;
  /** The page to open, when the workflow makes one. */
  readonly report?: string;
  readonly failures: readonly Failure[];
  /** Bytes of the results that it added to the store. */
  readonly publishedBytes: number;
}

const graceMs = 5000;

/** Runs a plan into a run folder of its own: what `skysort run` and the library do. */
export async function executeRun(request: RunRequest): Promise<Result<RunReport>> {
  const { plan, workspace } = request;
  const startedAt = new Date();
  const startMs = performance.now();
  const opening = openingManifest(plan, startedAt, request.command);
  let folder: RunFolder;
  try {
    folder = await RunFolder.create(workspace.layout, opening, workspace.files);
    await folder.writeFile(workflowCopy, plan.text ?? '');
  } catch (error) {
    return fail(storageTrouble('create', workspace.layout.run(plan.name, opening.run), error));
  }
  const times = new Map<InstanceId, WorkedTimes>();
  const notes: StepNote[] = [];
  const emit = (body: RunEventBody): void => {
    const event: RunEvent = { at: new Date().toISOString(), ...body };
    noteTimes(event, times);
    if (event.type === 'step-note') notes.push(event);
    folder.writeEvent(event);
    request.onEvent(event);
  };
  const jobs = request.jobs ?? availableParallelism();
  emit(runStarted(plan, opening, shown(folder.path), jobs));
  const outcomes = await runInstances(request, folder, emit, jobs);
  try {
    const manifest = closingManifest(
      opening,
      outcomes,
      request.signal.aborted,
      (performance.now() - startMs) / 1000,
    );
    const report = await settleFolder(folder, manifest, outcomes, { ...request, times, notes });
    const failures = [...outcomes.values()].flatMap(({ failure }) => failure ?? []);
    emit(runFinished(manifest, shown(folder.path), report));
    await folder.close();
    await workspace.memo.save();
    return ok({
      state: manifest.state === 'running' ? 'failed' : manifest.state,
      runFolder: shown(folder.path),
      ...(report === undefined ? {} : { report }),
      failures,
      publishedBytes: publishedBytes(outcomes),
    });
  } catch (error) {
    return fail(storageTrouble('write', folder.path, error));
  }
}

function publishedBytes(outcomes: ReadonlyMap<InstanceId, InstanceOutcome>): number {
  const outputs = [...outcomes.values()].flatMap(({ state, action }) =>
    state === 'ran' && action !== undefined ? Object.values(action.outputs) : [],
  );
  return outputs.reduce((sum, { bytes }) => sum + bytes, 0);
}

/** A path as a person would type it here. */
function shown(path: string): string {
  const fromHere = relative(process.cwd(), path);
  return fromHere.startsWith('..') ? path : fromHere;
}

async function runInstances(
  request: RunRequest,
  folder: RunFolder,
  emit: (body: RunEventBody) => void,
  jobs: number,
): Promise<ReadonlyMap<InstanceId, InstanceOutcome>> {
  const { plan, workspace, environment } = request;
  const main = fileURLToPath(new URL('./main.js', import.meta.url));
  const executor = new LocalExecutor({
    command: [process.execPath, main, 'exec-step'],
    graceMs,
    logFile: (id) => folder.logFile(id),
  });
  const killAll = (): void => executor.killAll();
  request.killSignal.addEventListener('abort', killAll);
  process.on('exit', killAll);
  try {
    return await runPlan(
      plan,
      {
        kinds: plan.kinds,
        environment,
        emit,
        executor,
        store: workspace.store,
        digests: workspace.memo,
        history: new RunHistory(workspace.layout, workspace.store, plan.name),
        clockMs: () => performance.now(),
      },
      {
        jobs,
        memoryBytes: machineMemoryBytes(),
        keepGoing: request.keepGoing ?? false,
        force: request.force ?? new Set(),
        signal: request.signal,
      },
    );
  } finally {
    killAll();
    process.off('exit', killAll);
  }
}

/** When a step instance began (of several attempts, the first) and ended. */
function noteTimes(event: RunEvent, times: Map<InstanceId, WorkedTimes>): void {
  if (event.type !== 'step-started' && event.type !== 'step-finished') return;
  const before = times.get(event.id);
  times.set(event.id, { startedAt: before?.startedAt ?? event.at, endedAt: event.at });
}

function runCrate(
  manifest: Manifest,
  outcomes: ReadonlyMap<InstanceId, InstanceOutcome>,
  { plan, times }: { readonly plan: Plan; readonly times: ReadonlyMap<InstanceId, WorkedTimes> },
  report: string | undefined,
): string {
  const actions = [...outcomes].flatMap(([id, { action }]) =>
    action === undefined ? [] : [[id, action] as const],
  );
  const endedAt = new Date(Date.parse(manifest.startedAt) + manifest.seconds * 1000).toISOString();
  const crate = describeRun({
    ...{ manifest, plan, times, endedAt, actions: new Map(actions) },
    ...(report === undefined ? {} : { report }),
  });
  return `${JSON.stringify(crate, null, 2)}\n`;
}

/** Links the outputs, writes the RO-Crate metadata, the manifest and the report, then points `latest` here. @throws the system's error. */
async function settleFolder(
  folder: RunFolder,
  manifest: Manifest,
  outcomes: ReadonlyMap<InstanceId, InstanceOutcome>,
  request: RunRequest & {
    readonly times: ReadonlyMap<InstanceId, WorkedTimes>;
    readonly notes: readonly StepNote[];
  },
): Promise<string | undefined> {
  for (const [id, { action }] of outcomes) {
    if (action !== undefined) await folder.linkOutputs(id, action.outputs);
  }
  const report = await writeReport(folder, manifest, request.notes);
  await folder.writeFile(crateName, runCrate(manifest, outcomes, request, report));
  await folder.writeManifest(manifest);
  await folder.makeLatest();
  return report === undefined ? undefined : shown(join(folder.path, '..', 'latest', report));
}

/** The report step's page, with what it cannot know itself put in: how this run went. */
async function writeReport(
  folder: RunFolder,
  manifest: Manifest,
  notes: readonly StepNote[],
): Promise<string | undefined> {
  const output = manifest.instances
    .flatMap(({ outputs }) => Object.entries(outputs))
    .find(([name, { file }]) => name === 'report' && file.endsWith('.html'))?.[1];
  if (output === undefined) return undefined;
  const page = await readFile(join(folder.path, output.file), 'utf8');
  await folder.writeFile(reportPage, withExecution(page, executionOf(manifest, notes)));
  return reportPage;
}
