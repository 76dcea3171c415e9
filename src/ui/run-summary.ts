import type { InstanceState } from '../core/events.js';
import { failureMessage } from './failure-message.js';
import { formatCounted, formatDuration } from './format-quantity.js';
import type { InstanceModel, ScreenModel } from './screen-model.js';
import { printableLine } from './text-width.js';
import type { ToneLine } from './tone.js';

const mostFailures = 8;
const mostWarnings = 10;

/** The end of a run in a few lines, the same on the screen and in a log; empty while the run goes on. */
export function runSummary(model: ScreenModel): ToneLine[] {
  const { finished } = model;
  if (finished === undefined) return [];
  return [
    ...failureLines(model),
    ...warningLines(model),
    ...headline(model),
    ...(finished.report === undefined
      ? []
      : [{ text: `report: ${finished.report}`, tone: 'strong' as const }]),
    { text: `run folder: ${finished.runFolder}`, tone: 'plain' },
  ];
}

function headline(model: ScreenModel): ToneLine[] {
  const { finished } = model;
  if (finished === undefined) return [];
  const { counts, savedSeconds, seconds, state } = finished;
  const nothingElse = counts.ran + counts.failed + counts.skipped + counts.cancelled === 0;
  const saved = savedSeconds >= 0.05 ? `${formatDuration(savedSeconds)} saved by the cache` : undefined;
  if (state === 'done' && nothingElse) {
    const steps = formatCounted(counts.cached, model.steps.length === counts.cached ? 'step' : 'instance');
    const facts = [steps, ...(saved === undefined ? [] : [saved])].join(', ');
    return [{ text: `nothing to do: everything is fresh (${facts})`, tone: 'good' }];
  }
  const opening = { done: 'done in', failed: 'failed after', cancelled: 'cancelled after' }[state];
  const tone = { done: 'good', failed: 'bad', cancelled: 'warning' } as const;
  const facts = [countsText(counts), ...(saved === undefined ? [] : [saved])].join('; ');
  const lines: ToneLine[] = [{ text: `${opening} ${formatDuration(seconds)}: ${facts}`, tone: tone[state] }];
  if (state !== 'done') {
    const mended = state === 'failed' ? 'once that is mended, ' : '';
    const text = `what was finished is kept: ${mended}the same command goes on from there`;
    lines.push({ text, tone: 'plain' });
  }
  return lines;
}

/** `3 ran, 2 cached, 1 failed`: what there was none of is left out. */
export function countsText(counts: Readonly<Record<InstanceState, number>>): string {
  const order = ['ran', 'cached', 'failed', 'skipped', 'cancelled'] as const;
  const parts = order.filter((state) => counts[state] > 0).map((state) => `${counts[state]} ${state}`);
  return parts.length === 0 ? 'no steps' : parts.join(', ');
}

function failureLines(model: ScreenModel): ToneLine[] {
  const failed = model.instances.filter((instance) => instance.state === 'failed');
  const lines = failed.slice(0, mostFailures).flatMap(failureBlock);
  const more = failed.length - mostFailures;
  if (more > 0)
    lines.push({ text: `and ${formatCounted(more, 'more failure')}: see \`skysort show\``, tone: 'bad' });
  return lines;
}

/** A failed instance with its whole message, the first line in red. */
export function failureBlock(instance: InstanceModel): ToneLine[] {
  const message = instance.failure === undefined ? 'no reason was given' : failureMessage(instance.failure);
  return message
    .split('\n')
    .map((text, index) =>
      index === 0 ? { text: `failed ${instance.id}: ${text}`, tone: 'bad' } : { text, tone: 'plain' },
    );
}

function warningLines(model: ScreenModel): ToneLine[] {
  const cellsByWarning = new Map<string, { step: string; ids: string[] }>();
  for (const instance of model.instances) {
    for (const note of instance.notes.filter((candidate) => candidate.level === 'warning')) {
      const warning = cellsByWarning.get(`${instance.step}\n${note.text}`) ?? {
        step: instance.step,
        ids: [],
      };
      warning.ids.push(instance.id);
      cellsByWarning.set(`${instance.step}\n${note.text}`, warning);
    }
  }
  const warnings = [...cellsByWarning].map(([key, { step, ids }]): ToneLine => {
    const where = ids.length === 1 ? ids[0] : `${step} (${formatCounted(ids.length, 'cell')})`;
    return {
      text: `warning ${where ?? step}: ${printableLine(key.slice(step.length + 1))}`,
      tone: 'warning',
    };
  });
  const more = warnings.length - mostWarnings;
  const shown = warnings.slice(0, mostWarnings);
  return more > 0
    ? [...shown, { text: `and ${formatCounted(more, 'more warning')}: see the run folder`, tone: 'warning' }]
    : shown;
}
