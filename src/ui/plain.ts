import type { Writable } from 'node:stream';
import type { RunEvent } from '../core/events.js';
import { failureMessage } from './failure-message.js';
import { formatClock, formatCounted } from './format-quantity.js';
import { stepsText } from './steps-text.js';
import { outcomeText, progressText } from './instance-text.js';
import { lineStream } from './line-stream.js';
import { stoppingText, type RunPrinter } from './run-printer.js';
import { runSummary } from './run-summary.js';
import { emptyScreenModel, screenModel, type InstanceModel, type ScreenModel } from './screen-model.js';
import { stalenessMessage } from './staleness-message.js';
import { printableLine } from './text-width.js';

/** A log does not need to know more often how far a step has come. */
const progressIntervalMs = 10_000;

/** One line for each event worth one, with the time since the start: for logs and where there is no terminal. */
export function plainPrinter(stream: Writable): RunPrinter {
  const output = lineStream(stream);
  const shownMs = new Map<string, number>();
  let model = emptyScreenModel;
  let elapsed = '00:00';
  return {
    event(event) {
      const nowMs = Date.parse(event.at);
      model = screenModel(model, event, nowMs);
      elapsed = formatClock((nowMs - (model.startedMs ?? nowMs)) / 1000);
      if (isProgress(event)) {
        const lastMs = shownMs.get(event.id) ?? instanceOf(model, event)?.startedMs ?? nowMs;
        if (nowMs - lastMs < progressIntervalMs) return;
        shownMs.set(event.id, nowMs);
      }
      for (const text of eventLines(model, event, nowMs))
        output.line(text === '' ? '' : `${elapsed} ${text}`);
      if (event.type === 'run-finished') {
        for (const { text } of runSummary(model)) output.line(text);
      }
    },
    interrupted() {
      output.line(`${elapsed} ${stoppingText}`);
    },
    close: () => output.flush(),
  };
}

function isProgress(event: RunEvent): event is Extract<RunEvent, { type: 'step-progress' | 'step-metric' }> {
  return event.type === 'step-progress' || event.type === 'step-metric';
}

function instanceOf(model: ScreenModel, event: RunEvent): InstanceModel | undefined {
  if (!('id' in event)) return undefined;
  const position = model.positions.get(event.id);
  return position === undefined ? undefined : model.instances[position];
}

/** What the log says about an event, without the time. */
function eventLines(model: ScreenModel, event: RunEvent, nowMs: number): string[] {
  const instance = instanceOf(model, event);
  switch (event.type) {
    case 'run-started':
      return [
        `${event.workflow} (${event.file}): ${stepsText(model)}, ` +
          `${formatCounted(event.jobs, 'core')}, ${event.runFolder}`,
      ];
    case 'step-started': {
      const reasons = event.reasons.map(stalenessMessage).join('; ');
      return [`${event.id}: started${reasons === '' ? '' : `, ${reasons}`}`];
    }
    case 'step-waiting':
      if (event.sharesWith !== undefined) return [`${event.id}: shares the result of ${event.sharesWith}`];
      return [`${event.id}: another run computes it, waiting for its result (${printableLine(event.owner)})`];
    // Its bytes do not depend on it, and its speed shows it.
    case 'step-threads':
      return [];
    case 'step-progress':
    case 'step-metric':
      return instance === undefined ? [] : [`${event.id}: ${progressText(instance, nowMs)}`];
    case 'step-note':
      return [`${event.id}: ${event.level === 'warning' ? 'warning: ' : ''}${printableLine(event.text)}`];
    case 'step-line':
      return [`${event.id} | ${printableLine(event.text)}`];
    case 'step-finished':
      return instance === undefined ? [] : finishedLines(instance);
    case 'run-finished':
      return [];
    default:
      return event satisfies never;
  }
}

function finishedLines(instance: InstanceModel): string[] {
  const [first, ...rest] = instance.failure === undefined ? [] : failureMessage(instance.failure).split('\n');
  const why = first === undefined ? '' : `: ${first}`;
  return [`${instance.id}: ${outcomeText(instance)}${why}`, ...rest];
}
