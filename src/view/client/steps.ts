import type { Note } from '../../core/step.js';
import { formatDuration, formatMeasure, formatPercent } from '../../ui/format-quantity.js';
import { fractionDone, wholeMeter } from '../../ui/progress-meter.js';
import type { InstanceModel } from '../../ui/screen-model.js';
import { html, setText } from './elements.js';
import type { StepRemark } from './live-event.js';
import { stateMarks, stateWords } from './state-words.js';

interface Row {
  readonly item: HTMLElement;
  readonly state: HTMLElement;
  readonly time: HTMLElement;
  readonly bar: HTMLProgressElement;
  readonly remark: HTMLElement;
  readonly outputs: HTMLElement;
  readonly notes: HTMLElement;
  nNotes: number;
  shown?: InstanceModel;
  remarked?: StepRemark;
}

/** The step instances, one below the other: only rows that changed are touched. */
export class StepList {
  readonly #list: HTMLElement;
  readonly #rows = new Map<string, Row>();

  constructor(list: HTMLElement) {
    this.#list = list;
  }

  update(instances: readonly InstanceModel[], remarks: ReadonlyMap<string, StepRemark>, nowMs: number): void {
    if (this.#rows.size === 0) this.#make(instances);
    for (const instance of instances) {
      const row = this.#rows.get(instance.id);
      const remark = remarks.get(instance.id);
      if (row === undefined) continue;
      if (instance.state === 'running') setText(row.time, elapsed(instance, nowMs));
      if (row.shown === instance && row.remarked === remark) continue;
      show(row, instance, remark, nowMs);
      row.shown = instance;
      if (remark !== undefined) row.remarked = remark;
    }
  }

  #make(instances: readonly InstanceModel[]): void {
    for (const { id, kind } of instances) {
      const row: Row = {
        item: html('li', { class: 'step' }),
        state: html('span', { class: 'badge' }),
        time: html('span', { class: 'time' }),
        bar: document.createElement('progress'),
        remark: html('p', { class: 'remark' }),
        outputs: html('p', { class: 'outputs' }),
        notes: html('details', { class: 'notes', hidden: '' }),
        nNotes: 0,
      };
      row.bar.max = 1;
      row.bar.setAttribute('aria-label', `How far ${id} is`);
      row.item.append(
        html('span', { class: 'step-name' }, id),
        html('span', { class: 'muted step-kind' }, kind),
        row.state,
        row.time,
        row.bar,
        row.remark,
        row.outputs,
        row.notes,
      );
      this.#rows.set(id, row);
      this.#list.append(row.item);
    }
  }
}

function elapsed({ startedMs, seconds, savedSeconds, state }: InstanceModel, nowMs: number): string {
  if (state === 'running') return formatDuration(Math.max(0, nowMs - (startedMs ?? nowMs)) / 1000);
  if (state === 'cached') return savedSeconds === undefined ? '' : `saved ${formatDuration(savedSeconds)}`;
  return seconds === undefined || state === 'skipped' || state === 'waiting' ? '' : formatDuration(seconds);
}

function show(row: Row, instance: InstanceModel, remark: StepRemark | undefined, nowMs: number): void {
  const { state, measures, notes, lines } = instance;
  row.item.dataset['state'] = state;
  row.state.dataset['state'] = state;
  setText(row.state, `${stateMarks[state]} ${stateWords[state]}`);
  setText(row.time, elapsed(instance, nowMs));
  const meter = state === 'running' ? wholeMeter(instance.progress, instance.epochs) : undefined;
  row.bar.hidden = meter === undefined;
  if (meter !== undefined) row.bar.value = fractionDone(meter);
  const counted =
    meter && `${meter.done} of ${meter.total} ${meter.unit}, ${formatPercent(fractionDone(meter))}`;
  const measured = Object.entries(measures).map(([name, value]) => `${name} ${formatMeasure(value)}`);
  const parts = [
    counted ?? '',
    state === 'running' || state === 'failed' ? (remark?.said ?? '') : '',
    measured.join(', '),
    ...notes.filter(({ level }) => level === 'warning').map(({ text }) => `warning: ${text}`),
    state === 'running' ? (lines.at(-1) ?? '') : '',
  ];
  setText(row.remark, parts.filter((part) => part !== '').join(' · '));
  const more = remark === undefined || remark.nMore === 0 ? [] : [`and ${remark.nMore} more`];
  row.outputs.replaceChildren(
    ...(remark?.files ?? []).flatMap(({ name, path }) => [fileLink(name, path), ' ']),
    ...more,
  );
  showNotes(row, notes);
}

/** Notes can be many and long: they are there for who asks. Which of them are open stays as it is. */
function showNotes(row: Row, notes: readonly Note[]): void {
  const told = notes.filter(({ level }) => level === 'info');
  row.notes.hidden = told.length === 0;
  if (told.length === row.nNotes) return;
  row.nNotes = told.length;
  row.notes.replaceChildren(
    html('summary', {}, told.length === 1 ? '1 note' : `${told.length} notes`),
    html('ul', {}, ...told.map(({ text }) => html('li', {}, text))),
  );
}

const fileLink = (name: string, path: string): HTMLElement =>
  html('a', { href: path.split('/').map(encodeURIComponent).join('/') }, name);
