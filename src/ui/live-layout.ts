import { wholeMeter } from './progress-meter.js';
import {
  isOver,
  stepInstances,
  type InstanceModel,
  type ScreenModel,
  type StepModel,
} from './screen-model.js';

/** What stands in the live part of the screen, from top to bottom; each takes one row, except a curve. */
export type LiveRow =
  | { readonly row: 'step'; readonly step: StepModel; readonly instance: InstanceModel }
  | { readonly row: 'sweep'; readonly step: StepModel; readonly instances: readonly InstanceModel[] }
  | { readonly row: 'cells'; readonly cells: readonly InstanceModel[]; readonly hidden: number }
  | { readonly row: 'curve'; readonly instance: InstanceModel; readonly height: number }
  | { readonly row: 'reason'; readonly instance: InstanceModel }
  | { readonly row: 'line'; readonly text: string }
  | { readonly row: 'waiting'; readonly step: StepModel; readonly instance: InstanceModel }
  | { readonly row: 'more-running'; readonly count: number }
  | { readonly row: 'more-waiting'; readonly names: readonly string[] }
  | { readonly row: 'total' };

/** How many rows of detail an active step is given below its own row. */
interface Grant {
  readonly step: StepModel;
  readonly instances: readonly InstanceModel[];
  curve: number;
  cells: number;
  lines: number;
  reason: number;
}

const mostCells = 10;
const tallestCurve = 9;
const plainestCells = 3;

/**
 * Chooses what fits: every running step has a row, then details are granted from what is left, the most telling first.
 * @param terminalRows The terminal's height. One row stays free: ink clears the whole terminal when its output fills it.
 */
export function liveLayout(model: ScreenModel, terminalRows: number, nowMs: number): LiveRow[] {
  if (model.finished !== undefined || model.startedMs === undefined) return [];
  const open = model.steps.filter((step) => !step.finished);
  if (open.length === 0) return [];
  const active = open.filter((step) => step.counts.waiting < step.positions.length);
  const idle = open.filter((step) => step.counts.waiting === step.positions.length);
  let left = Math.max(1, terminalRows - 1) - 1 - (idle.length > 0 ? 1 : 0);
  const roomForAll = active.length <= left;
  const shown = roomForAll ? active : active.slice(0, Math.max(0, left - 1));
  const grants = shown.map((step) => newGrant(model, step));
  left -= Math.min(active.length, Math.max(0, left));
  left = grantEssentials(grants, left);
  const unfolded = idle.length > 0 && left >= idle.length - 1 ? idle : [];
  left -= Math.max(0, unfolded.length - 1);
  grantExtras(grants, left, nowMs);
  return [
    ...grants.flatMap(grantedRows),
    ...(roomForAll || terminalRows < 4
      ? []
      : [{ row: 'more-running' as const, count: active.length - shown.length }]),
    ...unfolded.flatMap((step) => waitingRow(model, step)),
    ...(idle.length > unfolded.length && terminalRows >= 3
      ? [{ row: 'more-waiting' as const, names: idle.map((step) => step.name) }]
      : []),
    { row: 'total' },
  ];
}

/** How many rows of the terminal a list of live rows takes. */
export function liveHeight(rows: readonly LiveRow[]): number {
  return rows.reduce((height, row) => height + rowHeight(row), 0);
}

function rowHeight(row: LiveRow): number {
  if (row.row === 'curve') return row.height;
  if (row.row === 'cells') return 1 + row.cells.length + (row.hidden > 0 ? 1 : 0);
  return 1;
}

/** The cells that are worth a row when not all fit: running, then failed, then the latest that finished, then the next. */
export function tellingCells(instances: readonly InstanceModel[], most: number): InstanceModel[] {
  if (instances.length <= most) return [...instances];
  const rank = (instance: InstanceModel): number => {
    if (!isOver(instance.state)) return instance.state === 'waiting' ? 3 : 0;
    return instance.state === 'failed' ? 1 : 2;
  };
  const order = instances.map((instance, position) => ({ instance, position }));
  order.sort(
    (one, other) =>
      rank(one.instance) - rank(other.instance) ||
      (other.instance.endedMs ?? 0) - (one.instance.endedMs ?? 0) ||
      one.position - other.position,
  );
  return order
    .slice(0, most)
    .sort((one, other) => one.position - other.position)
    .map(({ instance }) => instance);
}

/** The series that make a picture together: the training loss and its validation, or the first of whatever there is. */
export function plottedNames(instance: InstanceModel): string[] {
  const names = Object.keys(instance.series);
  const first = names.includes('loss') ? 'loss' : names.find((name) => !name.startsWith('val_'));
  if (first === undefined) return [];
  return names.includes(`val_${first}`) ? [first, `val_${first}`] : [first];
}

