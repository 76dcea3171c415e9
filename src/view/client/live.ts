import './live.css';
import {
  emptyScreenModel,
  isOver,
  screenModel,
  type InstanceModel,
  type ScreenModel,
} from '../../ui/screen-model.js';
import { interruptedRun } from '../../ui/interrupted-run.js';
import { formatDuration } from '../../ui/format-quantity.js';
import { byId, html, setText } from './elements.js';
import { Graph, tooManySteps } from './graph.js';
import { remarkOf, type LiveEvent, type StepRemark } from './live-event.js';
import { lossFigure } from './loss.js';
import { stateMarks, stateWords } from './state-words.js';
import { StepList } from './steps.js';

/** Beyond these a drawing of the steps helps nobody, and takes long. */
const maxDrawnSteps = 150;

let model: ScreenModel = emptyScreenModel;
let graph: Graph | undefined;
let lastEventMs = 0;
let connection: 'connecting' | 'open' | 'lost' | 'gone' = 'connecting';
const remarks = new Map<string, StepRemark>();
const shownLosses = new Map<string, { instance: InstanceModel; figure: HTMLElement }>();
const steps = new StepList(byId('steps'));

const source = new EventSource('events');
source.onopen = () => {
  connection = 'open';
  askForDrawing();
};
source.onerror = () => {
  connection = connection === 'gone' ? 'gone' : 'lost';
  askForDrawing();
};
source.onmessage = ({ data }: MessageEvent<string>) => {
  take(JSON.parse(data) as LiveEvent);
  askForDrawing();
};
source.addEventListener('gone', () => {
  connection = 'gone';
  if (model.started !== undefined) model = interruptedRun(model, lastEventMs);
  source.close();
  askForDrawing();
});

function take(event: LiveEvent): void {
  // The clock of the run, so that times are right however late the events are seen.
  const atMs = Date.parse(event.at);
  lastEventMs = Math.max(lastEventMs, atMs);
  if (event.type === 'run-started') graph = undefined;
  model = screenModel(model, event, atMs);
  const remark = remarkOf(event);
  if (remark !== undefined && 'id' in event) remarks.set(event.id, remark);
  if (event.type === 'run-finished') {
    connection = 'open';
    source.close();
  }
}

let isDrawingDue = false;

/** Many events come at once when an old run is looked at: they are drawn together. */
function askForDrawing(): void {
  if (isDrawingDue) return;
  isDrawingDue = true;
  requestAnimationFrame(() => {
    isDrawingDue = false;
    draw();
  });
}

// Clocks run on between events.
setInterval(() => {
  if (isGoingOn()) askForDrawing();
}, 500);

const isGoingOn = (): boolean =>
  model.started !== undefined && model.finished === undefined && connection !== 'gone';

function draw(): void {
  const { started, finished, instances, counts } = model;
  const nowMs = isGoingOn() && connection === 'open' ? Math.max(Date.now(), lastEventMs) : lastEventMs;
  const state =
    finished?.state ??
    (connection === 'gone' ? 'interrupted' : started === undefined ? 'waiting' : 'running');
  document.title = `${started?.workflow ?? 'skysort'}: ${state}`;
  setText(byId('workflow'), started?.workflow ?? 'skysort');
  setText(byId('run-id'), started === undefined ? '' : `${started.run} · ${started.file}`);
  byId('state').dataset['state'] = state;
  setText(
    byId('state'),
    connection === 'lost' && finished === undefined ? `${state}, connection lost` : state,
  );
  const seconds = finished?.seconds ?? (nowMs - (model.startedMs ?? nowMs)) / 1000;
  setText(byId('clock'), started === undefined ? '' : formatDuration(Math.max(0, seconds)));
  const nOver = instances.filter((instance) => isOver(instance.state)).length;
  const whole = byId('whole') as HTMLProgressElement;
  whole.value = instances.length === 0 ? 0 : nOver / instances.length;
  const told = (Object.keys(counts) as (keyof typeof counts)[]).filter((name) => counts[name] > 0);
  setText(
    byId('counts'),
    told.map((name) => `${stateMarks[name]} ${counts[name]} ${stateWords[name]}`).join('   '),
  );
  if (started === undefined) return;
  byId('steps-section').hidden = false;
  drawGraph();
  drawLosses();
  steps.update(instances, remarks, nowMs);
  drawEnding(state);
}

function drawGraph(): void {
  byId('graph-section').hidden = false;
  if (model.steps.length > maxDrawnSteps) {
    byId('graph').replaceChildren(tooManySteps(model.steps.length));
    return;
  }
  graph ??= new Graph(byId('graph'), model);
  graph.update(model);
}

const lossWidth = (): number => Math.min(690, Math.max(260, byId('steps-section').clientWidth - 26));

function drawLosses(): void {
  for (const instance of model.instances) {
    const shown = shownLosses.get(instance.id);
    if (instance.metric === undefined || shown?.instance.metric === instance.metric) continue;
    const figure = lossFigure(instance, lossWidth());
    if (shown === undefined) byId('losses').append(figure);
    else shown.figure.replaceWith(figure);
    shownLosses.set(instance.id, { instance, figure });
  }
  byId('loss-section').hidden = shownLosses.size === 0;
}

function drawEnding(state: string): void {
  const { finished } = model;
  const ending = byId('ending');
  if ((finished === undefined && connection !== 'gone') || !ending.hidden) return;
  ending.hidden = false;
  ending.dataset['state'] = state;
  const failed = model.instances.filter((instance) => instance.state === 'failed').map(({ id }) => id);
  const said =
    finished === undefined
      ? 'The run was interrupted: its process is gone. The same command goes on from there.'
      : finished.state === 'done'
        ? 'The run is done. '
        : finished.state === 'cancelled'
          ? 'The run was stopped. '
          : `The run failed: ${failed.join(', ')}. `;
  const report =
    finished?.report === undefined
      ? []
      : [html('a', { href: 'report/index.html', id: 'report-link' }, 'Open the report')];
  ending.replaceChildren(said, ...report);
}
