import type { Cell } from '../core/cell.js';
import type { InstanceState, RunEvent, RunFinished, RunStarted, StepFinished } from '../core/events.js';
import type { Failure } from '../core/failure.js';
import type { InstanceId } from '../core/identifiers.js';
import type { Staleness } from '../core/staleness.js';
import type { Metric, Note } from '../core/step.js';
import { advanceMeter, type ProgressMeter } from './progress-meter.js';

/** `waiting`: for what it needs, or for a core. `shared`: another run computes it, and its result will be taken. */
export type LiveState = 'waiting' | 'shared' | 'running' | InstanceState;

/** What the screen knows of one step instance. */
export interface InstanceModel {
  readonly id: InstanceId;
  readonly step: string;
  readonly kind: string;
  readonly cell: Cell;
  readonly needs: readonly InstanceId[];
  readonly state: LiveState;
  readonly startedMs?: number;
  readonly endedMs?: number;
  readonly threads?: number;
  readonly owner?: string;
  /** The instance of this run that computes the same. */
  readonly sharesWith?: InstanceId;
  readonly reasons: readonly Staleness[];
  readonly progress?: ProgressMeter;
  readonly epochs?: ProgressMeter;
  readonly metric?: Metric;
  /** Each metric's values so far, by name. */
  readonly series: Readonly<Record<string, readonly number[]>>;
  /** For each value of a series the step that it is of: an iteration, an epoch. */
  readonly seriesSteps: Readonly<Record<string, readonly number[]>>;
  readonly notes: readonly Note[];
  /** The last lines that its program printed. */
  readonly lines: readonly string[];
  readonly measures: Readonly<Record<string, number | string>>;
  readonly seconds?: number;
  readonly savedSeconds?: number;
  readonly failure?: Failure;
}

/** A step with its cells, by their places in `instances`. A step that is not swept has one. */
export interface StepModel {
  readonly name: string;
  readonly kind: string;
  readonly positions: readonly number[];
  readonly counts: Readonly<Record<LiveState, number>>;
  readonly finished: boolean;
}

/** A finished step by its place in `steps`; or a cell that failed while its step goes on, by its place in `instances`. */
export type ScrollItem =
  | { readonly what: 'step'; readonly place: number }
  | { readonly what: 'failed-cell'; readonly place: number };

/** Everything that screen, log and summary show of a run. */
export interface ScreenModel {
  readonly started?: Omit<RunStarted, 'instances'>;
  readonly startedMs?: number;
  readonly instances: readonly InstanceModel[];
  readonly positions: ReadonlyMap<InstanceId, number>;
  readonly steps: readonly StepModel[];
  readonly stepPositions: ReadonlyMap<string, number>;
  /** What scrolls away above the live part, in the order in which it happened. It only grows. */
  readonly scroll: readonly ScrollItem[];
  readonly counts: Readonly<Record<LiveState, number>>;
  readonly finished?: RunFinished;
}

const keptLines = 4;
const noCounts: Readonly<Record<LiveState, number>> = {
  waiting: 0,
  shared: 0,
  running: 0,
  ran: 0,
  cached: 0,
  failed: 0,
  skipped: 0,
  cancelled: 0,
};

export const emptyScreenModel: ScreenModel = {
  instances: [],
  positions: new Map(),
  steps: [],
  stepPositions: new Map(),
  scroll: [],
  counts: noCounts,
};

/** The model after one more event. `nowMs` is when it arrived, on the clock that draws the screen. */
export function screenModel(state: ScreenModel, event: RunEvent, nowMs: number): ScreenModel {
  switch (event.type) {
    case 'run-started':
      return startRun(event, nowMs);
    case 'step-started': {
      const { threads, reasons } = event;
      return update(state, event.id, () => ({ state: 'running', startedMs: nowMs, threads, reasons }));
    }
    case 'step-threads':
      return update(state, event.id, () => ({ threads: event.threads }));
    case 'step-waiting':
      return update(state, event.id, () => ({
        ...{ state: 'shared', startedMs: nowMs, owner: event.owner },
        ...(event.sharesWith === undefined ? {} : { sharesWith: event.sharesWith }),
      }));
    case 'step-progress':
      return update(state, event.id, (instance) => ({
        progress: advanceMeter(instance.progress, event, nowMs),
      }));
    case 'step-metric':
      return update(state, event.id, (instance) => addMetric(instance, event, nowMs));
    case 'step-note':
      return update(state, event.id, (instance) => ({
        notes: [...instance.notes, { level: event.level, text: event.text }],
      }));
    case 'step-line':
      return update(state, event.id, (instance) => ({
        lines: [...instance.lines, event.text].slice(-keptLines),
      }));
    case 'step-finished':
      return update(state, event.id, () => finishInstance(event, nowMs));
    case 'run-finished':
      return { ...state, finished: event };
    default:
      return event satisfies never;
  }
}

