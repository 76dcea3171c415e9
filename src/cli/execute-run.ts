import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { InstanceState, RunEvent, RunEventBody, RunFinished, StepNote } from '../core/events.js';
import type { Failure } from '../core/failure.js';
import type { InstanceId } from '../core/identifiers.js';
import { manifestInputs, manifestOutputs, type Manifest, type ManifestInstance } from '../core/manifest.js';
import type { Instance, Plan } from '../core/plan.js';
import { fail, ok, type Result } from '../core/result.js';
import { runPlan, type InstanceOutcome } from '../core/run-plan.js';
import { crateName, describeRun } from '../crate/describe-run.js';
import { workflowCopy, type WorkedTimes } from '../crate/run-facts.js';
import { LocalExecutor } from '../exec/local-executor.js';
import { machineMemoryBytes } from '../exec/memory-use.js';
import { withExecution } from '../report/execution.js';
import { ownIdentity } from '../store/process-identity.js';
import { newRunId, RunFolder } from '../store/run-folder.js';
import { RunHistory } from '../store/run-history.js';
import { storageTrouble } from '../store/storage-trouble.js';
import { executionOf, reportPage } from './execution-of.js';
import { packageVersion } from './package.js';
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

function openingManifest(plan: Plan, startedAt: Date, command: string): Manifest {
  return {
    version: 1,
    run: newRunId(startedAt),
    workflow: plan.name,
    file: plan.file,
    params: plan.params,
    seed: plan.seed,
    state: 'running',
    startedAt: startedAt.toISOString(),
    seconds: 0,
    savedSeconds: 0,
    skysort: packageVersion(),
    node: process.version,
    platform: `${process.platform}-${process.arch}`,
    runner: ownIdentity(),
    command,
    instances: plan.instances.map((instance): ManifestInstance => ({
      ...whatItIs(instance),
      state: 'waiting',
      seconds: 0,
      outputs: {},
    })),
  };
}

function whatItIs({ id, step, kind, cell, params, description, inputs, outputs }: Instance) {
  return {
    id,
    step,
    kind,
    cell,
    params,
    ...(description === undefined ? {} : { description }),
    inputs: manifestInputs(inputs),
    types: Object.fromEntries(Object.entries(outputs).map(([name, { type }]) => [name, type])),
  };
}

function closingManifest(
  opening: Manifest,
  outcomes: ReadonlyMap<InstanceId, InstanceOutcome>,
  isCancelled: boolean,
  seconds: number,
): Manifest {
  const instances = opening.instances.map((instance) => closedInstance(instance, outcomes.get(instance.id)));
  const isDone = instances.every(({ state }) => state === 'ran' || state === 'cached');
  const savedSeconds = instances.reduce((sum, instance) => sum + (instance.savedSeconds ?? 0), 0);
  const state = isDone ? 'done' : isCancelled ? 'cancelled' : 'failed';
  return { ...opening, state, seconds, savedSeconds, instances };
}

function closedInstance(instance: ManifestInstance, outcome: InstanceOutcome | undefined): ManifestInstance {
  if (outcome === undefined) return instance;
  const { state, seconds, key, savedSeconds, action, failure } = outcome;
  return {
    ...instance,
    state,
    seconds,
    ...(key === undefined ? {} : { key }),
    ...(savedSeconds === undefined ? {} : { savedSeconds }),
    ...(action === undefined
      ? {}
      : { measures: action.measures, outputs: manifestOutputs(instance.id, action.outputs) }),
    ...(failure === undefined ? {} : { failure }),
  };
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

function runStarted(plan: Plan, manifest: Manifest, runFolder: string, jobs: number): RunEventBody {
  return {
    type: 'run-started',
    run: manifest.run,
    workflow: plan.name,
    file: plan.file,
    runFolder,
    jobs,
    instances: plan.instances.map(({ id, step, kind, cell, description, needs }) => ({
      id,
      step,
      kind,
      cell,
      ...(description === undefined ? {} : { description }),
      needs,
    })),
  };
}

function runFinished(manifest: Manifest, runFolder: string, report: string | undefined): RunEventBody {
  const count = (state: InstanceState): number =>
    manifest.instances.filter((one) => one.state === state).length;
  return {
    type: 'run-finished',
    state: manifest.state === 'running' ? 'failed' : manifest.state,
    seconds: manifest.seconds,
    savedSeconds: manifest.savedSeconds,
    counts: {
      ran: count('ran'),
      cached: count('cached'),
      failed: count('failed'),
      skipped: count('skipped'),
      cancelled: count('cancelled'),
    },
    runFolder,
    ...(report === undefined ? {} : { report }),
  };
}