function newGrant(model: ScreenModel, step: StepModel): Grant {
  return { step, instances: stepInstances(model, step), curve: 0, cells: 0, lines: 0, reason: 0 };
}

function curveInstance(grant: Grant): InstanceModel | undefined {
  return grant.instances.find((instance) => {
    const [first] = plottedNames(instance);
    return instance.state === 'running' && first !== undefined && (instance.series[first]?.length ?? 0) > 1;
  });
}

/** All cells of a small sweep; of a large one only those that something has happened to. */
function worthShowing(grant: Grant): number {
  const { counts, positions } = grant.step;
  return positions.length <= mostCells ? positions.length : positions.length - counts.waiting;
}

/** Whether a running step has something to measure and has run for longer than a bar would flash up. */
export function showsBar(instance: InstanceModel, nowMs: number): boolean {
  const meter = wholeMeter(instance.progress, instance.epochs);
  return instance.state === 'running' && meter !== undefined && nowMs - (instance.startedMs ?? nowMs) >= 1000;
}

function runningInstance(grant: Grant): InstanceModel | undefined {
  return grant.instances.find((instance) => instance.state === 'running');
}

/** First needs: one curve, the start of each sweep's table, one line of output. */
function grantEssentials(grants: readonly Grant[], rows: number): number {
  let left = rows;
  const learner = grants.find((grant) => curveInstance(grant) !== undefined);
  if (learner !== undefined && left >= 4) {
    learner.curve = Math.min(5, left);
    left -= learner.curve;
  }
  for (const grant of grants) {
    const wanted = Math.min(worthShowing(grant), plainestCells);
    if (grant.step.positions.length > 1 && left >= wanted + 2) {
      grant.cells = wanted;
      left -= 1 + wanted + (grant.instances.length > wanted ? 1 : 0);
    }
  }
  for (const grant of grants) {
    if (left > 0 && (runningInstance(grant)?.lines.length ?? 0) > 0) {
      grant.lines = 1;
      left -= 1;
    }
  }
  return left;
}

/** What is left over: longer tables, more output, the reasons for running. */
function grantExtras(grants: readonly Grant[], rows: number, nowMs: number): void {
  let left = rows;
  for (const grant of grants) {
    if (grant.cells === 0) continue;
    const more = Math.max(0, Math.min(mostCells, worthShowing(grant)) - grant.cells);
    const given = Math.max(0, Math.min(more, left));
    grant.cells += given;
    left -= given;
  }
  for (const grant of grants) {
    const running = grant.step.positions.length === 1 ? runningInstance(grant) : undefined;
    // Without a bar its own row tells the reasons.
    if (left > 0 && running !== undefined && running.reasons.length > 0 && showsBar(running, nowMs)) {
      grant.reason = 1;
      left -= 1;
    }
  }
  for (const grant of grants) {
    const more = grant.lines === 0 ? 0 : (runningInstance(grant)?.lines.length ?? 0) - grant.lines;
    const given = Math.min(Math.max(0, more), left);
    grant.lines += given;
    left -= given;
  }
  for (const grant of grants) {
    if (grant.curve > 0) grant.curve += Math.max(0, Math.min(tallestCurve - grant.curve, left));
  }
}

function grantedRows(grant: Grant): LiveRow[] {
  const { step, instances } = grant;
  const [first] = instances;
  if (first === undefined) return [];
  const swept = step.positions.length > 1;
  const rows: LiveRow[] = [
    swept ? { row: 'sweep', step, instances } : { row: 'step', step, instance: first },
  ];
  const running = runningInstance(grant);
  if (grant.reason > 0 && running !== undefined) rows.push({ row: 'reason', instance: running });
  const learner = curveInstance(grant);
  if (grant.curve > 0 && learner !== undefined) {
    rows.push({ row: 'curve', instance: learner, height: grant.curve });
  }
  if (grant.cells > 0) {
    const cells = tellingCells(instances, grant.cells);
    rows.push({ row: 'cells', cells, hidden: instances.length - cells.length });
  }
  for (const text of running?.lines.slice(-grant.lines) ?? []) {
    if (grant.lines > 0) rows.push({ row: 'line', text });
  }
  return rows;
}

function waitingRow(model: ScreenModel, step: StepModel): LiveRow[] {
  const [position = -1] = step.positions;
  const instance = model.instances[position];
  return instance === undefined ? [] : [{ row: 'waiting', step, instance }];
}