/** Whether nothing more will happen to it in this run. */
export function isOver(state: LiveState): state is InstanceState {
  return state !== 'waiting' && state !== 'shared' && state !== 'running';
}

/** The instances of a step, in the plan's order. */
export function stepInstances(model: ScreenModel, step: StepModel): InstanceModel[] {
  return step.positions.flatMap((position) => model.instances[position] ?? []);
}

function startRun(event: RunStarted & { readonly at: string }, nowMs: number): ScreenModel {
  const { instances, ...started } = event;
  const byStep = new Map<string, { kind: string; positions: number[] }>();
  instances.forEach((instance, position) => {
    const step = byStep.get(instance.step) ?? { kind: instance.kind, positions: [] };
    step.positions.push(position);
    byStep.set(instance.step, step);
  });
  const steps = [...byStep].map(([name, { kind, positions }]) => ({
    name,
    kind,
    positions,
    counts: { ...noCounts, waiting: positions.length },
    finished: false,
  }));
  return {
    started,
    startedMs: nowMs,
    instances: instances.map(({ id, step, kind, cell, needs }) => ({
      ...{ id, step, kind, cell, needs },
      ...{
        state: 'waiting' as const,
        reasons: [],
        series: {},
        seriesSteps: {},
        notes: [],
        lines: [],
        measures: {},
      },
    })),
    positions: new Map(instances.map((instance, position) => [instance.id, position])),
    steps,
    stepPositions: new Map(steps.map((step, position) => [step.name, position])),
    scroll: [],
    counts: { ...noCounts, waiting: instances.length },
  };
}

function addMetric(instance: InstanceModel, metric: Metric, nowMs: number): Partial<InstanceModel> {
  const { step, total, unit, values } = metric;
  const again = instance.metric !== undefined && step <= instance.metric.step;
  const series: Record<string, readonly number[]> = again ? {} : { ...instance.series };
  const seriesSteps: Record<string, readonly number[]> = again ? {} : { ...instance.seriesSteps };
  for (const [name, value] of Object.entries(values)) {
    series[name] = [...(series[name] ?? []), value];
    seriesSteps[name] = [...(seriesSteps[name] ?? []), step];
  }
  return {
    series,
    seriesSteps,
    metric: { step, total, unit, values },
    epochs: advanceMeter(instance.epochs, { done: step, total, unit }, nowMs),
  };
}

function finishInstance(event: StepFinished, nowMs: number): Partial<InstanceModel> {
  return {
    state: event.state,
    endedMs: nowMs,
    seconds: event.seconds,
    ...(event.savedSeconds === undefined ? {} : { savedSeconds: event.savedSeconds }),
    ...(event.measures === undefined ? {} : { measures: event.measures }),
    ...(event.failure === undefined ? {} : { failure: event.failure }),
  };
}

/** Changes one instance, and the counts of its step and of the run with it. An id that the plan lacks changes nothing. */
function update(
  model: ScreenModel,
  id: InstanceId,
  change: (instance: InstanceModel) => Partial<InstanceModel>,
): ScreenModel {
  const position = model.positions.get(id);
  const before = position === undefined ? undefined : model.instances[position];
  if (position === undefined || before === undefined) return model;
  const after = { ...before, ...change(before) };
  const instances = model.instances.with(position, after);
  return after.state === before.state
    ? { ...model, instances }
    : recount({ ...model, instances }, before, after);
}

function recount(model: ScreenModel, before: InstanceModel, after: InstanceModel): ScreenModel {
  const place = model.stepPositions.get(after.step);
  const step = place === undefined ? undefined : model.steps[place];
  const counts = moved(model.counts, before.state, after.state);
  if (place === undefined || step === undefined) return { ...model, counts };
  const stepCounts = moved(step.counts, before.state, after.state);
  const finished = stepCounts.waiting + stepCounts.shared + stepCounts.running === 0;
  const scroll: ScrollItem[] = [];
  const position = model.positions.get(after.id);
  if (after.state === 'failed' && step.positions.length > 1 && position !== undefined) {
    scroll.push({ what: 'failed-cell', place: position });
  }
  if (finished && !step.finished) scroll.push({ what: 'step', place });
  return {
    ...model,
    counts,
    steps: model.steps.with(place, { ...step, counts: stepCounts, finished }),
    scroll: scroll.length === 0 ? model.scroll : [...model.scroll, ...scroll],
  };
}

function moved(
  counts: Readonly<Record<LiveState, number>>,
  from: LiveState,
  to: LiveState,
): Readonly<Record<LiveState, number>> {
  return { ...counts, [from]: counts[from] - 1, [to]: counts[to] + 1 };
}
